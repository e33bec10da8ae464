/** Reads the arguments of a request body; what is missing or of the wrong type is an `invalid argument`. */

import { WdaError } from './errors.ts';

export type Body = Readonly<Record<string, unknown>>;

export function textArgument(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw wrong(body, name, 'text');
  return value;
}

export function numberArgument(body: Body, name: string): number {
  const value = optionalNumber(body, name);
  if (value === undefined) throw wrong(body, name, 'a number');
  return value;
}

/** A number, also when it comes as text. */
export function optionalNumber(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const number =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw wrong(body, name, 'a number');
  return number;
}

export function listArgument(body: Body, name: string): readonly unknown[] {
  const value = body[name];
  if (!Array.isArray(value)) throw wrong(body, name, 'a list');
  return value;
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(body: Body, name: string, expected: string): WdaError {
  const found = body[name] === undefined ? 'it is missing' : `found ${JSON.stringify(body[name])?.slice(0, 80)}`;
  return new WdaError('invalid argument', `The argument '${name}' must be ${expected}; ${found}.`);
}
