/**
 * The function library: XPath 1.0's core functions and the seven string functions that WebDriverAgent adds.
 * Regular expressions are JavaScript's, which agree with ICU's on what element queries use.
 */

import { typeName } from '../../attributes.ts';
import { isNodes, nodeText, toBoolean, toNumber, toText, type XPathNode, type XPathValue } from './values.ts';

export interface Context {
  readonly node: XPathNode;
  /** Place in the list that a predicate filters, from 1. */
  readonly position: number;
  readonly size: number;
}

/** What a function is called with. Reads past the end never happen: arity is checked when the expression is read. */
type Args = readonly XPathValue[];

interface XPathFunction {
  readonly arity: readonly [least: number, most: number];
  readonly call: (args: Args, context: Context) => XPathValue;
}

const fn = (least: number, most: number, call: XPathFunction['call']): XPathFunction => ({
  arity: [least, most],
  call,
});

const FUNCTIONS: Readonly<Record<string, XPathFunction>> = {
  last: fn(0, 0, (_, { size }) => size),
  position: fn(0, 0, (_, { position }) => position),
  count: fn(1, 1, ([nodes]) => nodesOf(nodes, 'count').length),
  id: fn(1, 1, () => []),
  'local-name': fn(0, 1, nodeName),
  'namespace-uri': fn(0, 1, () => ''),
  name: fn(0, 1, nodeName),
  string: fn(0, 1, ([value], { node }) => (value === undefined ? nodeText(node) : toText(value))),
  concat: fn(2, Number.POSITIVE_INFINITY, (args) => args.map(toText).join('')),
  'starts-with': fn(2, 2, (args) => text(args, 0).startsWith(text(args, 1))),
  contains: fn(2, 2, (args) => text(args, 0).includes(text(args, 1))),
  'substring-before': fn(2, 2, (args) => {
    const [whole, part] = [text(args, 0), text(args, 1)];
    return whole.slice(0, Math.max(0, whole.indexOf(part)));
  }),
  'substring-after': fn(2, 2, (args) => {
    const [whole, part] = [text(args, 0), text(args, 1)];
    const at = whole.indexOf(part);
    return at < 0 ? '' : whole.slice(at + part.length);
  }),
  substring: fn(2, 3, (args) => {
    const from = round(number(args, 1));
    const to = args.length === 3 ? from + round(number(args, 2)) : Number.POSITIVE_INFINITY;
    return Array.from(text(args, 0))
      .filter((_, index) => index + 1 >= from && index + 1 < to)
      .join('');
  }),
  'string-length': fn(0, 1, (args, context) => Array.from(ownText(args, context)).length),
  'normalize-space': fn(0, 1, (args, context) => ownText(args, context).trim().replace(/\s+/g, ' ')),
  translate: fn(3, 3, (args) => {
    const [from, to] = [Array.from(text(args, 1)), Array.from(text(args, 2))];
    return Array.from(text(args, 0))
      .map((sign) => {
        const at = from.indexOf(sign);
        return at < 0 ? sign : (to[at] ?? '');
      })
      .join('');
  }),
  boolean: fn(1, 1, ([value]) => toBoolean(value as XPathValue)),
  not: fn(1, 1, ([value]) => !toBoolean(value as XPathValue)),
  true: fn(0, 0, () => true),
  false: fn(0, 0, () => false),
  lang: fn(1, 1, () => false),
  number: fn(0, 1, (args, { node }) => (args.length === 0 ? toNumber(nodeText(node)) : number(args, 0))),
  sum: fn(1, 1, ([nodes]) => nodesOf(nodes, 'sum').reduce((total, node) => total + toNumber(nodeText(node)), 0)),
  floor: fn(1, 1, (args) => Math.floor(number(args, 0))),
  ceiling: fn(1, 1, (args) => Math.ceil(number(args, 0))),
  round: fn(1, 1, (args) => round(number(args, 0))),
  matches: fn(2, 3, (args) => regex(text(args, 1), text(args, 2), 'imsx').test(text(args, 0))),
  'ends-with': fn(2, 2, (args) => text(args, 0).endsWith(text(args, 1))),
  'lower-case': fn(1, 1, (args) => text(args, 0).toLowerCase()),
  'upper-case': fn(1, 1, (args) => text(args, 0).toUpperCase()),
  replace: fn(3, 4, (args) =>
    text(args, 0).replace(regex(text(args, 1), text(args, 3), 'imsxq', 'g'), template(text(args, 2))),
  ),
  tokenize: fn(1, 2, (args) => {
    const whole = text(args, 0);
    const parts = args.length === 1 ? whole.trim().split(/\s+/) : whole.split(regex(text(args, 1), '', ''));
    return whole === '' ? [] : parts.map((value) => ({ kind: 'text', value }));
  }),
  'string-join': fn(2, 2, (args) => {
    const items = args[0] as XPathValue;
    return isNodes(items) ? items.map(nodeText).join(text(args, 1)) : toText(items);
  }),
};

export function isKnownCall(name: string, argumentCount: number): boolean {
  if (!Object.hasOwn(FUNCTIONS, name)) return false;
  const [least, most] = (FUNCTIONS[name] as XPathFunction).arity;
  return argumentCount >= least && argumentCount <= most;
}

/** @throws Error when an argument has the wrong type or a regular expression or its flags are wrong. */
export function callFunction(name: string, args: Args, context: Context): XPathValue {
  return (FUNCTIONS[name] as XPathFunction).call(args, context);
}

function text(args: Args, index: number): string {
  return toText(args[index] ?? '');
}

function number(args: Args, index: number): number {
  return toNumber(args[index] as XPathValue);
}

function ownText(args: Args, { node }: Context): string {
  return args.length === 0 ? nodeText(node) : text(args, 0);
}

function nodesOf(value: XPathValue | undefined, name: string): readonly XPathNode[] {
  if (value === undefined || !isNodes(value)) throw new Error(`${name}() needs nodes, not a value`);
  return value;
}

function nodeName(args: Args, context: Context): string {
  const node = args.length === 0 ? context.node : nodesOf(args[0], 'name')[0];
  if (node?.kind === 'element') return typeName(node);
  return node?.kind === 'attribute' ? node.name : '';
}

/** Halves go up, also below zero. */
function round(value: number): number {
  return Math.floor(value + 0.5);
}

/** Of the accepted flags only `i` has an effect, as in WebDriverAgent. */
function regex(pattern: string, flags: string, accepted: string, extra = ''): RegExp {
  for (const flag of flags) {
    if (!accepted.includes(flag)) throw new Error(`'${flag}' is not a flag of a regular expression (${accepted})`);
  }
  return new RegExp(pattern, (flags.includes('i') ? 'i' : '') + extra);
}

/** ICU's replacement text in JavaScript's spelling: `$0` is the whole match, a backslash takes a sign's meaning away. */
function template(replacement: string): string {
  return replacement.replace(/\\([^])|\$0/g, (_, sign?: string) =>
    sign === undefined ? '$&' : sign === '$' ? '$$' : sign,
  );
}
