/**
 * Notifications, dropped down as a banner or listed on the lock screen. Identifier, nesting and label follow public
 * page sources: Other "Notification", in it Other `NotificationShortLookView` with a label joined by commas. For iOS 8
 * and 9, whose classes had other names, the same identifier is assumed. Four drawings: dark strip (before
 * UserNotifications), white card with header, card with a large icon, glass.
 */

import { label } from '../ios/labels.ts';
import { relativeTime } from '../ios/labels-time.ts';
import { callBannerFrame } from './call-banner.ts';
import { screenMetrics } from './metrics.ts';
import type { Look, Rect, ScreenModel, ShownNotification, ShownNotificationAction, Surface, UiNode } from './model.ts';
import { applicationSurface, paint, paintText, window } from './node.ts';
import { SPRINGBOARD } from './surfaces.ts';
import { textLines } from './text-size.ts';
import { type Theme, themeOf } from './theme.ts';

/** Of a button below an expanded notification. How it is drawn is assumed. */
const ACTION_HEIGHT = 44;

type Style = 'strip' | 'card' | 'large-icon';

/** The newest notification that is up as a banner, below a call banner when there is one. */
export function notificationBannerSurface(model: ScreenModel, belowCallBanner: boolean): Surface | undefined {
  const notification = model.notifications.findLast((shown) => shown.place === 'banner');
  if (notification === undefined) return undefined;
  const { screen, safeTop } = screenMetrics(model.model);
  const call = callBannerFrame(model);
  const strip = styleOf(model) === 'strip';
  const x = strip ? 0 : 8;
  const top = belowCallBanner ? call.y + call.height + 8 : strip ? 0 : safeTop;
  const frame = { x, y: top, width: screen.width - 2 * x, height: notificationHeight(model, notification) };
  return applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'part', [
    window('notification-banner', frame, [notificationNode('banner', model, notification, frame)]),
  ]);
}

export function notificationNode(
  prefix: string,
  model: ScreenModel,
  notification: ShownNotification,
  frame: Rect,
): UiNode {
  const key = `${prefix}.notification.${notification.id}`;
  const style = styleOf(model);
  const theme = themeOf(model);
  const expand = { kind: 'expand-notification', notification: notification.id } as const;
  const open = { kind: 'open-notification', notification: notification.id } as const;
  const actions = notification.actions ?? [];
  const compact = { ...frame, height: frame.height - actions.length * ACTION_HEIGHT };
  const parts = [
    notification.appName,
    relativeTime(notification.at, model.now, model.language),
    notification.title,
    notification.body,
  ];
  return {
    key,
    type: 'Other',
    label: label('notification', model.language),
    frame,
    children: [
      {
        key: `${key}.look`,
        type: 'Other',
        identifier: 'NotificationShortLookView',
        label: parts.filter((part) => part !== '').join(', '),
        accessible: true,
        frame: compact,
        tap: open,
        slide: open,
        hold: expand,
        ...(prefix === 'banner' && {
          swipeUp: { kind: 'put-notification-away', notification: notification.id } as const,
          swipeDown: expand,
        }),
        look: material(style, theme, prefix === 'banner'),
        children: drawn(`${key}.look`, style, theme, model, notification, compact, prefix === 'banner'),
      },
      ...actions.map((action, index) =>
        actionButton(`${key}.action.${action.identifier}`, theme, notification, action, {
          ...compact,
          y: compact.y + compact.height + index * ACTION_HEIGHT,
          height: ACTION_HEIGHT,
        }),
      ),
    ],
  };
}

function actionButton(
  key: string,
  theme: Theme,
  notification: ShownNotification,
  { identifier, title, destructive }: ShownNotificationAction,
  frame: Rect,
): UiNode {
  const text = { string: title, size: 17, color: destructive ? '#ff3b30' : theme.notificationText.title } as const;
  return {
    key,
    type: 'Button',
    label: title,
    frame,
    tap: { kind: 'act-on-notification', notification: notification.id, action: identifier },
    look: { fill: theme.notificationBanner, text: { ...text, align: 'center' } },
  };
}

export function notificationHeight(model: ScreenModel, notification: ShownNotification): number {
  return compactHeight(model, notification) + (notification.actions?.length ?? 0) * ACTION_HEIGHT;
}

function compactHeight(model: ScreenModel, notification: ShownNotification): number {
  const { screen } = screenMetrics(model.model);
  const style = styleOf(model);
  const lines = bodyLines(style, notification, screen.width);
  const title = notification.title === '' ? 0 : 20;
  if (style === 'strip') return 48 + lines * 18;
  if (style === 'card') return 48 + title + lines * 20;
  return Math.max(66, 28 + (notification.title === '' ? 20 : title) + lines * 20);
}

/** Banners lie over text, which iOS blurs; here they are opaque. */
function material(style: Style, theme: Theme, banner: boolean): Look {
  if (style === 'strip') return { fill: banner ? '#1d2026' : 'rgba(0,0,0,0.28)' };
  return banner ? { ...theme.notification, fill: theme.notificationBanner } : theme.notification;
}

function styleOf(model: ScreenModel): Style {
  const { userNotifications, unlockedCall } = model.ios.features;
  if (!userNotifications) return 'strip';
  return unlockedCall === 'banner' ? 'large-icon' : 'card';
}

function bodyLines(style: Style, notification: ShownNotification, screenWidth: number): number {
  const width = screenWidth - (style === 'strip' ? 64 : style === 'card' ? 44 : 98);
  return textLines(notification.body, style === 'strip' ? 14 : 15, width, 2);
}

function drawn(
  key: string,
  style: Style,
  theme: Theme,
  model: ScreenModel,
  notification: ShownNotification,
  frame: Rect,
  banner: boolean,
): readonly UiNode[] {
  const { title, body, appName, at, bundleId } = notification;
  const time = relativeTime(at, model.now, model.language);
  const lines = bodyLines(style, notification, screenMetrics(model.model).screen.width);
  const titleHeight = title === '' ? 0 : 20;

  if (style === 'strip') {
    const x = frame.x + 50;
    const y = frame.y + 10;
    const width = frame.width - 64;
    return [
      paint(`${key}.icon`, { x: frame.x + 15, y: y + 1, width: 22, height: 22 }, { icon: bundleId }),
      paintText(`${key}.title`, { x, y, width: width - 70, height: 20 }, title === '' ? appName : title, {
        size: 14,
        weight: 'semibold',
        color: '#ffffff',
      }),
      paintText(`${key}.time`, { x: x + width - 66, y, width: 66, height: 20 }, time, {
        size: 12,
        color: 'rgba(255,255,255,0.55)',
        align: 'right',
      }),
      paintText(`${key}.body`, { x, y: y + 20, width, height: lines * 18 }, body, {
        size: 14,
        color: '#ffffff',
        lines: Math.max(1, lines),
      }),
      banner
        ? paint(
            `${key}.grabber`,
            { x: frame.x + frame.width / 2 - 18, y: frame.y + frame.height - 8, width: 36, height: 4 },
            { fill: 'rgba(255,255,255,0.35)', radius: 2 },
          )
        : paint(
            `${key}.rule`,
            { x, y: frame.y + frame.height - 0.5, width: width + 14, height: 0.5 },
            { fill: 'rgba(255,255,255,0.3)' },
          ),
    ];
  }

  const colors = theme.notificationText;
  if (style === 'card') {
    const x = frame.x + 14;
    const width = frame.width - 28;
    return [
      paint(`${key}.icon`, { x, y: frame.y + 10, width: 20, height: 20 }, { icon: bundleId }),
      paintText(`${key}.app`, { x: x + 28, y: frame.y + 10, width: width - 120, height: 20 }, appName.toUpperCase(), {
        size: 13,
        color: colors.detail,
      }),
      paintText(`${key}.time`, { x: x + width - 84, y: frame.y + 10, width: 84, height: 20 }, time, {
        size: 13,
        color: colors.detail,
        align: 'right',
      }),
      ...titleText(`${key}.title`, { x, y: frame.y + 36, width, height: titleHeight }, title, colors.title),
      paintText(`${key}.body`, { x, y: frame.y + 36 + titleHeight, width, height: lines * 20 }, body, {
        size: 15,
        color: colors.body,
        lines: Math.max(1, lines),
      }),
    ];
  }

  const x = frame.x + 64;
  const width = frame.width - 82;
  const heading = title === '' ? appName : title;
  return [
    paint(
      `${key}.icon`,
      { x: frame.x + 14, y: frame.y + frame.height / 2 - 19, width: 38, height: 38 },
      { icon: bundleId },
    ),
    ...titleText(`${key}.title`, { x, y: frame.y + 13, width: width - 76, height: 20 }, heading, colors.title),
    paintText(`${key}.time`, { x: x + width - 72, y: frame.y + 13, width: 72, height: 20 }, time, {
      size: 13,
      color: colors.detail,
      align: 'right',
    }),
    paintText(`${key}.body`, { x, y: frame.y + 34, width, height: lines * 20 }, body, {
      size: 15,
      color: colors.body,
      lines: Math.max(1, lines),
    }),
  ];
}

function titleText(key: string, frame: Rect, string: string, color: string): readonly UiNode[] {
  return string === '' ? [] : [paintText(key, frame, string, { size: 15, weight: 'semibold', color })];
}
