/**
 * The banner of iOS 26 that offers to swap while a call is on hold and another goes on in the background; iOS 17 and 18
 * have none. What it says beside its button is assumed.
 */

import { gridTitle, label } from '../ios/labels.ts';
import { callBannerFrame } from './call-banner.ts';
import { callSurface } from './call-header.ts';
import type { ScreenModel, ShownCall, Surface } from './model.ts';
import { staticText, window } from './node.ts';
import { themeOf } from './theme.ts';

export function swapBannerSurface(model: ScreenModel, call: ShownCall): Surface | undefined {
  const held = model.calls.find((other) => other.id === call.choices?.swapWith);
  if (model.ios.features.swapBanner !== true || held === undefined) return undefined;
  const below = callBannerFrame(model);
  const frame = { ...below, y: below.y + (model.model.screen.top === 'dynamic-island' ? 44 : 0), height: 64 };
  const key = `call.${held.id}.swap-banner`;
  const title = gridTitle('swap', model.ios, model.language);
  const button = { x: frame.x + frame.width - 96, y: frame.y + 14, width: 80, height: 36 };
  return callSurface(model, 'part', [
    window(key, frame, [
      {
        key: `${key}.card`,
        type: 'Other',
        frame,
        look: themeOf(model).callBanner,
        children: [
          staticText(`${key}.name`, { x: frame.x + 18, y: frame.y + 10, width: 200, height: 22 }, held.caller, {
            size: 16,
            weight: 'semibold',
            color: '#ffffff',
          }),
          staticText(
            `${key}.status`,
            { x: frame.x + 18, y: frame.y + 32, width: 200, height: 20 },
            label('onHold', model.language),
            { size: 14, weight: 'regular', color: 'rgba(255,255,255,0.62)' },
          ),
          {
            key: `${key}.swap`,
            type: 'Button',
            label: title,
            frame: button,
            tap: { kind: 'set-held', call: held.id, held: false },
            look: {
              fill: 'rgba(255,255,255,0.2)',
              radius: 18,
              text: { string: title, size: 16, weight: 'medium', color: '#ffffff', align: 'center' },
            },
          },
        ],
      },
    ]),
  ]);
}
