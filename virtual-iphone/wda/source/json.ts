/** The JSON page source: what `mobile: source` with format `json` and the driver's `useJSONSource` setting read. */

import { attributeOf, frameText, isTextInput, labelOf, nameOf, placeholderOf, valueOf } from '../attributes.ts';
import { type ScreenElement, wholePoints } from '../snapshot.ts';

/** Fields that `excluded_attributes` can leave out, by the attribute's name. */
const COMPUTED: Readonly<Record<string, (element: ScreenElement) => readonly [string, unknown]>> = {
  frame: (element) => ['frame', frameText(element.node.frame)],
  nativeFrame: (element) => ['nativeFrame', frameText(element.node.frame)],
  enabled: (element) => ['isEnabled', bit(attributeOf(element, 'enabled'))],
  visible: (element) => ['isVisible', bit(element.isVisible)],
  accessible: (element) => ['isAccessible', bit(attributeOf(element, 'accessible'))],
  nativeAccessibilityElement: (element) => ['isNativeAccessibilityElement', bit(element.isAccessibilityElement)],
  focused: (element) => ['isFocused', bit(element.node.focused === true)],
  traits: (element) => ['traits', attributeOf(element, 'traits')],
  customActions: () => ['customActions', ''],
};

/** @param excluded attribute names in lower case */
export function jsonSource(element: ScreenElement, excluded: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const { node } = element;
  const fields: Record<string, unknown> = {
    type: node.type,
    rawIdentifier: node.identifier || null,
    name: nameOf(element),
    value: valueOf(element),
    label: labelOf(element),
    rect: wholePoints(node.frame),
  };
  for (const [name, compute] of Object.entries(COMPUTED)) {
    if (excluded.has(name.toLowerCase())) continue;
    const [field, value] = compute(element);
    fields[field] = value;
  }
  if (isTextInput(node.type)) fields.placeholderValue = placeholderOf(element);
  if (node.type === 'Slider') Object.assign(fields, { minValue: 0, maxValue: 1 });
  if (element.children.length > 0) fields.children = element.children.map((child) => jsonSource(child, excluded));
  return fields;
}

function bit(value: unknown): '0' | '1' {
  return value === true ? '1' : '0';
}
