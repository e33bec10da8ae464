/**
 * Where the probe of one phone's app reports: writes what it tells to the phone's journal, hands it pushes, and knows
 * when the record has a hole. A check that asks about a hole is inconclusive: that nothing was told is then no evidence.
 */

import type { EventData, EventMatch, Journal } from '../../clock/index.ts';
import { InconclusiveError, NotObservableError } from '../control/controlled-testbed.ts';
import type { VoipPayload } from '../control/protocol.ts';
import { CallKitRecord, NEEDS } from './call-kit-record.ts';
import type { ProbeSocket } from './probe-socket.ts';
import type { Hello, Told, ToProbe } from './wire.ts';

const CATCH_UP_LIMIT_MS = 3_000;

/** The app is not there to take a push, which a probe cannot wake. */
export class SuspendedAppError extends InconclusiveError {}

/** A stranger who tries again and again must not fill the journal. */
const MOST_REFUSALS = 50;

/** One process of the app, over all its connections. */
interface Launch {
  readonly id: string;
  readonly build: Hello['build'];
  readonly untold: Hello['untold'];
  readonly record: CallKitRecord;
  received: number;
  /** How much it had told when it last connected. */
  told: number;
  socket: ProbeSocket | undefined;
}

export interface ProbeDeskOptions {
  readonly journal: Journal;
  readonly udid: string;
  /** The phone's, in the lab. */
  readonly name: string;
  readonly bundleId: string;
  /** How long an app that a push has started may take to connect, and to tell what it told nobody so far. Default 3000. */
  readonly catchUpLimitMs?: number;
}

export class ProbeDesk {
  readonly #options: ProbeDeskOptions;
  readonly #waiting = new Set<() => void>();
  #launch: Launch | undefined;
  #refusals = 0;
  #tokens: { readonly [kind in 'alert' | 'voip']?: string | null } = {};

  constructor(options: ProbeDeskOptions) {
    this.#options = options;
  }

  /** The app is there to be asked. */
  get isConnected(): boolean {
    return this.#launch?.socket !== undefined;
  }

  /** Nothing is under way in the app that it has told of, or it has had its time to end that. */
  async atRest(): Promise<void> {
    await this.#until(() => this.#launch?.socket === undefined || this.#launch.record.underWay.length === 0);
  }

  /** The tokens that the app has had, whether or not it has passed them on; undefined until it has told of both. */
  get tokens(): { readonly alert: string | null; readonly voip: string | null } | undefined {
    const { alert, voip } = this.#tokens;
    return alert === undefined || voip === undefined ? undefined : { alert, voip };
  }

  /** @returns why this probe is not wanted; undefined: it has been welcomed */
  async admit(socket: ProbeSocket, hello: Hello): Promise<string | undefined> {
    const { bundleId, name } = this.#options;
    if (hello.bundleId !== bundleId) {
      return `It is in ${hello.bundleId}, and the app of "${name}" is ${bundleId}. Give each phone a probe secret of its own.`;
    }
    const before = this.#launch;
    if (before?.id === hello.launch) {
      before.socket?.end();
      before.told = hello.told;
      this.#welcome(before, socket);
      return undefined;
    }
    if (before?.socket !== undefined && (await before.socket.isAlive())) {
      return `Another probe speaks for "${name}" already. Quit the app on the other phone, or give each its own secret.`;
    }
    if (this.#launch !== before) return `Another probe was faster to speak for "${name}".`;
    before?.socket?.end();
    const cut = before?.record.underWay ?? [];
    if (cut.length > 0) this.#gap(`the app's process ended in the middle of ${cut.join(', ')}`);
    const { launch: id, build, untold, told } = hello;
    this.#launch = { id, build, untold, record: new CallKitRecord(hello), received: 0, told, socket: undefined };
    this.#welcome(this.#launch, socket);
    return undefined;
  }

  take(socket: ProbeSocket, message: Told): void {
    const launch = this.#launch;
    if (launch?.socket !== socket) return;
    const expected = launch.received + 1;
    if (message.n >= expected) {
      if (message.n > expected) this.#gap(`the probe dropped what it had told from ${expected} to ${message.n - 1}`);
      launch.received = message.n;
      if (message.type === 'token') this.#tokens = { ...this.#tokens, [message.kind]: message.token };
      for (const { kind, data } of launch.record.eventsOf(message)) this.#write(kind, data);
    }
    socket.acknowledge(launch.received);
    this.#stir();
  }

  refused(because: string): void {
    this.#refusals += 1;
    if (this.#refusals < MOST_REFUSALS) this.#write('probe.refused', { because });
    else if (this.#refusals === MOST_REFUSALS) this.#write('probe.refused', { because, more: true });
  }

  closed(socket: ProbeSocket): void {
    if (this.#launch?.socket !== socket) return;
    this.#launch.socket = undefined;
    this.#write('probe.closed', { bundleId: this.#options.bundleId, underWay: [...this.#launch.record.underWay] });
    this.#stir();
  }

  /**
   * Has the app take this payload as if PushKit had brought it: no APNs has part in it, and iOS counts no report.
   *
   * @throws InconclusiveError when no probe is connected, its build takes none, or, as SuspendedAppError, the app does not
   *   answer
   */
  async inject(payload: VoipPayload): Promise<void> {
    const { name } = this.#options;
    await this.#until(() => this.isConnected);
    const socket = this.#launch?.socket;
    if (socket === undefined) {
      throw new InconclusiveError(
        `No probe in the app is connected on "${name}". Start the app, with the probe in it.`,
      );
    }
    // It comes from JSON, or is what a test wrote to be sent as such.
    const pushed = payload as Extract<ToProbe, { type: 'inject' }>['payload'];
    const refused = (await socket.isAlive()) ? await socket.inject(pushed) : undefined;
    const because = refused === undefined ? 'the app does not answer, and may be suspended or gone' : refused;
    this.#write('push.injected', { bundleId: this.#options.bundleId, refused: because });
    if (refused === undefined)
      throw new SuspendedAppError(`The push was not handed to the app on "${name}": ${because}.`);
    if (refused !== null) throw new InconclusiveError(`The push was not handed to the app on "${name}": ${refused}.`);
  }

  /** @throws NotObservableError when no probe has told anything yet, or none can see this */
  mustObserve({ kind, data }: EventMatch): void {
    const needed = NEEDS[kind];
    if (needed === undefined) {
      throw new NotObservableError(`Neither the probe in the app nor anything outside sees it: no record of ${kind}.`);
    }
    if (this.#launch !== undefined) {
      const { untold } = this.#launch;
      const asked = data?.['source'] === undefined ? needed : [...needed, 'request' as const];
      const missing = asked.filter((type) => untold.includes(type));
      if (missing.length === 0) return;
      throw new NotObservableError(`The probe in the app never tells of ${missing.join(', ')}: no record of ${kind}.`);
    }
    throw new NotObservableError(
      `No probe in the app on "${this.#options.name}" has connected: there is no record of ${kind}. Check the address and ` +
        'the secret that the app was built with.',
    );
  }

  /** Whatever has happened so far has been told. @throws InconclusiveError when nobody can know */
  async mustBeComplete({ kind, after = 0 }: EventMatch): Promise<void> {
    if (NEEDS[kind] === undefined) return;
    const { name, journal } = this.#options;
    await this.#until(() => this.#isCaughtUp);
    const asked = this.#launch?.socket;
    const isAlive = (await asked?.isAlive()) === true;
    // The app will connect anew when it runs again.
    if (!isAlive) asked?.end();
    if (!isAlive || !this.#isCaughtUp) {
      throw new InconclusiveError(
        `The probe in the app on "${name}" does not answer, so nobody knows whether there was any ${kind}. Check that the app ` +
          'runs and that the phone has its network.',
      );
    }
    const gap = journal.first({ kind: 'probe.gap', after });
    if (gap === undefined) return;
    throw new InconclusiveError(
      `The record of the probe in the app on "${name}" has a hole: ${gap.data['because'] as string}. Nothing can be said of ${kind}.`,
    );
  }

  #welcome(launch: Launch, socket: ProbeSocket): void {
    launch.socket = socket;
    this.#write('probe.connected', { bundleId: this.#options.bundleId, build: launch.build });
    socket.welcome(launch.received);
    this.#stir();
  }

  get #isCaughtUp(): boolean {
    const launch = this.#launch;
    return launch?.socket !== undefined && launch.received >= launch.told;
  }

  #gap(because: string): void {
    this.#write('probe.gap', { because });
  }

  #write(kind: string, data: EventData): void {
    this.#options.journal.write('probe', kind, data, this.#options.udid);
  }

  /** Something has changed that somebody may wait for. */
  #stir(): void {
    for (const look of this.#waiting) look();
  }

  async #until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(limit);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (isSo()) finish();
      };
      const limit = setTimeout(finish, this.#options.catchUpLimitMs ?? CATCH_UP_LIMIT_MS);
      this.#waiting.add(look);
    });
  }
}
