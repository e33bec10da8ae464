/**
 * The keypad of a call under way: twelve keys in place of the grid, with End and a button that hides it below. No
 * identifier was observed on a key; its name is the digit.
 */

import { gridTitle, label } from '../ios/labels.ts';
import { endIntent } from './conference.ts';
import { screenMetrics } from './metrics.ts';
import type { Intent, Look, Point, Rect, ScreenModel, ShownCall, UiNode } from './model.ts';
import { circle, paint, paintText, staticText } from './node.ts';
import { themeOf } from './theme.ts';

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

export function keypad(model: ScreenModel, call: ShownCall, digits: string): readonly UiNode[] {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const diameter = Math.round(Math.min(screen.width * 0.19, screen.height * 0.098));
  const column = diameter + 24;
  const row = diameter + 14;
  const bottom = screen.height - safeBottom - (safeBottom > 0 ? 44 : 20) - diameter / 2;
  const at = (index: number): Point => ({
    x: screen.width / 2 + ((index % 3) - 1) * column,
    y: bottom - (4 - Math.floor(index / 3)) * row,
  });
  const key = `call.${call.id}.keypad`;
  const text = { size: 34, weight: 'regular', color: '#ffffff', align: 'center' } as const;
  return [
    ...(digits === ''
      ? []
      : [staticText(`${key}.digits`, { x: 24, y: safeTop + 116, width: screen.width - 48, height: 40 }, digits, text)]),
    ...KEYS.map((digit, index) =>
      keyButton(`call.${call.id}.key.${digit}`, digit, circle(at(index), diameter), themeOf(model).control, '#ffffff', {
        kind: 'press-key',
        call: call.id,
        key: digit,
      }),
    ),
    endButton(model, call, circle({ x: screen.width / 2, y: bottom }, diameter)),
    hideButton(model, call, circle({ x: screen.width / 2 + column, y: bottom }, diameter)),
  ];
}

export function keyButton(key: string, digit: string, frame: Rect, material: Look, ink: string, tap: Intent): UiNode {
  return {
    key,
    type: 'Button',
    label: digit,
    frame,
    tap,
    children: [
      paint(`${key}.disc`, frame, {
        ...material,
        radius: frame.height / 2,
        text: { string: digit, size: 32, weight: 'regular', color: ink, align: 'center' },
      }),
    ],
  };
}

function endButton(model: ScreenModel, call: ShownCall, frame: UiNode['frame']): UiNode {
  const key = `call.${call.id}.end`;
  return {
    key,
    type: 'Button',
    label: label('endCall', model.language),
    frame,
    tap: endIntent(call),
    children: [
      paint(`${key}.disc`, frame, {
        ...themeOf(model).decline,
        radius: frame.height / 2,
        symbol: { name: 'phone-down', size: frame.height * 0.52, color: '#ffffff' },
      }),
    ],
  };
}

function hideButton({ ios, language }: ScreenModel, call: ShownCall, frame: UiNode['frame']): UiNode {
  const key = `call.${call.id}.hide-keypad`;
  const title = gridTitle('hide', ios, language);
  return {
    key,
    type: 'Button',
    identifier: title,
    label: title,
    frame,
    tap: { kind: 'show-keypad', call: call.id, shown: false },
    children: [
      paintText(`${key}.title`, frame, title, { size: 16, weight: 'regular', color: '#ffffff', align: 'center' }),
    ],
  };
}
