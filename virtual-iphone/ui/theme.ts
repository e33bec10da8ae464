/** Colours and shapes of each system look. Gradients run from top to bottom only, which keeps pictures small. */

import type { IosFeatures } from '../ios/versions.ts';
import type { Look, ScreenModel } from './model.ts';

export interface Theme {
  readonly wallpaper: readonly string[];
  readonly call: readonly string[];
  readonly dock: Look;
  /** Material of the round buttons on a call screen. */
  readonly control: Look;
  readonly controlOn: Look;
  readonly accept: Look;
  readonly decline: Look;
  readonly track: Look;
  readonly knob: Look;
  /** Incoming and connected call banner below a notch or home button. */
  readonly callBanner: Look;
  readonly notification: Look;
  /** The same, opaque. */
  readonly notificationBanner: string | readonly string[];
  readonly notificationText: { readonly title: string; readonly body: string; readonly detail: string };
  /** Screens of the system's apps, and of an app that paints no background of its own. */
  readonly page: Page;
  readonly keyboard: { readonly back: string; readonly key: string; readonly side: string; readonly ink: string };
  readonly green: string;
  readonly red: string;
  readonly blue: string;
  /** Corner radius of a filled button that is 50 pt high. */
  readonly buttonRadius: number;
}

export interface Page {
  readonly background: string;
  readonly ink: string;
  readonly detail: string;
  readonly rule: string;
  /** Navigation bar where it differs from the background. */
  readonly bar: string;
  /** Text field on the page. */
  readonly field: string;
  readonly placeholder: string;
  /** Round button at rest. */
  readonly control: string;
}

const LIGHT_PAGE: Page = {
  background: '#ffffff',
  ink: '#000000',
  detail: '#6c6c72',
  rule: '#d1d1d6',
  bar: '#f7f7f8',
  field: '#f1f1f5',
  placeholder: '#a5a5ab',
  control: '#e5e5ea',
};

const DARK_PAGE: Page = {
  background: '#000000',
  ink: '#ffffff',
  detail: '#98989f',
  rule: '#38383a',
  bar: '#161618',
  field: '#1c1c1e',
  placeholder: '#6c6c72',
  control: '#2c2c2e',
};

const FLAT: Theme = {
  wallpaper: ['#12284f', '#25568f', '#5b9cc0', '#b9d6d2'],
  call: ['#4d6f99', '#30496f', '#1c2b45', '#0f1623'],
  dock: { fill: 'rgba(255,255,255,0.3)' },
  control: { fill: 'rgba(255,255,255,0.14)' },
  controlOn: { fill: '#ffffff' },
  accept: { fill: '#38c95c' },
  decline: { fill: '#fc3d39' },
  track: { fill: 'rgba(255,255,255,0.22)' },
  knob: { fill: '#ffffff' },
  callBanner: { fill: '#26282d', radius: 20, shadow: true },
  notification: { fill: 'rgba(246,247,249,0.96)', radius: 13, shadow: true },
  notificationBanner: '#f4f5f7',
  notificationText: { title: '#000000', body: '#1c1c1e', detail: '#6c6c72' },
  page: LIGHT_PAGE,
  keyboard: { back: '#d2d5db', key: '#ffffff', side: '#abb1bb', ink: '#000000' },
  green: '#34c759',
  red: '#ff3b30',
  blue: '#007aff',
  buttonRadius: 10,
};

const MODERN: Theme = {
  ...FLAT,
  wallpaper: ['#1c1646', '#4a2a78', '#a4487f', '#f0926a'],
  call: ['#7b90ad', '#56698a', '#374662', '#1f2839'],
  dock: { fill: 'rgba(255,255,255,0.26)', radius: 34 },
  control: { fill: 'rgba(255,255,255,0.18)' },
  accept: { fill: '#34c759' },
  decline: { fill: '#ff3b30' },
  callBanner: { fill: '#1f2125', radius: 24, shadow: true },
  notification: { fill: 'rgba(240,240,244,0.94)', radius: 24, shadow: true },
  buttonRadius: 14,
};

const GLASS: Theme = {
  ...MODERN,
  wallpaper: ['#081a4a', '#174aa6', '#4f93ea', '#bfe0fb'],
  call: ['#0f1a45', '#213e8a', '#3c66b7', '#7c9fd4'],
  dock: {
    fill: ['rgba(255,255,255,0.34)', 'rgba(255,255,255,0.16)'],
    border: 'rgba(255,255,255,0.45)',
    radius: 34,
  },
  control: { fill: ['rgba(255,255,255,0.30)', 'rgba(255,255,255,0.14)'], border: 'rgba(255,255,255,0.42)' },
  controlOn: { fill: ['#ffffff', '#eef3fb'] },
  accept: { fill: ['#4ddb72', '#27b84c'], border: 'rgba(255,255,255,0.45)' },
  decline: { fill: ['#ff6259', '#ee2f28'], border: 'rgba(255,255,255,0.45)' },
  track: { fill: ['rgba(255,255,255,0.36)', 'rgba(255,255,255,0.17)'], border: 'rgba(255,255,255,0.5)' },
  knob: { fill: ['#ffffff', '#e9f1fb'] },
  notification: {
    fill: ['rgba(246,250,255,0.90)', 'rgba(226,237,252,0.80)'],
    border: 'rgba(255,255,255,0.9)',
    radius: 26,
    shadow: true,
  },
  notificationBanner: ['#f6f9fe', '#e4edf9'],
  buttonRadius: 25,
};

const THEMES: Readonly<Record<IosFeatures['look'], Theme>> = { flat: FLAT, modern: MODERN, glass: GLASS };

/** What the dark appearance changes; call screens, made for a dark backdrop, stay as they are. */
const DARK: Partial<Theme> = {
  notificationText: { title: '#ffffff', body: '#ebebf0', detail: '#98989f' },
  page: DARK_PAGE,
  keyboard: { back: '#2b2b2d', key: '#6b6b6e', side: '#464649', ink: '#ffffff' },
  green: '#30d158',
  red: '#ff453a',
  blue: '#0a84ff',
};

const DARK_THEMES: typeof THEMES = {
  flat: {
    ...FLAT,
    ...DARK,
    wallpaper: ['#070f1e', '#0f2339', '#25404f', '#4a5655'],
    dock: { fill: 'rgba(60,64,72,0.5)' },
    notification: { ...FLAT.notification, fill: 'rgba(37,38,41,0.96)' },
    notificationBanner: '#252629',
  },
  modern: {
    ...MODERN,
    ...DARK,
    wallpaper: ['#0b091c', '#1e1130', '#431d34', '#643c2b'],
    dock: { fill: 'rgba(60,52,66,0.5)', radius: 34 },
    notification: { ...MODERN.notification, fill: 'rgba(38,37,42,0.94)' },
    notificationBanner: '#252529',
  },
  glass: {
    ...GLASS,
    ...DARK,
    wallpaper: ['#030a1d', '#091d42', '#1f3a5d', '#4b5a65'],
    dock: {
      ...GLASS.dock,
      fill: ['rgba(255,255,255,0.18)', 'rgba(255,255,255,0.08)'],
      border: 'rgba(255,255,255,0.28)',
    },
    notification: {
      ...GLASS.notification,
      fill: ['rgba(38,46,60,0.92)', 'rgba(24,31,44,0.86)'],
      border: 'rgba(255,255,255,0.25)',
    },
    notificationBanner: ['#262e3b', '#1a212d'],
  },
};

export function themeOf({ ios, appearance }: Pick<ScreenModel, 'ios' | 'appearance'>): Theme {
  return (appearance === 'dark' ? DARK_THEMES : THEMES)[ios.features.look];
}
