/**
 * What a finger means that moves in from an edge: from the top Notification Center; from the bottom, on phones without
 * home button, home, or the app switcher where it stops on the lower half of the screen. Fingers have no speed here, so
 * where it stops is all that counts (assumed).
 */

import { screenMetrics } from './metrics.ts';
import type { Intent, Point, ScreenModel } from './model.ts';

/** How close to the edge it begins, and how far it has to move, in points. */
const EDGE = 20;
const TOP_EDGE = 8;
const SHORTEST = 40;

export function edgeSwipeIntent({ model }: Pick<ScreenModel, 'model'>, from: Point, to: Point): Intent | undefined {
  const { screen, safeBottom } = screenMetrics(model);
  if (from.y <= TOP_EDGE && to.y - from.y >= SHORTEST) return { kind: 'open-notification-center' };
  if (safeBottom === 0 || from.y < screen.height - EDGE || from.y - to.y < SHORTEST) return undefined;
  return { kind: to.y > screen.height / 2 ? 'open-app-switcher' : 'go-home' };
}
