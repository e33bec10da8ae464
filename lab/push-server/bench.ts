/**
 * A bench: a push server under test between both gateways and devices that Ringproof makes up. Checks place calls here
 * and look at what came to the gateways.
 *
 * The server lives on real time, and so does the bench: a check waits for a push up to a limit, and takes it that no more
 * comes after a silence. Only a server that takes the step `elapse` is moved in time.
 */

import { type Clock, Journal, type JournalEvent, TestbedClock } from '../../clock/index.ts';
import { maskToken } from '../../mock-apns/devices/device-tokens.ts';
import {
  type Certificates,
  type DeviceLink,
  type Environment,
  startWorlds,
  type Worlds,
} from '../../mock-apns/index.ts';
import { makeRunFolder } from '../run-folder.ts';
import { type Attempt, attemptOf } from './attempts.ts';
import { ContractBreach, type OptionalStep, type StepRequest } from './contract.ts';
import { writeHandOver } from './hand-over.ts';
import type { ProviderConfig } from './provider-config.ts';
import { doorOf, startVendorServer, type VendorServer } from './vendor-server.ts';

/** How a server is set up: whether it has a VoIP credential, and whether APNs counts its provider tokens. */
export const SETUPS = {
  ordinary: { hasVoipCredential: true, countsProviderTokens: false },
  'without VoIP credential': { hasVoipCredential: false, countsProviderTokens: false },
  'provider tokens counted': { hasVoipCredential: true, countsProviderTokens: true },
} as const;
export type SetupName = keyof typeof SETUPS;

/** Apple: a new provider token at most every 20 minutes. */
const PROVIDER_TOKEN_INTERVAL_MS = 20 * 60_000;

/** Who can be called: a user with one device. */
export interface Callee {
  readonly user: string;
  readonly device: string;
  readonly environment: Environment;
  readonly link: DeviceLink;
  /** As the server was told. */
  readonly tokens: { readonly alert: string | null; readonly voip: string | null };
}

export interface CalleeRequest {
  readonly environment?: Environment;
  /** Default: both. */
  readonly has?: 'both tokens' | 'no VoIP token';
  /** Device token to give it in place of one that the gateway issues; for PushKit. */
  readonly voipToken?: string;
}

export interface PlacedCall {
  readonly id: string;
  /** What came for the callee until it fell silent. */
  readonly attempts: readonly Attempt[];
}

const CALLER: StepRequest<'call'>['from'] = { name: 'Alice', handle: '+15550100' };

export class Bench {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly worlds: Worlds;
  readonly bundleId: string;
  readonly limits: ProviderConfig['limits'];
  readonly #server: VendorServer;
  readonly #close: () => Promise<void>;
  #callees = 0;
  /** What came in the check under way, by token as the journal shows it. */
  readonly #attempts = new Map<string, Attempt[]>();
  /** Where that check began. */
  #began = 0;

  constructor(
    parts: Pick<Bench, 'clock' | 'journal' | 'worlds' | 'bundleId' | 'limits'>,
    server: VendorServer,
    close: () => Promise<void>,
  ) {
    this.clock = parts.clock;
    this.journal = parts.journal;
    this.worlds = parts.worlds;
    this.bundleId = parts.bundleId;
    this.limits = parts.limits;
    this.#server = server;
    this.#close = close;
    // Kept by token, since a check with many devices asks for each of them at every event.
    this.journal.subscribe((event) => {
      const attempt = attemptOf(event);
      if (attempt !== undefined) this.#attempts.get(attempt.token ?? '')?.push(attempt);
    });
  }

  get hello(): VendorServer['hello'] {
    return this.#server.hello;
  }

  get voipTopic(): string {
    return `${this.bundleId}.voip`;
  }

  offers(step: OptionalStep): boolean {
    return this.hello.steps.includes(step);
  }

  /** A check begins: what was set up for the one before is over. */
  begin(): void {
    for (const gateway of [this.worlds.sandbox, this.worlds.production]) gateway.reset();
    this.#attempts.clear();
    this.#began = this.journal.position;
  }

  // ── What the server is told ────────────────────────────────────────────────────────────────────────────────────

  /** A new user with a new device, of which the server knows. */
  async callee({ environment = 'sandbox', has = 'both tokens', voipToken }: CalleeRequest = {}): Promise<Callee> {
    this.#callees += 1;
    const user = `user-${this.#callees}`;
    const link = this.worlds[environment].device(`device-${this.#callees}`);
    const alert = await link.register(this.bundleId);
    const chosen = voipToken === undefined ? {} : { token: voipToken };
    const voip = has === 'both tokens' ? await link.register(this.voipTopic, chosen) : null;
    return this.register({ user, device: link.deviceId, environment, link, tokens: { alert, voip } });
  }

  async register(callee: Callee): Promise<Callee> {
    const { user, device, environment, tokens } = callee;
    for (const token of masked(tokens)) if (!this.#attempts.has(token)) this.#attempts.set(token, []);
    await this.#server.ask('register', { user, device, environment, tokens });
    return callee;
  }

  async unregister({ user, device }: Callee): Promise<void> {
    await this.#server.ask('unregister', { user, device });
  }

  /** @returns the call's id */
  async place({ user }: Callee, from = CALLER): Promise<string> {
    const { call } = await this.#server.ask('call', { to: user, from, video: false });
    return call;
  }

  /** Places a call and waits for what the server makes of it. */
  async call(callee: Callee, from = CALLER): Promise<PlacedCall> {
    const before = this.attempts(callee).length;
    const id = await this.place(callee, from);
    await this.until(() => this.attempts(callee).length > before);
    await this.silence();
    return { id, attempts: this.attempts(callee).slice(before) };
  }

  /** As {@link call}, for a user whom nothing may reach: the server may refuse, and there is nothing to wait for. */
  async callInVain(callee: Callee): Promise<readonly Attempt[]> {
    const before = this.attempts(callee).length;
    await this.place(callee).catch((error: unknown) => {
      if (!(error instanceof ContractBreach) || error.kind !== 'refused') throw error;
    });
    await this.silence();
    return this.attempts(callee).slice(before);
  }

  async cancel(call: string): Promise<void> {
    await this.#server.ask('cancel', { call });
  }

  async end(call: string): Promise<void> {
    await this.#server.ask('end', { call });
  }

  async message({ user }: Callee, text: string): Promise<void> {
    await this.#server.ask('message', { to: user, text });
  }

  /** Time passes for the server and for the gateways. */
  async elapse(ms: number): Promise<void> {
    await this.#server.ask('elapse', { ms });
    await this.clock.elapse(ms);
  }

  // ── What came to the gateways ──────────────────────────────────────────────────────────────────────────────────

  /** Since the check began, for any token that the callee has. */
  attempts({ tokens }: Pick<Callee, 'tokens'>): Attempt[] {
    const found = masked(tokens).flatMap((token) => this.#attempts.get(token) ?? []);
    return found.toSorted((one, other) => one.at - other.at);
  }

  events(kind: string): JournalEvent[] {
    return this.journal.events({ kind, after: this.#began });
  }

  /** Waits until it is so, up to the limit for a push. @returns whether it came to be */
  async until(isSo: () => boolean): Promise<boolean> {
    return isSo() || (await this.journal.next(() => isSo(), this.limits.push)) !== undefined;
  }

  /** Waits until nothing has come for the check's devices for a while. */
  async silence(): Promise<void> {
    const deadline = this.clock.now() + this.limits.push;
    const isOurs = (event: JournalEvent) => this.#attempts.has(attemptOf(event)?.token ?? '');
    while ((await this.journal.next(isOurs, this.limits.silence)) !== undefined && this.clock.now() < deadline);
  }

  /** Why nothing more can come from the server; undefined as long as it runs. */
  whyGone(): Promise<string | undefined> {
    return this.#server.whyGone();
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** The tokens as the journal shows them. */
function masked({ alert, voip }: Callee['tokens']): string[] {
  return [...new Set([alert, voip].flatMap((token) => (token === null ? [] : [maskToken(token)])))];
}

/** Opens both gateways and starts the server between them. @throws InputError or ContractBreach */
export async function openBench(config: ProviderConfig, setup: SetupName, certificates: Certificates): Promise<Bench> {
  const { hasVoipCredential, countsProviderTokens } = SETUPS[setup];
  const door = await doorOf(config);
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const worlds = await startWorlds({
    clock: datedByItself(clock),
    journal,
    certificates,
    settings: {
      providerTokenIntervalMs: countsProviderTokens ? PROVIDER_TOKEN_INTERVAL_MS : 0,
      providerTokenIntervalPer: 'address',
    },
  });
  const folder = makeRunFolder();
  const close = async (server?: VendorServer) => {
    await server?.stop();
    await worlds.close();
    clock.close();
    folder.remove();
  };
  try {
    const { bundleId, credentials } = config;
    const { port } = door;
    const handOver = await writeHandOver(folder.path, { worlds, bundleId, credentials, hasVoipCredential, port });
    const server = await startVendorServer(config, door, handOver);
    const { limits } = config;
    return new Bench({ clock, journal, worlds, bundleId, limits }, server, () => close(server));
  } catch (error) {
    await close();
    throw error;
  }
}

/** A clock by whose advanced time provider tokens are judged, too: the server was told to go along. */
function datedByItself(clock: TestbedClock): Clock {
  return {
    now: () => clock.now(),
    wallNow: () => clock.now(),
    setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
    busy: (what) => clock.busy(what),
    onElapsed: (listener) => clock.onElapsed(listener),
  };
}
