/** Small web globals that apps and their packages expect: URL, TextEncoder, structuredClone, crypto. */

import { ask } from './host.ts';
import { define } from './time.ts';

class URLSearchParams {
  readonly #pairs: [string, string][] = [];

  constructor(initial: string | Readonly<Record<string, string>> = '') {
    if (typeof initial !== 'string') {
      this.#pairs = Object.entries(initial).map(([name, value]) => [name, value]);
      return;
    }
    for (const part of initial.replace(/^\?/, '').split('&')) {
      if (part === '') continue;
      const [name = '', ...value] = part.split('=');
      this.#pairs.push([unescapeForm(name), unescapeForm(value.join('='))]);
    }
  }

  get(name: string): string | null {
    return this.#pairs.find(([key]) => key === name)?.[1] ?? null;
  }

  has(name: string): boolean {
    return this.#pairs.some(([key]) => key === name);
  }

  append(name: string, value: string): void {
    this.#pairs.push([name, value]);
  }

  set(name: string, value: string): void {
    const pair = this.#pairs.find(([key]) => key === name);
    if (pair === undefined) this.append(name, value);
    else pair[1] = value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#pairs[Symbol.iterator]();
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${escapeForm(name)}=${escapeForm(value)}`).join('&');
  }
}

function escapeForm(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function unescapeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

interface UrlParts {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** A parsed URL. Its parts are for reading; make a new one to change something. */
class VirtualURL {
  declare readonly href: string;
  declare readonly search: string;
  readonly searchParams: URLSearchParams;

  constructor(url: string | VirtualURL, base?: string | VirtualURL) {
    const given = base === undefined ? [url.toString()] : [url.toString(), base.toString()];
    const parts = ask('url', JSON.stringify(given));
    if (parts === '') throw new TypeError(`Invalid URL: ${given.join(' on ')}`);
    Object.assign(this, JSON.parse(parts) as UrlParts);
    this.searchParams = new URLSearchParams(this.search);
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }
}

class TextEncoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      // A surrogate that stands alone becomes U+FFFD, as the standard says.
      const safe = /^[\ud800-\udfff]$/.test(character) ? '\ufffd' : character;
      const escaped = encodeURIComponent(safe);
      if (escaped.startsWith('%')) for (const hex of escaped.slice(1).split('%')) bytes.push(Number.parseInt(hex, 16));
      else bytes.push(safe.charCodeAt(0));
    }
    return Uint8Array.from(bytes);
  }
}

class TextDecoder {
  readonly encoding = 'utf-8';

  decode(bytes: Uint8Array = new Uint8Array()): string {
    const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    try {
      return decodeURIComponent(escaped);
    } catch {
      throw new TypeError('These bytes are not UTF-8.');
    }
  }
}

function structuredClone(value: unknown): unknown {
  return copy(value, new Map());
}

function copy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    const error = new Error(`A ${typeof value} cannot be cloned.`);
    error.name = 'DataCloneError';
    throw error;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    seen.set(value, map);
    for (const [key, item] of value) map.set(copy(key, seen), copy(item, seen));
    return map;
  }
  if (value instanceof Set) {
    const set = new Set<unknown>();
    seen.set(value, set);
    for (const item of value) set.add(copy(item, seen));
    return set;
  }
  const target: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  seen.set(value, target);
  for (const [key, item] of Object.entries(value)) (target as Record<string, unknown>)[key] = copy(item, seen);
  return target;
}

const crypto = {
  randomUUID: () => ask('uuid'),
  getRandomValues<T extends ArrayBufferView>(array: T): T {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const hex = ask('random', String(bytes.length));
    for (let index = 0; index < bytes.length; index += 1) {
      bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
    }
    return array;
  },
};

export function installEncoding(global: object): void {
  const globals = { URL: VirtualURL, URLSearchParams, TextEncoder, TextDecoder, structuredClone, crypto };
  for (const [name, value] of Object.entries(globals)) define(global, name, value);
}
