/** A client of the protocol for the tests of this room: a fresh host, phone and clock around each test. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'mocha';
import { TestbedClock } from '../../clock/index.ts';
import { InMemoryPhone } from './in-memory-phone.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './index.ts';

export interface Reply {
  readonly status: number;
  readonly value: unknown;
  readonly sessionId: string | null;
}

export interface Wire {
  readonly host: WebDriverAgentHost;
  readonly phone: InMemoryPhone;
  readonly clock: TestbedClock;
  readonly url: string;
  /** The host's log. */
  readonly lines: readonly string[];
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Opens a session and answers its path. */
  open(capabilities?: Readonly<Record<string, unknown>>): Promise<string>;
  set(session: string, settings: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** Id of the element with that name. */
  idOf(session: string, name: string): Promise<string>;
}

type Parts = Pick<Wire, 'host' | 'phone' | 'clock' | 'url' | 'lines'>;

/** To be called in a `describe`; what it answers can be used within its tests only. */
export function useWire(): Wire {
  let parts: Parts | undefined;
  const part = <Name extends keyof Parts>(name: Name): Parts[Name] => {
    assert.ok(parts, 'The wire is there during tests only.');
    return parts[name];
  };

  beforeEach(async () => {
    const lines: string[] = [];
    const host = await startWebDriverAgent({ log: (line) => lines.push(line) });
    const phone = new InMemoryPhone();
    const clock = new TestbedClock();
    parts = { host, phone, clock, lines, url: host.add(phone, clock) };
  });

  afterEach(async () => {
    await parts?.host.close();
    parts?.clock.close();
    parts = undefined;
  });

  const wire: Wire = {
    get host() {
      return part('host');
    },
    get phone() {
      return part('phone');
    },
    get clock() {
      return part('clock');
    },
    get url() {
      return part('url');
    },
    get lines() {
      return part('lines');
    },
    async call(method, path, body) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(wire.url + path, { method, ...(body === undefined ? {} : { body: text }) });
      return { status: response.status, ...((await response.json()) as Omit<Reply, 'status'>) };
    },
    async open(capabilities = {}) {
      const reply = await wire.call('POST', '/session', { capabilities: { firstMatch: [capabilities] } });
      assert.equal(reply.status, 200, JSON.stringify(reply.value));
      return `/session/${reply.sessionId}`;
    },
    set: (session, settings) => wire.call('POST', `${session}/appium/settings`, { settings }),
    async idOf(session, name) {
      const { value } = await wire.call('POST', `${session}/element`, { using: 'name', value: name });
      return (value as { ELEMENT: string }).ELEMENT;
    },
  };
  return wire;
}

/** HTTP status and error kind, such as `404 no such element`. */
export function errorOf({ status, value }: Reply): string {
  return `${status} ${(value as { error?: string }).error}`;
}
