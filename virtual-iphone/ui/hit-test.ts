/**
 * What a finger meets. The topmost surface at a point takes the touch; within it the deepest node, later siblings first.
 * A surface that covers only part of the screen lets touches beside its windows through; one that fills it never does.
 */

import type { Intent, Point, Rect, Surface, UiNode } from './model.ts';

export interface Hit {
  readonly surface: Surface;
  /** Deepest node at the point. */
  readonly node: UiNode;
  /** From the surface's root to `node`, both included. */
  readonly path: readonly UiNode[];
}

export function hitTest(surfaces: readonly Surface[], point: Point): Hit | undefined {
  for (const surface of surfaces.toReversed()) {
    const path = pathAt(surface.root, point);
    const node = path?.at(-1);
    if (path !== undefined && node !== undefined && (path.length > 1 || surface.covers === 'screen')) {
      return { surface, node, path };
    }
  }
  return undefined;
}

/** Meaning of a touch: the intent of the nearest enabled node around the deepest one. */
export function tapIntentAt(surfaces: readonly Surface[], point: Point): Intent | undefined {
  const hit = hitTest(surfaces, point);
  const owner = hit?.path.findLast((node) => node.tap !== undefined);
  return owner?.enabled === false ? undefined : owner?.tap;
}

/** Meaning of a finger that rests where it is for half a second at least. */
export function holdIntentAt(surfaces: readonly Surface[], point: Point): Intent | undefined {
  return hitTest(surfaces, point)?.path.findLast((node) => node.hold !== undefined)?.hold;
}

/** How far a swipe goes at least, in points. */
const SWIPE = 20;

/**
 * Meaning of a drag: the node under its start decides. More up or down than aside it is a swipe; else only a move to the
 * right over half the node's width counts.
 */
export function slideIntentAt(surfaces: readonly Surface[], from: Point, to: Point): Intent | undefined {
  const hit = hitTest(surfaces, from);
  const up = from.y - to.y;
  if (up > Math.abs(to.x - from.x)) {
    return up < SWIPE ? undefined : hit?.path.findLast((node) => node.swipeUp !== undefined)?.swipeUp;
  }
  if (-up > Math.abs(to.x - from.x)) {
    return -up < SWIPE ? undefined : hit?.path.findLast((node) => node.swipeDown !== undefined)?.swipeDown;
  }
  const owner = hit?.path.findLast((node) => node.slide !== undefined);
  if (owner === undefined || owner.enabled === false) return undefined;
  return to.x - from.x >= owner.frame.width / 2 ? owner.slide : undefined;
}

export function contains(frame: Rect, point: Point): boolean {
  return (
    point.x >= frame.x && point.x < frame.x + frame.width && point.y >= frame.y && point.y < frame.y + frame.height
  );
}

function pathAt(node: UiNode, point: Point): readonly UiNode[] | undefined {
  if (node.visible === false || !contains(node.frame, point)) return undefined;
  for (const child of (node.children ?? []).toReversed()) {
    const path = pathAt(child, point);
    if (path !== undefined) return [node, ...path];
  }
  return [node];
}
