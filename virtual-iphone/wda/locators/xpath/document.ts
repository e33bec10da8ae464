/**
 * A screen as the document that XPath sees: elements and attributes of the XML source, without its scope wrapper.
 * As in WebDriverAgent, an attribute is there only when the expression has it as `@name`; with `@*` all are.
 */

import { DOMImplementation, type Element, type Node } from '@xmldom/xmldom';
import { typeName } from '../../attributes.ts';
import type { ScreenElement } from '../../snapshot.ts';
import { XML_ATTRIBUTES, xmlAttributes } from '../../source/xml-attributes.ts';

export interface ScreenDocument {
  readonly nodes: ReadonlyMap<ScreenElement, Element>;
  readonly elements: ReadonlyMap<Node, ScreenElement>;
}

const HITTABLE = 'hittable';

/** Documents by their root, then by their attributes. They live as long as the screen's snapshot. */
const built = new WeakMap<ScreenElement, Map<string, ScreenDocument>>();

/** Names of the attributes that the expression asks for, in the order of the XML source. */
export function attributesIn(expression: string): readonly string[] {
  const asked = new Set(Array.from(expression.matchAll(/@(\*|\w+)/g), ([, name]) => name));
  return asked.has('*') ? XML_ATTRIBUTES : XML_ATTRIBUTES.filter((name) => asked.has(name));
}

/** The document whose document element is `root`; built once per screen. */
export function screenDocument(root: ScreenElement, attributes: readonly string[]): ScreenDocument {
  const documents = built.get(root) ?? new Map<string, ScreenDocument>();
  built.set(root, documents);
  const key = attributes.join(' ');
  const known = documents.get(key);
  if (known !== undefined) {
    if (attributes.includes(HITTABLE)) lookAnew(known);
    return known;
  }
  const document = build(root, attributes);
  documents.set(key, document);
  return document;
}

/** Whether a touch reaches an element depends on what lies over its application: not the snapshot's to keep. */
function lookAnew({ nodes }: ScreenDocument): void {
  for (const [element, node] of nodes) {
    for (const [name, value] of xmlAttributes(element, [HITTABLE])) node.setAttribute(name, value);
  }
}

function build(root: ScreenElement, attributes: readonly string[]): ScreenDocument {
  const document = new DOMImplementation().createDocument(null, '');
  const nodes = new Map<ScreenElement, Element>();
  const elements = new Map<Node, ScreenElement>();
  for (const element of root.snapshot.elements.slice(root.order, root.end)) {
    const node = document.createElement(typeName(element));
    for (const [name, value] of xmlAttributes(element, attributes)) node.setAttribute(name, value);
    const parent = element === root ? undefined : element.parent;
    (parent === undefined ? document : (nodes.get(parent) as Element)).appendChild(node);
    nodes.set(element, node);
    elements.set(node, element);
  }
  return { nodes, elements };
}
