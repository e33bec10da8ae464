/** The Phone app's keypad: the digits, twelve keys, a button that calls and one that takes a digit back. */

import { label } from '../ios/labels.ts';
import { KEYS, keyButton } from './keypad.ts';
import type { Point, Rect, ScreenModel, UiNode } from './model.ts';
import { circle, paint, staticText } from './node.ts';
import { themeOf } from './theme.ts';

export function dialPad(model: ScreenModel, digits: string, area: Rect): UiNode {
  const { page, accept } = themeOf(model);
  const diameter = Math.round(Math.min(area.width * 0.19, area.height * 0.12));
  const row = diameter + 14;
  const bottom = area.y + area.height - 18 - diameter / 2;
  const at = (index: number): Point => ({
    x: area.x + area.width / 2 + ((index % 3) - 1) * (diameter + 24),
    y: bottom - (4 - Math.floor(index / 3)) * row,
  });
  const digitsFrame = { x: 24, y: at(0).y - diameter / 2 - 64, width: area.width - 48, height: 44 };
  const call = circle({ x: area.x + area.width / 2, y: bottom }, diameter);
  const empty = digits === '';
  return {
    key: 'dial-pad',
    type: 'Other',
    frame: area,
    children: [
      ...(empty
        ? []
        : [
            staticText('dial-pad.digits', digitsFrame, digits, { size: 36, color: page.ink, align: 'center' }),
            deleteButton(model, circle({ x: call.x + diameter * 1.5 + 24, y: bottom }, diameter)),
          ]),
      ...KEYS.map((digit, index) =>
        keyButton(`dial-pad.${digit}`, digit, circle(at(index), diameter), { fill: page.control }, page.ink, {
          kind: 'type-digit',
          digit,
        }),
      ),
      {
        key: 'dial-pad.call',
        type: 'Button',
        label: label('call', model.language),
        enabled: !empty,
        frame: call,
        tap: { kind: 'dial', number: digits },
        children: [
          paint('dial-pad.call.disc', call, {
            ...accept,
            radius: diameter / 2,
            symbol: { name: 'phone', size: diameter * 0.46, color: '#ffffff' },
          }),
        ],
      },
    ],
  };
}

function deleteButton(model: ScreenModel, frame: Rect): UiNode {
  return {
    key: 'dial-pad.delete',
    type: 'Button',
    label: label('delete', model.language),
    frame,
    tap: { kind: 'delete-digit' },
    look: { symbol: { name: 'delete-left', size: 26, color: themeOf(model).page.detail } },
  };
}
