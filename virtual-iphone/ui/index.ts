/** What the rest of the phone uses of its screen. */

export { composeScreen } from './compose.ts';
export { drawScreen } from './draw.ts';
export { hitTest, slideIntentAt, tapIntentAt } from './hit-test.ts';
export { IN_CALL_SERVICE, SPRINGBOARD, treeOf } from './surfaces.ts';
