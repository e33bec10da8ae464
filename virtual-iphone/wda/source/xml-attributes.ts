/** The attributes of an element in the XML source, in their order; XPath sees the same ones. */

import {
  type AttributeName,
  attributeOf,
  frameText,
  isTextInput,
  labelOf,
  nameOf,
  placeholderOf,
  typeName,
  valueOf,
} from '../attributes.ts';
import { type ScreenElement, wholePoints } from '../snapshot.ts';

type Write = (element: ScreenElement) => string | null | undefined;

/** For numbers and booleans, which JSON writes as XML does. */
const computed =
  (name: AttributeName): Write =>
  (element) =>
    JSON.stringify(attributeOf(element, name));

const sliderOnly =
  (name: AttributeName): Write =>
  (element) =>
    element.node.type === 'Slider' ? computed(name)(element) : undefined;

/** Undefined and null: the element has no such attribute. */
const WRITERS: Readonly<Record<string, Write>> = {
  type: typeName,
  value: valueOf,
  name: nameOf,
  label: (element) => labelOf(element),
  enabled: computed('enabled'),
  visible: computed('visible'),
  accessible: computed('accessible'),
  nativeAccessibilityElement: computed('nativeAccessibilityElement'),
  x: (element) => String(wholePoints(element.node.frame).x),
  y: (element) => String(wholePoints(element.node.frame).y),
  width: (element) => String(wholePoints(element.node.frame).width),
  height: (element) => String(wholePoints(element.node.frame).height),
  index: (element) => String(element.index),
  hittable: computed('hittable'),
  placeholderValue: (element) => (isTextInput(element.node.type) ? placeholderOf(element) : undefined),
  traits: (element) => attributeOf(element, 'traits') as string,
  nativeFrame: (element) => frameText(element.node.frame),
  minValue: sliderOnly('minValue'),
  maxValue: sliderOnly('maxValue'),
  processId: (element) => applicationOnly(element, String(element.snapshot.options.pid)),
  bundleId: (element) => applicationOnly(element, element.snapshot.options.bundleId),
};

/** Attributes that the source shows only when a setting asks for them. */
export const OPTIONAL_ATTRIBUTES = {
  nativeAccessibilityElement: 'includeNativeAccessibilityElementInPageSource',
  hittable: 'includeHittableInPageSource',
  nativeFrame: 'includeNativeFrameInPageSource',
  minValue: 'includeMinMaxValueInPageSource',
  maxValue: 'includeMinMaxValueInPageSource',
} as const;

export const XML_ATTRIBUTES: readonly string[] = Object.keys(WRITERS);

function xmlAttribute(element: ScreenElement, name: string): string | undefined {
  return Object.hasOwn(WRITERS, name) ? ((WRITERS[name] as Write)(element) ?? undefined) : undefined;
}

export function xmlAttributes(element: ScreenElement, names = XML_ATTRIBUTES): readonly (readonly [string, string])[] {
  return names.flatMap((name) => {
    const value = xmlAttribute(element, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

function applicationOnly(element: ScreenElement, value: string): string | undefined {
  return element.node.type === 'Application' ? value : undefined;
}
