/** Splits an NSPredicate format string into tokens. */

import { WdaError } from '../../errors.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number };

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*/y;
const NUMBER = /-?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)/y;
const TEXT = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const SIGN = /==|=<|=>|<=|>=|<>|!=|&&|\|\||[=<>!(){},[\]]/y;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\u0007' };

/** @throws WdaError `unknown error`, naming the place that cannot be read. */
export function predicateTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) position += text.length;
    return text;
  };
  while (position < source.length) {
    if (take(SPACE) !== undefined) continue;
    const word = take(WORD);
    if (word !== undefined) {
      tokens.push({ kind: 'word', text: word });
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: 'number', value: Number(number) });
      continue;
    }
    const quoted = take(TEXT);
    if (quoted !== undefined) {
      tokens.push({ kind: 'text', value: unescape(quoted.slice(1, -1)) });
      continue;
    }
    const sign = take(SIGN);
    if (sign === undefined) throw unreadable(source, `'${source.slice(position)}' cannot be read`);
    tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

/** XCTest raises an exception for a format string it cannot parse; WebDriverAgent passes it on as unknown error. */
export function unreadable(source: string, reason: string): WdaError {
  return new WdaError('unknown error', `Unable to parse the predicate '${source}': ${reason}.`);
}

function unescape(text: string): string {
  return text.replace(ESCAPE, (_, code: string | undefined, sign: string) =>
    code === undefined ? (ESCAPED[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
