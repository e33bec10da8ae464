/**
 * The oddity that suites on real phones work around: shortly after an answer a second window of the call, in SpringBoard,
 * whose Accept has to be touched again. Off unless the phone's setting `secondCallWindowMs` says how long it stays.
 */

import { label } from '../ios/labels.ts';
import { callBannerFrame } from './call-banner.ts';
import { screenMetrics } from './metrics.ts';
import type { Intent, ScreenModel, ShownCall, Surface, UiNode } from './model.ts';
import { applicationSurface, circle, staticText, window } from './node.ts';
import { SPRINGBOARD } from './surfaces.ts';
import { themeOf } from './theme.ts';

export function secondCallWindow(model: ScreenModel, call: ShownCall): Surface {
  const { screen } = screenMetrics(model.model);
  const theme = themeOf(model);
  const frame = callBannerFrame(model);
  const key = `call.${call.id}.second`;
  const middle = frame.y + frame.height / 2;
  const right = frame.x + frame.width;
  const button = (name: 'accept' | 'decline', x: number, text: string, tap: Intent): UiNode => ({
    key: `${key}.${name}`,
    type: 'Button',
    identifier: label(name, model.language),
    label: text,
    frame: circle({ x, y: middle }, 40),
    tap,
    look: {
      ...theme[name],
      radius: 20,
      symbol: { name: name === 'accept' ? 'phone' : 'phone-down', size: 20, color: '#ffffff' },
    },
  });
  const card: UiNode = {
    key: `${key}.card`,
    type: 'Other',
    frame,
    look: theme.callBanner,
    children: [
      staticText(`${key}.name`, { x: frame.x + 24, y: middle - 12, width: 180, height: 24 }, call.caller, {
        size: 18,
        weight: 'semibold',
        color: '#ffffff',
      }),
      button('decline', right - 98, label('declineCall', model.language), { kind: 'end-call', call: call.id }),
      button('accept', right - 44, label('answerCall', model.language), { kind: 'answer-again', call: call.id }),
    ],
  };
  return applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'part', [window(key, frame, [card])]);
}
