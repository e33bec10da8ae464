/** Where a finger would touch an element, and what it would meet there. */

import type { PhoneAutomation } from '../automation.ts';
import type { Point, Rect, Surface, UiNode } from '../ui/model.ts';
import { WdaError } from './errors.ts';
import type { ScreenElement } from './snapshot.ts';

/** Centre of the part of the frame that is on screen; undefined when there is none. */
export function hitPoint(frame: Rect, screen: { readonly width: number; readonly height: number }): Point | undefined {
  const left = Math.max(0, frame.x);
  const top = Math.max(0, frame.y);
  const right = Math.min(screen.width, frame.x + frame.width);
  const bottom = Math.min(screen.height, frame.y + frame.height);
  // Written so that frames with infinite or missing sides have no point either.
  return right > left && bottom > top ? { x: (left + right) / 2, y: (top + bottom) / 2 } : undefined;
}

/** @throws WdaError `invalid element state` when no part of the element is on screen. */
export function demandHitPoint(phone: PhoneAutomation, element: ScreenElement): Point {
  const { frame } = element.node;
  const point = hitPoint(frame, phone.screen);
  if (point !== undefined) return point;
  throw new WdaError(
    'invalid element state',
    `The element '${element.node.key}' cannot be touched: its frame x=${frame.x} y=${frame.y} width=${frame.width} ` +
      `height=${frame.height} is not on the screen.`,
  );
}

/** The frontmost surface that shows something at the point. */
export function topSurfaceAt(surfaces: readonly Surface[], point: Point): Surface | undefined {
  return surfaces.findLast(({ covers, root }) => covers === 'screen' || showsAt(root, point));
}

/** Whether a touch at the element's hit point would reach its application: it is on screen and nothing lies over it. */
export function isHittable(phone: PhoneAutomation, element: ScreenElement): boolean {
  const point = hitPoint(element.node.frame, phone.screen);
  if (point === undefined || !element.isVisible) return false;
  const surfaces = phone.surfaces();
  const own = surfaces.findLastIndex(({ bundleId }) => bundleId === element.snapshot.options.bundleId);
  return own >= 0 && topSurfaceAt(surfaces.slice(own + 1), point) === undefined;
}

/** A drawn or touchable node of the tree is at the point; structure alone lets touches through. */
function showsAt(node: UiNode, point: Point): boolean {
  if (node.visible === false) return false;
  const { x, y, width, height } = node.frame;
  const within = point.x >= x && point.x < x + width && point.y >= y && point.y < y + height;
  if (within && (node.look !== undefined || node.tap !== undefined || node.slide !== undefined)) return true;
  return (node.children ?? []).some((child) => showsAt(child, point));
}
