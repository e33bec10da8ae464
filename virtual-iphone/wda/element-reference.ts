/** How an element looks in an answer. */

import type { Agent } from './agent.ts';
import { attributeOf, knownAttribute, labelOf, typeName, valueOf } from './attributes.ts';
import { type ScreenElement, wholePoints } from './snapshot.ts';

/** The web element identifier of the W3C WebDriver recommendation. */
const ELEMENT_KEY = 'element-6066-11e4-a52e-4f735466cecf';

const FIELDS: Readonly<Record<string, (element: ScreenElement) => unknown>> = {
  type: typeName,
  name: typeName,
  text: textOf,
  rect: (element) => wholePoints(element.node.frame),
  enabled: (element) => attributeOf(element, 'enabled'),
  displayed: (element) => attributeOf(element, 'visible'),
  selected: (element) => attributeOf(element, 'selected'),
  label: labelOf,
};

/** The element's reference, with the fields that `elementResponseAttributes` asks for when answers are not compact. */
export function elementReference(agent: Agent, element: ScreenElement): Readonly<Record<string, unknown>> {
  const id = agent.elements.add(element);
  const reference: Record<string, unknown> = { [ELEMENT_KEY]: id, ELEMENT: id };
  if (agent.settings.flag('shouldUseCompactResponses')) return reference;
  for (const field of agent.settings
    .text('elementResponseAttributes')
    .split(',')
    .map((name) => name.trim())) {
    if (Object.hasOwn(FIELDS, field)) reference[field] = FIELDS[field]?.(element);
    else if (field.startsWith('attribute/')) {
      reference[field] = attributeOf(element, knownAttribute(field.slice('attribute/'.length)));
    }
  }
  return reference;
}

/** Id in an element reference, or undefined when the value is none. */
export function referencedId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const reference = value as Readonly<Record<string, unknown>>;
  const id = reference[ELEMENT_KEY] ?? reference.ELEMENT;
  return typeof id === 'string' ? id : undefined;
}

/** Value, else label, else the empty text. */
export function textOf(element: ScreenElement): string {
  return valueOf(element) ?? labelOf(element) ?? '';
}
