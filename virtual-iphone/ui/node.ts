/** Small makers of nodes, so that the screens read as what is on them. */

import type { Look, Point, Rect, Surface, UiNode } from './model.ts';

type TextLook = NonNullable<Look['text']>;

/** A text that automation sees: StaticText whose label is the string. */
export function staticText(key: string, frame: Rect, string: string, style: Omit<TextLook, 'string'>): UiNode {
  return { key, type: 'StaticText', label: string, frame, look: { text: { string, ...style } } };
}

/** Something drawn that is no accessibility element: background, glyph, title inside a button. */
export function paint(key: string, frame: Rect, look: Look, children?: readonly UiNode[]): UiNode {
  return { key, type: 'Other', frame, accessible: false, look, ...(children && { children }) };
}

/** A drawn text that only its container speaks. */
export function paintText(key: string, frame: Rect, string: string, style: Omit<TextLook, 'string'>): UiNode {
  return paint(key, frame, { text: { string, ...style } });
}

export function applicationSurface(
  bundleId: string,
  name: string,
  screen: Rect,
  covers: Surface['covers'],
  windows: readonly UiNode[],
): Surface {
  const root: UiNode = { key: 'application', type: 'Application', label: name, frame: screen, children: windows };
  return { bundleId, root, covers };
}

export function window(key: string, frame: Rect, children: readonly UiNode[], look?: Look): UiNode {
  return { key, type: 'Window', frame, children, ...(look && { look }) };
}

export function circle(center: Point, diameter: number): Rect {
  return { x: center.x - diameter / 2, y: center.y - diameter / 2, width: diameter, height: diameter };
}

export function inset(frame: Rect, by: number): Rect {
  return { x: frame.x + by, y: frame.y + by, width: frame.width - 2 * by, height: frame.height - 2 * by };
}

/** The bar at the bottom of phones without home button. */
export function homeIndicator(key: string, screen: Rect, safeBottom: number, color: string): readonly UiNode[] {
  if (safeBottom === 0) return [];
  const frame = { x: (screen.width - 136) / 2, y: screen.height - 13, width: 136, height: 5 };
  return [paint(key, frame, { fill: color, radius: 2.5 })];
}
