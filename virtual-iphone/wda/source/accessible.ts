/** The source as VoiceOver walks it: accessible elements only, each under the nearest accessible one above it. */

import { attributeOf, labelOf, nameOf, valueOf } from '../attributes.ts';
import { type ScreenElement, wholePoints } from '../snapshot.ts';

/** The root is shown in any case, so that there is one tree. */
export function accessibleSource(root: ScreenElement): Readonly<Record<string, unknown>> {
  const { node } = root;
  const children = root.children.flatMap(nearest).map(accessibleSource);
  return {
    type: node.type,
    name: nameOf(root),
    value: valueOf(root),
    label: labelOf(root),
    rect: wholePoints(node.frame),
    ...(children.length > 0 ? { children } : {}),
  };
}

function nearest(element: ScreenElement): readonly ScreenElement[] {
  return attributeOf(element, 'accessible') === true ? [element] : element.children.flatMap(nearest);
}
