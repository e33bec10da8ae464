/**
 * Reading a list of surfaces: which are covered, and how the surfaces of one application become its one element tree.
 *
 * SpringBoard may own several surfaces at once (home screen at the back, a notification or, up to iOS 17, a call in
 * front), while automation sees one tree per application. `treeOf` joins them.
 */

import type { Surface, UiNode } from './model.ts';

export const SPRINGBOARD = 'com.apple.springboard';
/** The Phone app. */
export const PHONE = 'com.apple.mobilephone';
export const IN_CALL_SERVICE = 'com.apple.InCallService';

/**
 * The element tree of one application: the first surface's Application node with the windows of all its surfaces, back
 * to front. Undefined when it has no surface. `tree('com.apple.springboard')` of a phone is this.
 */
export function treeOf(surfaces: readonly Surface[], bundleId: string): UiNode | undefined {
  const own = surfaces.filter((surface) => surface.bundleId === bundleId);
  const first = own[0];
  if (first === undefined || own.length === 1) return first?.root;
  return { ...first.root, children: own.flatMap((surface) => surface.root.children ?? []) };
}

/** Surfaces that can be seen: the last one that fills the screen, and all in front of it. */
export function uncovered(surfaces: readonly Surface[]): readonly Surface[] {
  const last = surfaces.findLastIndex((surface) => surface.covers === 'screen');
  return surfaces.slice(Math.max(last, 0));
}

/** The same nodes, all marked as not visible. */
export function hidden(node: UiNode): UiNode {
  return { ...node, visible: false, ...(node.children && { children: node.children.map(hidden) }) };
}
