/** Screens for tests: a phone's state with one thing changed, and a set of states that shows every kind of screen. */

import { strict as assert } from 'node:assert';
import { label } from '../ios/labels.ts';
import { IPHONE_MODELS } from '../ios/models.ts';
import { IOS_VERSIONS, iosVersion } from '../ios/versions.ts';
import type {
  AppScreen,
  Language,
  ScreenModel,
  ShownAlert,
  ShownCall,
  ShownNotification,
  ShownPhoneApp,
  UiNode,
} from './model.ts';
import { turned } from './turned.ts';

export const NOW = Date.UTC(2026, 8, 9, 9, 41);
export const CALL = '7E2B1C40-5B1E-4A7D-9C3F-0A1B2C3D4E5F';
export const APP = 'com.example.ringer';

export const LANGUAGES: readonly Language[] = ['en', 'zh-Hans'];

/** Each version with the newest model that runs it. */
export const PHONES = IOS_VERSIONS.map((version) => {
  const ios = iosVersion(version);
  const model = IPHONE_MODELS.findLast(
    ({ majors }) => ios !== undefined && majors[0] <= ios.major && ios.major <= majors[1],
  );
  assert.ok(ios !== undefined && model !== undefined, `iOS ${version} has no model`);
  return { version, ios, model };
});

export function screenOf(version: string, more: Partial<ScreenModel> = {}): ScreenModel {
  const phone = PHONES.find((known) => known.version === version);
  assert.ok(phone, `iOS ${version} is not known`);
  return {
    model: phone.model,
    ios: phone.ios,
    language: 'en',
    appearance: 'light',
    now: NOW,
    locked: false,
    awake: true,
    speaker: false,
    homeApps: [{ bundleId: APP, displayName: 'Ringer' }],
    front: undefined,
    notifications: [],
    calls: [],
    ...more,
  };
}

export function callOf(more: Partial<ShownCall> = {}): ShownCall {
  return {
    id: CALL,
    bundleId: APP,
    appName: 'Ringer',
    caller: 'Anna Bell',
    outgoing: false,
    video: false,
    state: 'ringing',
    presentation: 'full-screen',
    muted: false,
    supportsHolding: false,
    ...more,
  };
}

export function notificationOf(more: Partial<ShownNotification> = {}): ShownNotification {
  return {
    id: 'N1',
    bundleId: APP,
    appName: 'Ringer',
    title: 'Incoming call',
    body: 'Anna Bell is calling',
    at: NOW,
    place: 'banner',
    ...more,
  };
}

export const SIGN_IN: AppScreen = {
  title: 'Sign in',
  background: 'system',
  content: [
    { kind: 'label', id: 1, text: 'Welcome', style: 'title' },
    {
      kind: 'text-field',
      id: 2,
      text: 'anna',
      placeholder: 'User',
      secure: false,
      focused: true,
      identifier: 'user-field',
    },
    { kind: 'text-field', id: 3, text: 'secret', placeholder: 'Password', secure: true, focused: false },
    { kind: 'button', id: 4, title: 'Sign in', style: 'filled', enabled: true, selected: false, identifier: 'sign-in' },
    { kind: 'button', id: 5, title: 'Help', style: 'plain', enabled: false, selected: false },
  ],
};

export const IN_APP_CALL: AppScreen = {
  title: '',
  background: 'call',
  content: [
    { kind: 'spacer', id: 1 },
    { kind: 'label', id: 2, text: 'Boris', style: 'title' },
    { kind: 'spacer', id: 3 },
    {
      kind: 'stack',
      id: 4,
      axis: 'horizontal',
      children: [
        {
          kind: 'button',
          id: 5,
          title: 'Mute',
          style: 'round',
          symbol: 'mic-off',
          enabled: true,
          selected: true,
        },
        {
          kind: 'button',
          id: 6,
          title: 'End',
          style: 'round',
          symbol: 'phone-down',
          enabled: true,
          selected: false,
        },
      ],
    },
  ],
};

export const TURNS = { landscapes: ['landscape-left', 'landscape-right'] } as const;

/** Every kind of screen of one phone, by name. */
export function allScreens(version: string, language: Language): ReadonlyMap<string, ScreenModel> {
  const front = { bundleId: APP, displayName: 'Ringer', screen: SIGN_IN };
  const held = callOf({ id: 'HELD', caller: '李雷', state: 'held' });
  const waiting = callOf({ choices: { answers: ['end', 'hold'], voicemail: false } });
  const two = { choices: { answers: [], voicemail: false, swapWith: 'HELD', mergeWith: 'HELD' } };
  const more = { moreMenu: true, sheet: 'more' } as const;
  const alert: ShownAlert = {
    id: 'A1',
    title: label('mayNotify', language, 'Ringer'),
    message: label('mayNotifyText', language),
    buttons: [label('dontAllow', language), label('allow', language)],
  };
  const phoneApp: ShownPhoneApp = {
    tab: 'recents',
    recents: [
      { call: CALL, appName: 'Ringer', caller: 'Anna Bell', missed: true, at: NOW - 3_600_000 },
      { call: 'OLDER', appName: 'Ringer', caller: '李雷', missed: false, at: NOW - 7_200_000 },
    ],
    contacts: ['+1 555 0100', 'anna@example.com'],
    digits: '',
  };
  const conference = [
    { call: CALL, caller: 'Anna Bell', splits: true },
    { call: 'HELD', caller: '李雷', splits: false },
  ];
  const joined = { choices: { answers: [], voicemail: false, conference } };
  const states: Readonly<Record<string, Partial<ScreenModel>>> = {
    home: {},
    lock: {
      locked: true,
      front,
      notifications: [notificationOf({ place: 'list' }), notificationOf({ id: 'N2', title: '', place: 'list' })],
    },
    sleep: { locked: true, awake: false, front },
    launch: { front: { ...front, screen: undefined } },
    'sign-in': { front },
    'sign-in in landscape': { front: { ...front, ...TURNS }, orientation: 'landscape-left' },
    'incoming banner in landscape': {
      front: { ...front, screen: IN_APP_CALL, ...TURNS },
      orientation: 'landscape-left',
      calls: [callOf({ presentation: 'banner' })],
    },
    'in-app-call': { front: { ...front, screen: IN_APP_CALL } },
    notification: { front, notifications: [notificationOf()] },
    incoming: { front, calls: [callOf()] },
    'incoming with message and remind me': { front, calls: [callOf({ cellular: true, replies: true })] },
    'replies to an incoming call': { front, calls: [callOf({ cellular: true, replies: true, sheet: 'message' })] },
    'incoming banner': { front, calls: [callOf({ presentation: 'banner' })], notifications: [notificationOf()] },
    'incoming locked': { locked: true, front, calls: [callOf({ presentation: 'locked' })] },
    'in call': { calls: [callOf({ state: 'connected', connectedAt: NOW - 5000, muted: true }), held] },
    'in call with more': { calls: [callOf({ state: 'connected', connectedAt: NOW, supportsHolding: true, ...more })] },
    'connected banner': { front, calls: [callOf({ state: 'connected', presentation: 'banner' })] },
    'background call': { front, calls: [callOf({ state: 'connected', presentation: 'status-bar' })] },
    'expanded island': { front, calls: [callOf({ state: 'connected', presentation: 'island' })] },
    ended: { calls: [callOf({ state: 'ended' })] },
    'waiting call': { calls: [waiting, callOf({ id: 'ACTIVE', caller: '李雷', state: 'connected' })] },
    'waiting cellular call': {
      locked: true,
      calls: [
        { ...waiting, cellular: true, choices: { answers: ['end', 'end-held'], voicemail: true } },
        callOf({ id: 'ACTIVE', state: 'connected' }),
      ],
    },
    'waiting banner': {
      front,
      calls: [callOf({ presentation: 'banner', choices: { answers: ['end'], voicemail: false } })],
    },
    'two calls': { calls: [callOf({ state: 'connected', connectedAt: NOW, ...two }), held] },
    conference: { calls: [callOf({ state: 'connected', connectedAt: NOW, ...joined }), { ...held, ...joined }] },
    'calls of a conference': {
      calls: [
        callOf({ state: 'connected', connectedAt: NOW, ...joined, conferenceShown: true }),
        { ...held, ...joined },
      ],
    },
    'two calls in the background': {
      front,
      calls: [
        callOf({ state: 'connected', presentation: 'status-bar', ...two }),
        { ...held, presentation: 'status-bar' },
      ],
    },
    'failed outgoing call': { calls: [callOf({ state: 'failed', outgoing: true })] },
    'notification center': { front, notificationCenter: true, notifications: [notificationOf({ place: 'list' })] },
    'app switcher': {
      front,
      appSwitcher: [
        { bundleId: APP, displayName: 'Ringer' },
        { bundleId: 'com.example.other', displayName: 'Other' },
      ],
    },
    alert: { front, alert },
    recents: { phoneApp },
    contacts: { phoneApp: { ...phoneApp, tab: 'contacts' } },
    'dial pad': { phoneApp: { ...phoneApp, tab: 'keypad', digits: '+15550100' } },
    keypad: { calls: [callOf({ state: 'connected', connectedAt: NOW, keypad: '12#' })] },
    failed: { calls: [callOf({ state: 'failed', outgoing: true, presentation: 'banner' })] },
  };
  return new Map(
    Object.entries(states).map(([name, more]) => [name, turned(screenOf(version, { language, ...more }))]),
  );
}

export function nodesIn(node: UiNode): readonly UiNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesIn)];
}
