/** The four kinds of value of XPath 1.0, the nodes of an element tree, and how values turn into each other. */

import type { ScreenElement } from '../../snapshot.ts';

export interface DocumentNode {
  readonly kind: 'document';
  readonly root: ScreenElement;
}

export interface AttributeNode {
  readonly kind: 'attribute';
  readonly owner: ScreenElement;
  readonly name: string;
  readonly value: string;
}

/** Made by tokenize() only: an element tree holds no text of its own. */
interface TextNode {
  readonly kind: 'text';
  readonly value: string;
}

export type XPathNode = DocumentNode | ScreenElement | AttributeNode | TextNode;
export type XPathValue = string | number | boolean | readonly XPathNode[];

export function isNodes(value: XPathValue): value is readonly XPathNode[] {
  return typeof value === 'object';
}

export function nodeText(node: XPathNode): string {
  return node.kind === 'attribute' || node.kind === 'text' ? node.value : '';
}

export function toText(value: XPathValue): string {
  if (isNodes(value)) return value[0] === undefined ? '' : nodeText(value[0]);
  if (typeof value === 'number' && value === 0) return '0';
  return String(value);
}

export function toNumber(value: XPathValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = toText(value).trim();
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

export function toBoolean(value: XPathValue): boolean {
  if (isNodes(value)) return value.length > 0;
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : Boolean(value);
}

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** XPath 1.0, section 3.4: a node-set compares true when any of its nodes does. */
export function compareValues(operator: Comparison, left: XPathValue, right: XPathValue): boolean {
  if (isNodes(left) && typeof right !== 'boolean') {
    return left.some((node) => compareValues(operator, nodeText(node), right));
  }
  if (isNodes(right) && typeof left !== 'boolean') {
    return right.some((node) => compareValues(operator, left, nodeText(node)));
  }
  if (operator === '=') return sameValue(left, right);
  if (operator === '!=') return !sameValue(left, right);
  const [a, b] =
    isNodes(left) || isNodes(right) ? [+toBoolean(left), +toBoolean(right)] : [toNumber(left), toNumber(right)];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function sameValue(left: XPathValue, right: XPathValue): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return toBoolean(left) === toBoolean(right);
  if (typeof left === 'number' || typeof right === 'number') return toNumber(left) === toNumber(right);
  return toText(left) === toText(right);
}
