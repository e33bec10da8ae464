/** Splits an XPath expression into tokens, with the disambiguation rules of XPath 1.0, section 3.7. */

import { WdaError } from '../../errors.ts';

export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

const SPACE = /\s+/y;
const LITERAL = /"[^"]*"|'[^']*'/y;
const NUMBER = /\d+(?:\.\d*)?|\.\d+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_.-]*(?::(?!:)(?:[\p{L}_][\p{L}\p{N}_.-]*|\*))?/uy;
const SIGN = /::|\.\.|[()[\].@,$]/y;
const OPERATOR = /\/\/|!=|<=|>=|[/|+\-=<>*]/y;
const NAMED_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'mod', 'div']);
/** After these a `*` is a name test and `and` is a name. */
const BEFORE_OPERAND: ReadonlySet<string> = new Set(['@', '::', '(', '[', ',']);

/** @throws WdaError `invalid selector` */
export function xpathTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) position += text.length;
    return text;
  };
  for (;;) {
    take(SPACE);
    if (position === source.length) return tokens;
    const last = tokens.at(-1);
    const operandBefore = last !== undefined && last.kind !== 'operator' && !BEFORE_OPERAND.has(last.text);
    const literal = take(LITERAL);
    if (literal !== undefined) {
      tokens.push({ kind: 'literal', text: literal.slice(1, -1) });
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: 'number', text: number });
      continue;
    }
    const name = take(NAME);
    if (name !== undefined) {
      tokens.push({ kind: operandBefore && NAMED_OPERATORS.has(name) ? 'operator' : 'name', text: name });
      continue;
    }
    const sign = take(SIGN);
    if (sign !== undefined) {
      tokens.push({ kind: 'sign', text: sign });
      continue;
    }
    const operator = take(OPERATOR);
    if (operator === undefined) throw badXPath(source, `'${source.slice(position)}' cannot be read`);
    tokens.push(
      operator === '*' && !operandBefore ? { kind: 'name', text: '*' } : { kind: 'operator', text: operator },
    );
  }
}

export function badXPath(source: string, reason: string): WdaError {
  return new WdaError('invalid selector', `The XPath expression '${source}' is not valid: ${reason}.`);
}
