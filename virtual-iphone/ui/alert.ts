/**
 * An alert of SpringBoard: dims what is below and keeps touches from it. Text and buttons are elements of one Alert,
 * whose label is the title.
 */

import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownAlert, Surface, UiNode } from './model.ts';
import { applicationSurface, paint, staticText, window } from './node.ts';
import { SPRINGBOARD } from './surfaces.ts';
import { textLines } from './text-size.ts';
import { themeOf } from './theme.ts';

const WIDTH = 270;
const LINE = 20;
const BUTTON = 44;

export function alertSurface(model: ScreenModel, alert: ShownAlert): Surface {
  const { screen } = screenMetrics(model.model);
  const { page } = themeOf(model);
  const inner = WIDTH - 32;
  const title = textLines(alert.title, 17, inner, 3) * 22;
  const message = textLines(alert.message, 13, inner, 6) * LINE;
  const height = 20 + title + 6 + message + 18 + BUTTON;
  const frame: Rect = {
    x: (screen.width - WIDTH) / 2,
    y: Math.round((screen.height - height) / 2),
    width: WIDTH,
    height,
  };
  const key = `alert.${alert.id}`;
  const text = (part: string, y: number, tall: number, string: string, size: number, line: number): UiNode =>
    staticText(`${key}.${part}`, { x: frame.x + 16, y, width: inner, height: tall }, string, {
      size,
      weight: part === 'title' ? 'semibold' : 'regular',
      color: page.ink,
      align: 'center',
      lines: tall / line,
    });
  const card: UiNode = {
    key,
    type: 'Alert',
    label: alert.title,
    frame,
    look: { fill: page.field, radius: model.ios.features.look === 'glass' ? 26 : 14, shadow: true },
    children: [
      text('title', frame.y + 20, title, alert.title, 17, 22),
      text('message', frame.y + 26 + title, message, alert.message, 13, LINE),
      paint(`${key}.rule`, { ...frame, y: frame.y + height - BUTTON, height: 0.5 }, { fill: page.rule }),
      ...buttons(model, alert, { ...frame, y: frame.y + height - BUTTON, height: BUTTON }),
    ],
  };
  return applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'part', [
    window(`${key}.window`, screen, [paint(`${key}.dim`, screen, { fill: 'rgba(0,0,0,0.35)' }), card]),
  ]);
}

function buttons(model: ScreenModel, { id, buttons: titles }: ShownAlert, row: Rect): readonly UiNode[] {
  const { blue } = themeOf(model);
  const width = row.width / titles.length;
  return titles.map((title, index) => ({
    key: `alert.${id}.button.${index}`,
    type: 'Button',
    label: title,
    frame: { ...row, x: row.x + index * width, width },
    tap: { kind: 'answer-alert', alert: id, button: index },
    look: { text: { string: title, size: 17, weight: 'regular', color: blue, align: 'center' } },
  }));
}
