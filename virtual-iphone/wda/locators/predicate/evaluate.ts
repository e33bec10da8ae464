/** Whether an element satisfies a predicate, by NSPredicate's rules for text, numbers and nil. */

import { type AttributeValue, attributeOf } from '../../attributes.ts';
import { WdaError } from '../../errors.ts';
import type { ScreenElement } from '../../snapshot.ts';
import type { Operand, Operator, Predicate } from './ast.ts';

type Value = AttributeValue | readonly Value[];
type Comparison = Extract<Predicate, { kind: 'comparison' }>;

export function holds(predicate: Predicate, element: ScreenElement): boolean {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value;
    case 'not':
      return !holds(predicate.inner, element);
    case 'and':
      return holds(predicate.left, element) && holds(predicate.right, element);
    case 'or':
      return holds(predicate.left, element) || holds(predicate.right, element);
    default:
      return compare(predicate, valueOf(predicate.left, element), valueOf(predicate.right, element));
  }
}

function valueOf(operand: Operand, element: ScreenElement): Value {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'list') return operand.items.map((item) => valueOf(item, element));
  let value: Value = attributeOf(element, operand.attribute);
  for (const part of operand.parts) value = partOf(value, part, operand.attribute);
  return value;
}

function partOf(value: Value, part: string, attribute: string): Value {
  if (value === null) return null;
  if (typeof value === 'string' && part === 'length') return value.length;
  if (typeof value === 'object' && Object.hasOwn(value, part))
    return (value as unknown as Record<string, number>)[part] ?? null;
  throw new WdaError('unknown error', `The attribute '${attribute}' has no part '${part}'.`);
}

function compare(comparison: Comparison, left: Value, right: Value): boolean {
  switch (comparison.operator) {
    case '==':
      return equal(comparison, left, right);
    case '!=':
      return !equal(comparison, left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(comparison.operator, left, right);
    case 'BETWEEN': {
      const [low, high] = right as readonly Value[];
      return ordered('>=', left, low ?? null) && ordered('<=', left, high ?? null);
    }
    case 'IN':
      if (Array.isArray(right)) return right.some((item: Value) => equal(comparison, left, item));
      return onText(comparison, right, left);
    default:
      return onText(comparison, left, right);
  }
}

/** Numbers and booleans are one kind of thing to NSPredicate; text never equals a number. */
function equal(comparison: Comparison, left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return fold(comparison, left) === fold(comparison, right);
  return plain(left) === plain(right);
}

function plain(value: Value): Value {
  return typeof value === 'boolean' ? Number(value) : value;
}

function ordered(operator: Operator, left: Value, right: Value): boolean {
  const [a, b] = [plain(left), plain(right)];
  const comparable =
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!comparable) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** String operators are false on nil and on what is not text. */
function onText(comparison: Comparison, left: Value, right: Value): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const text = fold(comparison, left);
  switch (comparison.operator) {
    case 'BEGINSWITH':
      return text.startsWith(fold(comparison, right));
    case 'ENDSWITH':
      return text.endsWith(fold(comparison, right));
    case 'LIKE':
      return wholeText(wildcards(right), comparison).test(text);
    case 'MATCHES':
      return wholeText(right, comparison).test(text);
    default:
      return text.includes(fold(comparison, right));
  }
}

function fold({ ignoreCase, ignoreDiacritics }: Comparison, text: string): string {
  const bare = ignoreDiacritics ? text.normalize('NFD').replace(/\p{M}/gu, '') : text;
  return ignoreCase ? bare.toLowerCase() : bare;
}

/** `*` is any run of characters, `?` one character; a backslash takes their meaning away. */
function wildcards(pattern: string): string {
  return pattern.replace(
    /\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g,
    (_, escaped?: string, wild?: string, sign?: string) => {
      if (wild !== undefined) return wild === '*' ? '[^]*' : '[^]';
      return `\\${escaped ?? sign}`;
    },
  );
}

function wholeText(pattern: string, { ignoreCase }: Comparison): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, ignoreCase ? 'i' : '');
  } catch (error) {
    throw new WdaError('unknown error', `Can't do regex matching: ${(error as Error).message}.`);
  }
}
