/** What the rest of the phone uses of its screen. */

export { appSurface } from './app-screen.ts';
export { composeScreen } from './compose.ts';
export { drawScreen } from './draw.ts';
export { type Hit, hitTest, slideIntentAt, tapIntentAt } from './hit-test.ts';
export { type ScreenMetrics, screenMetrics } from './metrics.ts';
export { IN_CALL_SERVICE, SPRINGBOARD, treeOf, uncovered } from './surfaces.ts';
