/**
 * A call in the background on a phone with a Dynamic Island, expanded: a long touch on the island grows it to the size
 * of the banner, with the same two buttons, until a swipe up. The island stays SpringBoard's element, under the same
 * identifier (that it keeps it is assumed); the buttons are in the tree of the process that hosts calls.
 */

import { callBannerFrame, callBannerSurface } from './call-banner.ts';
import { spokenCall } from './call-text.ts';
import { screenMetrics } from './metrics.ts';
import type { ScreenModel, ShownCall, Surface } from './model.ts';
import { applicationSurface, window } from './node.ts';
import { ISLAND_IDENTIFIER } from './status-bar.ts';
import { SPRINGBOARD } from './surfaces.ts';

export function expandedIslandSurfaces(model: ScreenModel, call: ShownCall): readonly Surface[] {
  const { screen } = screenMetrics(model.model);
  const frame = callBannerFrame(model);
  const key = `background-call.${call.id}`;
  const island = window(`${key}.window`, frame, [
    {
      key,
      type: 'Other',
      identifier: ISLAND_IDENTIFIER,
      label: spokenCall(model, call),
      accessible: true,
      frame,
      tap: { kind: 'expand-call', call: call.id },
    },
  ]);
  return [applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'part', [island]), callBannerSurface(model, call)];
}
