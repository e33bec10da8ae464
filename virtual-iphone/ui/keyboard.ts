/** The system keyboard, as it stands while a text field has the focus. Its keys are for the eye: typing is automation's. */

import { label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { Look, Rect, ScreenModel, UiNode } from './model.ts';
import { themeOf } from './theme.ts';
import { isLandscape } from './turned.ts';

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const;
/** From one row to the next, upright and in landscape; a key is 12 pt lower. */
const pitchOf = (model: ScreenModel): number => (isLandscape(model.model) ? 40 : 54);

export function keyboardFrame(model: ScreenModel): Rect {
  const { screen, safeBottom } = screenMetrics(model.model);
  const height = 4 * pitchOf(model) + 4 + (safeBottom > 0 ? safeBottom + 24 : 0);
  return { x: 0, y: screen.height - height, width: screen.width, height };
}

export function keyboard(model: ScreenModel): UiNode {
  const frame = keyboardFrame(model);
  const { language } = model;
  const { keyboard: colors } = themeOf(model);
  const plain: Look = { fill: colors.key, radius: 5 };
  const side: Look = { fill: colors.side, radius: 5 };
  const text = (string: string, size: number): NonNullable<Look['text']> => ({
    string,
    size,
    weight: 'regular',
    color: colors.ink,
    align: 'center',
  });
  const cell = frame.width / 10;
  const y = (row: number): number => frame.y + 8 + row * pitchOf(model);
  const key = (type: 'Key' | 'Button', name: string, row: number, x: number, width: number, look: Look): UiNode => ({
    key: `keyboard.${name}`,
    type,
    label: name,
    frame: { x: x + 3, y: y(row), width: width - 6, height: pitchOf(model) - 12 },
    look,
  });

  const letters = ROWS.flatMap((row, index) =>
    Array.from(row).map((letter, column) => {
      const x = ((10 - row.length) / 2 + column) * cell;
      return key('Key', letter, index, x, cell, { ...plain, text: text(letter, 22) });
    }),
  );
  const wide = cell * 1.35;
  const named = (
    name: string,
    type: 'Key' | 'Button',
    row: number,
    x: number,
    width: number,
    look: Look,
    identifier: string,
    spoken: string,
  ): UiNode => ({ ...key(type, name, row, x, width, look), identifier, label: spoken });
  const space = label('space', language);
  const enter = label('return', language);
  return {
    key: 'keyboard',
    type: 'Keyboard',
    frame,
    look: { fill: colors.back },
    children: [
      ...letters,
      named(
        'shift',
        'Button',
        2,
        0,
        wide,
        { ...side, symbol: { name: 'shift', size: 20, color: colors.ink } },
        'shift',
        label('shift', language),
      ),
      named(
        'delete',
        'Key',
        2,
        frame.width - wide,
        wide,
        { ...side, symbol: { name: 'delete-left', size: 22, color: colors.ink } },
        'delete',
        label('delete', language),
      ),
      named('more', 'Key', 3, 0, cell * 2.5, { ...side, text: text('123', 16) }, 'more', '123'),
      named('space', 'Key', 3, cell * 2.5, cell * 5, { ...plain, text: text(space, 16) }, 'space', space),
      named('return', 'Button', 3, cell * 7.5, cell * 2.5, { ...side, text: text(enter, 16) }, 'Return', enter),
    ],
  };
}
