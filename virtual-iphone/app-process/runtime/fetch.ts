/** `fetch` of an app: through the phone's network. Text bodies; no streams, no abort, no cookies. */

import type { HttpResponse } from '../../links.ts';
import { command } from './host.ts';
import { define } from './time.ts';

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: unknown;
}

interface Waiting {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
  readonly url: string;
}

const waiting = new Map<number, Waiting>();
let lastRequest = 0;

class Headers {
  readonly #values = new Map<string, string>();

  constructor(initial: RequestOptions['headers'] = {}) {
    const list = initial instanceof Headers || Array.isArray(initial) ? initial : Object.entries(initial);
    for (const [name, value] of list as Iterable<readonly [string, string]>) this.set(name, value);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }

  forEach(callback: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) callback(value, name);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
}

class Response {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly #body: string;

  constructor(data: HttpResponse, url: string) {
    this.status = data.status;
    this.headers = new Headers(data.headers);
    this.url = url;
    this.#body = data.body;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  async text(): Promise<string> {
    return this.#body;
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#body) as unknown;
  }
}

function fetch(input: unknown, options: RequestOptions = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (options.body !== undefined && options.body !== null && typeof options.body !== 'string') {
      throw new TypeError('fetch on this phone takes a text as body: give it JSON.stringify(value).');
    }
    lastRequest += 1;
    const url = String(input);
    waiting.set(lastRequest, { resolve, reject, url });
    const headers: Record<string, string> = {};
    new Headers(options.headers).forEach((value, name) => {
      headers[name] = value;
    });
    const body = typeof options.body === 'string' ? { body: options.body } : {};
    const method = (options.method ?? 'GET').toUpperCase();
    command({ command: 'fetch', id: lastRequest, request: { method, url, headers, ...body } });
  });
}

/** Settles the promise of a fetch. */
export function fetched(id: number, response: HttpResponse | undefined, error: string | undefined): void {
  const waiter = waiting.get(id);
  waiting.delete(id);
  if (response !== undefined) waiter?.resolve(new Response(response, waiter.url));
  else waiter?.reject(new TypeError(`Network request failed: ${error ?? 'no response'}`));
}

export function installFetch(global: object): void {
  define(global, 'fetch', fetch);
  define(global, 'Headers', Headers);
  define(global, 'Response', Response);
}
