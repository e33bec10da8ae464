/**
 * One connection of a probe: reads its messages, judges its hello, and keeps a stranger, a chatterbox or a probe of
 * another version out with a word on what is wrong.
 */

import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { FromProbe, type Hello, type Told, type ToProbe, WIRE_VERSION } from './wire.ts';

/** How long a connection may take to say who it is. */
const HELLO_LIMIT_MS = 5_000;

/** How long a probe may take to show that it is alive; the app may be suspended, or its network gone. */
const ALIVE_LIMIT_MS = 2_000;

/** How long the app may take to hand on an injected push. */
const INJECT_LIMIT_MS = 10_000;

/** No app does this much with its calls. */
const FLOOD = { messages: 2_000, withinMs: 10_000 } as const;

/** WebSocket's own number for a peer that breaks the rules. */
const POLICY_VIOLATION = 1008;

export interface ProbeSocketEvents {
  /** Why this probe is not wanted; undefined: it is, and it has been given `received`. */
  readonly admit: (socket: ProbeSocket, hello: Hello) => Promise<string | undefined>;
  readonly told: (socket: ProbeSocket, message: Told) => void;
  readonly refused: (because: string) => void;
  readonly closed: (socket: ProbeSocket) => void;
}

export class ProbeSocket {
  readonly #socket: WebSocket;
  readonly #secret: string;
  readonly #events: ProbeSocketEvents;
  readonly #injected = new Map<string, (refused: string | null) => void>();
  readonly #helloLimit: NodeJS.Timeout;
  #stage: 'silent' | 'judged' | 'admitted' | 'over' = 'silent';
  #messages = 0;
  #countedSince = Date.now();

  /** @param secret which the hello must hold */
  constructor(socket: WebSocket, secret: string, events: ProbeSocketEvents) {
    this.#socket = socket;
    this.#secret = secret;
    this.#events = events;
    this.#helloLimit = setTimeout(
      () => this.refuse(`It said nothing for ${HELLO_LIMIT_MS / 1_000} s; a probe begins with hello.`),
      HELLO_LIMIT_MS,
    );
    socket.on('message', (data: Buffer, isBinary) => this.#take(isBinary ? '' : data.toString()));
    // Too long a message, or none of WebSocket's: `close` follows.
    socket.on('error', (error) => this.refuse(`It broke the rules of WebSocket: ${error.message}.`));
    socket.once('close', () => this.#closed());
  }

  /** @param received up to which `n` the lab has everything */
  welcome(received: number): void {
    this.#stage = 'admitted';
    this.#say({ type: 'welcome', version: WIRE_VERSION, received });
  }

  acknowledge(n: number): void {
    this.#say({ type: 'received', n });
  }

  refuse(because: string): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    this.#events.refused(because);
    this.#say({ type: 'refused', because });
    this.#socket.close(POLICY_VIOLATION, 'See docs/reference/probe.md');
  }

  /** Without a word: another connection of the same process has taken its place, or the lab ends. */
  end(): void {
    this.#socket.terminate();
  }

  /** Answered by the network stack of the app's process, after all that was sent before; not while it is suspended. */
  async isAlive(): Promise<boolean> {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    const answered = new Promise<boolean>((resolve) => {
      this.#socket.once('pong', () => resolve(true));
      this.#socket.once('close', () => resolve(false));
    });
    this.#socket.ping();
    return within(ALIVE_LIMIT_MS, answered, false);
  }

  /** @returns why the app did not take the push; null: it did; undefined: it does not answer, and may be suspended */
  async inject(payload: Extract<ToProbe, { type: 'inject' }>['payload']): Promise<string | null | undefined> {
    const id = randomUUID();
    const answer = new Promise<string | null>((resolve) => this.#injected.set(id, resolve));
    this.#say({ type: 'inject', id, payload });
    const refused = await within<string | null | undefined>(INJECT_LIMIT_MS, answer, undefined);
    this.#injected.delete(id);
    return refused;
  }

  #take(text: string): void {
    if (this.#stage === 'over') return;
    if (this.#isFlood()) {
      return this.refuse(`It sent more than ${FLOOD.messages} messages in ${FLOOD.withinMs / 1_000} s.`);
    }
    const json = jsonOf(text);
    if (this.#stage === 'silent') return void this.#judge(json);
    const parsed = FromProbe.safeParse(json);
    if (!parsed.success) return this.refuse(`It sent what no probe says: ${z.prettifyError(parsed.error)}`);
    const message = parsed.data;
    if (message.type === 'hello') return this.refuse('It said hello twice.');
    if (this.#stage === 'judged') return this.refuse('It did not wait for welcome.');
    if (message.type === 'injected') return this.#injected.get(message.id)?.(message.refused);
    this.#events.told(this, message);
  }

  /** The version comes first, since a hello of another one may look otherwise, and the secret before all that follows. */
  async #judge(json: unknown): Promise<void> {
    clearTimeout(this.#helloLimit);
    this.#stage = 'judged';
    const { type, version, secret } = z.looseObject({}).safeParse(json).data ?? {};
    if (type !== 'hello') return this.refuse('Its first message is no hello.');
    if (version !== WIRE_VERSION) {
      return this.refuse(
        `It speaks version ${JSON.stringify(version) ?? 'unknown'} of the wire, and this lab ${WIRE_VERSION}. Build the app with ` +
          "the probe that came with this lab's Ringproof.",
      );
    }
    if (typeof secret !== 'string' || !isSame(secret, this.#secret)) {
      return this.refuse("Its secret is not that of the phone. Give the app the `probe.secret` of the phone's entry.");
    }
    const parsed = FromProbe.safeParse(json);
    if (!parsed.success || parsed.data.type !== 'hello') {
      return this.refuse(
        `Its hello is not understood: ${parsed.error === undefined ? '' : z.prettifyError(parsed.error)}`,
      );
    }
    const because = await this.#events.admit(this, parsed.data);
    if (because !== undefined) this.refuse(because);
  }

  #isFlood(): boolean {
    const now = Date.now();
    if (now - this.#countedSince > FLOOD.withinMs) {
      this.#countedSince = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages > FLOOD.messages;
  }

  #closed(): void {
    clearTimeout(this.#helloLimit);
    this.#stage = 'over';
    for (const answer of this.#injected.values()) answer('the app closed the connection');
    this.#events.closed(this);
  }

  #say(message: ToProbe): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** What comes first: the answer, or the limit with `otherwise`. */
async function within<T>(limitMs: number, answer: Promise<T>, otherwise: T): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    limit = setTimeout(() => resolve(otherwise), limitMs);
  });
  const first = await Promise.race([answer, late]);
  clearTimeout(limit);
  return first;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Takes the same time whatever was guessed. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
