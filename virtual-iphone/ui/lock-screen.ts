/**
 * SpringBoard's cover sheet: clock and date, notifications, and what leads out of it. It is the lit lock screen, and, with
 * a header, Notification Center on an unlocked phone. Up to iOS 15
 * notifications hang below the date, later they stand at the bottom.
 */

import { label } from '../ios/labels.ts';
import { clockTime, longDate } from '../ios/labels-time.ts';
import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownNotification, UiNode } from './model.ts';
import { circle, homeIndicator, paint, staticText, window } from './node.ts';
import { notificationHeight, notificationNode } from './notification-views.ts';
import { statusBar } from './status-bar.ts';
import { themeOf } from './theme.ts';

/** Name of the cover sheet's window, as page sources have it. */
const WINDOW = 'SBCoverSheetWindow';
const HEADER = 36;

export function lockWindow(model: ScreenModel): UiNode {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const theme = themeOf(model);
  const date = dateView(model);
  const listed = model.notifications.filter(
    (shown) => shown.place === 'list' || (shown.place === 'history' && !model.locked),
  );
  const flat = model.ios.features.look === 'flat';
  const header = model.locked ? 0 : HEADER;
  const bottom = safeBottom > 0 ? screen.height - 128 : screen.height - 52;
  const frames = flat
    ? hangingFrames(model, listed, date.frame.y + date.frame.height + 26 + header, bottom)
    : standingFrames(model, listed, date.frame.y + date.frame.height + 20 + header, bottom);
  const sheet = window(
    'lock',
    screen,
    [
      statusBar('lock', model, '#ffffff'),
      ...(safeBottom > 0 && model.locked
        ? [
            paint(
              'lock.padlock',
              { x: screen.width / 2 - 12, y: safeTop + 2, width: 24, height: 24 },
              { symbol: { name: 'lock', size: 20, color: '#ffffff' } },
            ),
          ]
        : []),
      date,
      ...(model.locked ? [] : [centerHeader(model, date.frame)]),
      ...frames.map(([shown, frame]) => notificationNode('lock', model, shown, frame)),
      ...(model.locked || safeBottom > 0 ? wayOut(model) : []),
      ...homeIndicator('lock.indicator', screen, safeBottom, '#ffffff'),
    ],
    { fill: theme.wallpaper },
  );
  return { ...sheet, identifier: WINDOW };
}

function centerHeader({ language }: ScreenModel, date: Rect): UiNode {
  const frame = { x: date.x, y: date.y + date.height + 14, width: date.width, height: 28 };
  return staticText('lock.header', frame, label('notificationCenter', language), {
    size: 20,
    weight: 'semibold',
    color: '#ffffff',
  });
}

/** `lockscreen-date-view` was seen in public page objects, with the texts as its children. */
function dateView(model: ScreenModel): UiNode {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const { language, now, ios } = model;
  const width = screen.width - 40;
  const text = (
    part: string,
    y: number,
    height: number,
    string: string,
    size: number,
    weight: 'light' | 'regular' | 'medium' | 'semibold',
    color = '#ffffff',
  ): UiNode =>
    staticText(`lock.date.${part}`, { x: 20, y, width, height }, string, { size, weight, color, align: 'center' });

  const y = safeTop + (safeBottom > 0 ? 34 : 22);
  const frame = (height: number): Rect => ({ x: 20, y, width, height });
  const time = clockTime(now, language);
  const date = longDate(now, language);
  const base = { key: 'lock.date', type: 'Other', identifier: 'lockscreen-date-view' } as const;
  if (ios.features.look === 'flat') {
    return {
      ...base,
      frame: frame(118),
      children: [text('time', y, 84, time, 80, 'light'), text('date', y + 86, 30, date, 21, 'regular')],
    };
  }
  const glass = ios.features.look === 'glass';
  const size = glass ? 112 : 96;
  return {
    ...base,
    frame: frame(36 + size),
    children: [
      text('date', y, 28, date, 21, 'medium'),
      text('time', y + 30, size, time, size, 'semibold', glass ? 'rgba(255,255,255,0.88)' : '#ffffff'),
    ],
  };
}

function hangingFrames(
  model: ScreenModel,
  listed: readonly ShownNotification[],
  top: number,
  bottom: number,
): readonly (readonly [ShownNotification, Rect])[] {
  const strip = !model.ios.features.userNotifications;
  const x = strip ? 0 : 8;
  const frames: [ShownNotification, Rect][] = [];
  let y = top;
  for (const shown of listed.toReversed()) {
    const height = notificationHeight(model, shown);
    if (y + height > bottom) break;
    frames.push([shown, { x, y, width: model.model.screen.width - 2 * x, height }]);
    y += height + (strip ? 0 : 8);
  }
  return frames;
}

function standingFrames(
  model: ScreenModel,
  listed: readonly ShownNotification[],
  top: number,
  bottom: number,
): readonly (readonly [ShownNotification, Rect])[] {
  const frames: [ShownNotification, Rect][] = [];
  let y = bottom;
  for (const shown of listed) {
    const height = notificationHeight(model, shown);
    if (y - height < top) break;
    frames.push([shown, { x: 12, y: y - height, width: model.model.screen.width - 24, height }]);
    y -= height + 8;
  }
  return frames;
}

/** Torch and camera on phones without home button; a line of text on the others. */
function wayOut(model: ScreenModel): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const { language, ios } = model;
  if (safeBottom === 0) {
    const text = label(ios.features.userNotifications ? 'pressHomeToUnlock' : 'slideToUnlock', language);
    return [
      staticText('lock.hint', { x: 20, y: screen.height - 42, width: screen.width - 40, height: 24 }, text, {
        size: ios.features.userNotifications ? 15 : 20,
        weight: 'regular',
        color: 'rgba(255,255,255,0.85)',
        align: 'center',
      }),
    ];
  }
  const { look } = ios.features;
  const disc = look === 'glass' ? { ...themeOf(model).control, radius: 26 } : { fill: 'rgba(0,0,0,0.34)', radius: 26 };
  const button = (name: 'flashlight' | 'camera', x: number): UiNode => ({
    key: `lock.${name}`,
    type: 'Button',
    label: label(name, language),
    frame: circle({ x, y: screen.height - 82 }, 52),
    look: { ...disc, symbol: { name, size: 25, color: '#ffffff' } },
  });
  return [button('flashlight', 74), button('camera', screen.width - 74)];
}
