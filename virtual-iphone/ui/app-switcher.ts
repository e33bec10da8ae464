/**
 * The app switcher: a card for each running app, the one used last in front. A touch opens the app, a finger that moves up
 * swipes it away. Cards are known by an identifier that begins with `card:` and the bundle id (seen in public suites).
 */

import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownCard, UiNode } from './model.ts';
import { homeIndicator, paint, paintText, window } from './node.ts';
import { statusBar } from './status-bar.ts';
import { themeOf } from './theme.ts';

const SHARE = 0.62;

export function appSwitcherWindow(model: ScreenModel, cards: readonly ShownCard[]): UiNode {
  const { screen, safeBottom } = screenMetrics(model.model);
  const { wallpaper, page } = themeOf(model);
  const width = Math.round(screen.width * SHARE);
  const height = Math.round(screen.height * SHARE);
  // Cards of older apps look out on the left, each by an equal step.
  const right = screen.width - width - 24;
  const step = cards.length > 1 ? (right - 12) / (cards.length - 1) : 0;
  const back = cards.toReversed();
  return window(
    'app-switcher',
    screen,
    [
      { key: 'app-switcher.backdrop', type: 'Other', frame: screen, accessible: false, tap: { kind: 'go-home' } },
      statusBar('app-switcher', model, '#ffffff'),
      ...back.map((card, index) => {
        const x = cards.length === 1 ? (screen.width - width) / 2 : 12 + index * step;
        return cardNode(model, card, { x: Math.round(x), y: Math.round((screen.height - height) / 2), width, height });
      }),
      ...homeIndicator('app-switcher.indicator', screen, safeBottom, '#ffffff'),
    ],
    // The wallpaper is blurred behind the cards; one colour also keeps the picture's few colours for what matters.
    { fill: wallpaper[1] ?? page.background },
  );
}

function cardNode(model: ScreenModel, { bundleId, displayName }: ShownCard, frame: Rect): UiNode {
  const key = `app-switcher.${bundleId}`;
  const { page } = themeOf(model);
  const icon = { x: frame.x + 12, y: frame.y - 38, width: 28, height: 28 };
  return {
    key,
    type: 'Other',
    identifier: `card:${bundleId}:sceneID:${bundleId}-default`,
    label: displayName,
    accessible: true,
    frame,
    tap: { kind: 'open-app', bundleId },
    swipeUp: { kind: 'swipe-app-away', bundleId },
    look: { fill: page.background, radius: 26, border: page.rule },
    children: [
      paint(
        `${key}.picture`,
        { x: frame.x + frame.width / 2 - 36, y: frame.y + frame.height / 2 - 36, width: 72, height: 72 },
        { icon: bundleId },
      ),
      paint(`${key}.icon`, icon, { icon: bundleId }),
      paintText(`${key}.name`, { ...icon, x: icon.x + 36, width: 70 }, displayName, {
        size: 13,
        weight: 'medium',
        color: '#ffffff',
      }),
    ],
  };
}
