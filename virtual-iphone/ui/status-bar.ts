/**
 * The status bar: time, signal, Wi-Fi and battery around whatever the top of the phone leaves free; and what it becomes
 * while a call goes on in the background: a green bar (home button), a green pill (notch) or the Dynamic Island.
 */

import { label } from '../ios/labels.ts';
import { clockTime, clockTimeOfDay } from '../ios/labels-time.ts';
import { callStatus, spokenCall } from './call-text.ts';
import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownCall, Surface, SymbolName, UiNode } from './model.ts';
import { applicationSurface, paint, paintText, window } from './node.ts';
import { SPRINGBOARD } from './surfaces.ts';
import { themeOf } from './theme.ts';
import { isLandscape } from './turned.ts';

/** Part of the identifier of the Dynamic Island's element, compact and expanded (seen in a public test suite). */
export const ISLAND_IDENTIFIER = 'systemApertureElementIdentifierCall';

export function statusBar(prefix: string, model: ScreenModel, color: string): UiNode {
  const { statusBar: frame, cutout } = screenMetrics(model.model);
  const { language, now } = model;
  const item = (
    key: string,
    text: string,
    symbol: SymbolName,
    x: number,
    y: number,
    width: number,
    size: number,
  ): UiNode => ({
    key: `${prefix}.status.${key}`,
    type: 'Other',
    label: text,
    frame: { x, y, width, height: 20 },
    look: { symbol: { name: symbol, size, color } },
  });
  const time = (x: number, y: number, width: number, string: string, size: number): UiNode => ({
    key: `${prefix}.status.time`,
    type: 'Other',
    label: clockTimeOfDay(now, language),
    frame: { x, y, width, height: 20 },
    look: { text: { string, size, weight: 'semibold', color, align: 'center' } },
  });

  const right = frame.width;
  const children =
    cutout === undefined
      ? [
          item('signal', label('signalBars', language), 'signal', 6, 0, 20, 16),
          item('wifi', label('wifiBars', language), 'wifi', 26, 0, 20, 15),
          time(right / 2 - 40, 0, 80, clockTimeOfDay(now, language), 12),
          item('battery', label('batteryPower', language), 'battery', right - 34, 0, 28, 24),
        ]
      : [
          time(
            cutout.x * (cutout.y > 0 ? 0.43 : 0.5) - 34,
            besideCutout(cutout),
            68,
            clockTime(now, language),
            cutout.y > 0 ? 17 : 15,
          ),
          ...rightSide(cutout, right).map(([key, text, symbol, x, width, size]) =>
            item(key, label(text, language), symbol, x, besideCutout(cutout), width, size),
          ),
        ];
  return { key: `${prefix}.status`, type: 'StatusBar', frame, children };
}

/** Top of the row of signs beside the cut-out. */
function besideCutout(cutout: Rect): number {
  return cutout.y > 0 ? cutout.y + cutout.height / 2 - 8 : 13;
}

function rightSide(cutout: Rect, right: number) {
  const from = cutout.x + cutout.width;
  const start = from + (right - from) * (cutout.y > 0 ? 0.58 : 0.5) - 36;
  return [
    ['signal', 'signalBars', 'signal', start, 20, 18],
    ['wifi', 'wifiBars', 'wifi', start + 22, 20, 17],
    ['battery', 'batteryPower', 'battery', start + 45, 28, 26],
  ] as const;
}

/**
 * A call in the background. The Dynamic Island's element is known by a fixed part of its identifier (observed in a
 * public test suite), and a long touch expands it; the pill has only its label. Both lead back to the call.
 * Over an app in landscape there is none, since no status bar is (where iOS puts the island then was not observed).
 */
export function backgroundCallSurface(model: ScreenModel, call: ShownCall): Surface | undefined {
  if (isLandscape(model.model)) return undefined;
  const { screen, statusBar: bar, cutout } = screenMetrics(model.model);
  const { green } = themeOf(model);
  const { language } = model;
  const status = callStatus(model, call);
  const spoken = spokenCall(model, call);
  const key = `background-call.${call.id}`;
  const tap = { kind: 'expand-call', call: call.id } as const;

  let element: UiNode;
  if (model.model.screen.top === 'dynamic-island' && cutout !== undefined) {
    const frame = { x: cutout.x - 40, y: cutout.y, width: cutout.width + 80, height: cutout.height };
    const middle = frame.y + frame.height / 2;
    element = {
      key,
      type: 'Other',
      identifier: ISLAND_IDENTIFIER,
      label: spoken,
      accessible: true,
      frame,
      tap,
      hold: { kind: 'expand-island', call: call.id },
      look: { fill: '#000000', radius: frame.height / 2 },
      children: [
        paint(
          `${key}.glyph`,
          { x: frame.x + 10, y: middle - 9, width: 18, height: 18 },
          { symbol: { name: 'phone', size: 17, color: green } },
        ),
        paintText(`${key}.time`, { x: frame.x + 30, y: middle - 10, width: 62, height: 20 }, shortStatus(status), {
          size: 14,
          weight: 'semibold',
          color: green,
        }),
        ...[6, 12, 18, 12, 8].map((height, index) =>
          paint(
            `${key}.wave${index}`,
            { x: frame.x + frame.width - 38 + index * 5, y: middle - height / 2, width: 3, height },
            { fill: green, radius: 1.5 },
          ),
        ),
      ],
    };
  } else if (cutout !== undefined) {
    const frame = { x: cutout.x / 2 - 33, y: 11, width: 66, height: 24 };
    element = {
      key,
      type: 'Button',
      label: spoken,
      frame,
      tap,
      look: {
        fill: green,
        radius: 12,
        text: {
          string: clockTime(model.now, language),
          size: 15,
          weight: 'semibold',
          color: '#ffffff',
          align: 'center',
        },
      },
    };
  } else {
    element = {
      key,
      type: 'Button',
      label: spoken,
      frame: bar,
      tap,
      look: {
        fill: green,
        text: { string: `${call.appName}  ${status}`, size: 13, weight: 'medium', color: '#ffffff', align: 'center' },
      },
    };
  }
  return applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'part', [
    window(`${key}.window`, element.frame, [element]),
  ]);
}

/** The island has room for a duration only. */
function shortStatus(status: string): string {
  return /^[\d:]+$/.test(status) ? status : '';
}
