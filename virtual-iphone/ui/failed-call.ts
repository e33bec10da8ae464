/** The screen of an outgoing call that failed: Cancel on the left, Call Back on the right, named by their titles. */

import { type LabelKey, label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { Intent, Look, ScreenModel, ShownCall, UiNode } from './model.ts';
import { circle, paint, paintText } from './node.ts';
import { themeOf } from './theme.ts';

export function failedCallButtons(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen } = screenMetrics(model.model);
  const { control, accept } = themeOf(model);
  return [
    button(model, call, 'cancel', screen.width * 0.245, control, { kind: 'dismiss-call', call: call.id }),
    button(model, call, 'callBack', screen.width * 0.755, accept, { kind: 'call-back', call: call.id }),
  ];
}

function button(
  model: ScreenModel,
  call: ShownCall,
  name: LabelKey,
  centerX: number,
  material: Look,
  tap: Intent,
): UiNode {
  const { screen, safeBottom } = screenMetrics(model.model);
  const diameter = Math.round(screen.width * 0.1976);
  const y = screen.height - safeBottom - diameter / 2 - (safeBottom > 0 ? 78 : 56);
  const disc = circle({ x: centerX, y }, diameter);
  const key = `call.${call.id}.${name}`;
  const title = label(name, model.language);
  const frame = { x: centerX - 60, y: disc.y, width: 120, height: diameter + 32 };
  return {
    key,
    type: 'Button',
    identifier: title,
    label: title,
    frame,
    tap,
    children: [
      paint(`${key}.disc`, disc, {
        ...material,
        radius: diameter / 2,
        symbol: { name: name === 'cancel' ? 'phone-down' : 'phone', size: diameter * 0.48, color: '#ffffff' },
      }),
      paintText(`${key}.title`, { ...frame, y: disc.y + diameter + 8, height: 22 }, title, {
        size: 16,
        weight: 'regular',
        color: '#ffffff',
        align: 'center',
      }),
    ],
  };
}
