/** The attributes of an element by WebDriverAgent's names and rules; predicates and `getAttribute` read them here. */

import type { ElementType, Rect } from '../ui/model.ts';
import { elementId } from './element-id.ts';
import { TYPE_PREFIX } from './element-types.ts';
import { WdaError } from './errors.ts';
import { type ScreenElement, wholePoints } from './snapshot.ts';

export type AttributeValue = string | number | boolean | Rect | null;

const ATTRIBUTES = {
  UID: elementId,
  type: typeName,
  name: nameOf,
  label: labelOf,
  value: valueOf,
  rect: (element) => wholePoints(element.node.frame),
  frame: (element) => frameText(element.node.frame),
  nativeFrame: (element) => frameText(element.node.frame),
  enabled: (element) => element.node.enabled !== false,
  selected: (element) => element.node.selected === true,
  focused: (element) => element.node.focused === true,
  visible: (element) => element.isVisible,
  hittable: (element) => element.snapshot.options.isHittable(element),
  accessible: isAccessible,
  nativeAccessibilityElement: (element) => element.isAccessibilityElement,
  accessibilityContainer: (element) => element.descendants.some((inner) => inner.isAccessibilityElement),
  index: (element) => element.index,
  placeholderValue: placeholderOf,
  traits: traitsOf,
  minValue: (element) => (element.node.type === 'Slider' ? 0 : null),
  maxValue: (element) => (element.node.type === 'Slider' ? 1 : null),
  customActions: () => null,
} satisfies Record<string, (element: ScreenElement) => AttributeValue>;

export type AttributeName = keyof typeof ATTRIBUTES;

/** The attribute's canonical name; `wdName` is an old spelling of `name`. Undefined: there is no such attribute. */
function attributeName(asked: string): AttributeName | undefined {
  if (Object.hasOwn(ATTRIBUTES, asked)) return asked as AttributeName;
  if (!/^wd[A-Z]/.test(asked)) return undefined;
  const bare = asked.slice(2);
  const name = bare === 'UID' ? bare : bare.charAt(0).toLowerCase() + bare.slice(1);
  return Object.hasOwn(ATTRIBUTES, name) ? (name as AttributeName) : undefined;
}

/** @throws WdaError `unknown error` when WebDriverAgent has no such attribute. */
export function knownAttribute(asked: string): AttributeName {
  const name = attributeName(asked);
  if (name === undefined) {
    throw new WdaError(
      'unknown error',
      `There is no attribute '${asked}'. WebDriverAgent knows: ${Object.keys(ATTRIBUTES).toSorted().join(', ')}.`,
    );
  }
  return name;
}

export function attributeOf(element: ScreenElement, name: AttributeName): AttributeValue {
  return ATTRIBUTES[name](element);
}

export function typeName(element: ScreenElement): string {
  return TYPE_PREFIX + element.node.type;
}

/** Accessibility identifier, else label. */
export function nameOf(element: ScreenElement): string | null {
  return element.node.identifier || element.node.label || null;
}

export function labelOf({ node }: ScreenElement): string | null {
  if (isTextInput(node.type)) return node.label ?? '';
  return node.label || null;
}

export function valueOf({ node }: ScreenElement): string | null {
  const value = node.value || null;
  if (node.type === 'StaticText') return value ?? (node.label || null);
  if (node.type === 'Button') return value ?? (node.selected === true ? '1' : null);
  if (node.type === 'Switch') return /^(1|on|true|yes)$/i.test(node.value ?? '') ? '1' : '0';
  if (isTextInput(node.type)) return value ?? (node.placeholder || null);
  return value;
}

export function placeholderOf({ node }: ScreenElement): string | null {
  return isTextInput(node.type) ? node.placeholder || null : null;
}

export function isTextInput(type: ElementType): boolean {
  return type === 'TextField' || type === 'SecureTextField';
}

/** Is an accessibility element, and no ancestor (other than a table) hides it by being one. */
function isAccessible(element: ScreenElement): boolean {
  const { type } = element.node;
  const own = element.isAccessibilityElement || (type === 'Cell' && element.children[0]?.isAccessibilityElement);
  if (!own && !isTextInput(type)) return false;
  for (let above = element.parent; above !== undefined; above = above.parent) {
    if (above.node.type !== 'Table' && above.isAccessibilityElement) return false;
  }
  return true;
}

const TRAITS: Partial<Record<ElementType, readonly string[]>> = {
  Button: ['Button'],
  Icon: ['Button'],
  Image: ['Image'],
  Key: ['KeyboardKey'],
  Slider: ['Adjustable'],
  StaticText: ['StaticText'],
  Switch: ['Button'],
};

function traitsOf({ node, snapshot }: ScreenElement): string {
  const traits = [...(TRAITS[node.type] ?? [])];
  // UIAccessibilityTraits.toggleButton came with iOS 17.
  if (node.type === 'Switch' && snapshot.options.ios.major >= 17) traits.push('ToggleButton');
  if (node.selected === true) traits.push('Selected');
  if (node.enabled === false) traits.push('NotEnabled');
  return traits.length === 0 ? 'None' : traits.join(', ');
}

export function frameText({ x, y, width, height }: Rect): string {
  return `{{${x}, ${y}}, {${width}, ${height}}}`;
}
