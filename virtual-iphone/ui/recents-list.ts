/**
 * Recents in the Phone app: newest first, one cell for a call with its caller, and its app and time below; missed calls in
 * red. How Apple builds a row was not observed, so a check should look for the caller's name and nothing else.
 */

import { clockTimeOfDay } from '../ios/labels-time.ts';
import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownRecent, UiNode } from './model.ts';
import { paint, staticText } from './node.ts';
import { themeOf } from './theme.ts';

const ROW = 60;

export function recentsList(model: ScreenModel, recents: readonly ShownRecent[], frame: Rect): UiNode {
  const rows = recents.slice(0, Math.floor(frame.height / ROW));
  return {
    key: 'recents.list',
    type: 'Table',
    frame,
    children: rows.map((entry, index) => cell(model, entry, frame.y + index * ROW)),
  };
}

function cell(model: ScreenModel, entry: ShownRecent, y: number): UiNode {
  const { screen } = screenMetrics(model.model);
  const key = `recents.${entry.call}`;
  const frame = { x: 0, y, width: screen.width, height: ROW };
  const { red, page } = themeOf(model);
  const half = screen.width / 2 - 24;
  return {
    key,
    type: 'Cell',
    frame,
    tap: { kind: 'call-back-recent', call: entry.call },
    children: [
      staticText(`${key}.caller`, { x: 20, y: y + 8, width: half + 40, height: 24 }, entry.caller, {
        size: 17,
        weight: 'semibold',
        color: entry.missed ? red : page.ink,
      }),
      staticText(`${key}.app`, { x: 20, y: y + 32, width: half + 40, height: 20 }, entry.appName, {
        size: 14,
        weight: 'regular',
        color: page.detail,
      }),
      staticText(
        `${key}.time`,
        { x: screen.width - 20 - (half - 40), y: y + 20, width: half - 40, height: 20 },
        clockTimeOfDay(entry.at, model.language),
        { size: 15, weight: 'regular', color: page.detail, align: 'right' },
      ),
      paint(`${key}.rule`, { x: 20, y: y + ROW - 0.5, width: screen.width - 20, height: 0.5 }, { fill: page.rule }),
    ],
  };
}
