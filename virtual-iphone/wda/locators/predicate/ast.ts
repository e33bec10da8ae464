/** NSPredicate format strings as data, and how to say one back. */

import type { AttributeName } from '../../attributes.ts';

/** An attribute, or a part of one: `rect.x`, `name.length`. */
interface KeyPath {
  readonly kind: 'key';
  readonly attribute: AttributeName;
  readonly parts: readonly string[];
}

export type Operand =
  | KeyPath
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Operand[] };

export const OPERATORS = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'BETWEEN',
  'IN',
  'CONTAINS',
  'BEGINSWITH',
  'ENDSWITH',
  'LIKE',
  'MATCHES',
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Predicate =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly inner: Predicate }
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate }
  | {
      readonly kind: 'comparison';
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
      readonly ignoreCase: boolean;
      readonly ignoreDiacritics: boolean;
    };

/** The predicate in canonical form, with every implied bracket written. */
export function explainPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value ? 'TRUEPREDICATE' : 'FALSEPREDICATE';
    case 'not':
      return `NOT (${explainPredicate(predicate.inner)})`;
    case 'and':
    case 'or':
      return `(${explainPredicate(predicate.left)} ${predicate.kind.toUpperCase()} ${explainPredicate(predicate.right)})`;
    default: {
      const flags = (predicate.ignoreCase ? 'c' : '') + (predicate.ignoreDiacritics ? 'd' : '');
      const operator = predicate.operator + (flags === '' ? '' : `[${flags}]`);
      return `${explainOperand(predicate.left)} ${operator} ${explainOperand(predicate.right)}`;
    }
  }
}

function explainOperand(operand: Operand): string {
  if (operand.kind === 'key') return [operand.attribute, ...operand.parts].join('.');
  if (operand.kind === 'list') return `{${operand.items.map(explainOperand).join(', ')}}`;
  return operand.value === null ? 'NIL' : JSON.stringify(operand.value);
}
