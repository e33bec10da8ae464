/**
 * The probe in TypeScript, for apps that are written in it: tells a lab what the app sees and does, over one WebSocket.
 * Whatever is told is kept until the lab has it; a lab that is not there is no reason for the app to behave otherwise.
 *
 * The wire is explained in docs/reference/probe.md.
 */

const VERSION = 1;
const RETRY_MS = 2_000;

/** How much is kept for a lab that is not there. What is dropped leaves a hole, which the lab notices. */
const MOST_KEPT = 1_000;

export type ActionType =
  | 'start'
  | 'answer'
  | 'end'
  | 'set-held'
  | 'set-muted'
  | 'set-group'
  | 'set-translating'
  | 'play-dtmf';

export type EndedReason = 'failed' | 'remoteEnded' | 'unanswered' | 'answeredElsewhere' | 'declinedElsewhere';

/** UUIDs are texts, in either case. */
export interface ProbedAction {
  readonly action: string;
  readonly of: ActionType;
  readonly call: string;
}

export type Payload = { readonly [key: string]: unknown };

export interface ProbeOptions {
  /** As the lab gives it: `ws://host:port/probe#secret`. */
  readonly address: string;
  readonly bundleId: string;
  /** Hands a payload to the app as PushKit would. Left out in a release build, which takes no pushes but Apple's. */
  readonly onInject?: (payload: Payload) => void;
  /** Types of messages that the app cannot tell, so that the lab takes its silence for no evidence. */
  readonly untold?: readonly string[];
}

interface FromLab {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly n?: unknown;
  readonly received?: unknown;
  readonly payload?: unknown;
  readonly because?: unknown;
}

export class Probe {
  readonly #options: ProbeOptions;
  readonly #launch = newUUID();
  #socket: WebSocket | null = null;
  #isWelcome = false;
  #isOver = false;
  #told = 0;
  #kept: { readonly n: number }[] = [];

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** First thing at launch. */
  start(): void {
    const { address, bundleId, onInject, untold = [] } = this.#options;
    const [url = '', secret = ''] = address.split('#');
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      this.#socket = socket;
      const build = onInject === undefined ? 'release' : 'debug';
      const [version, launch, told] = [VERSION, this.#launch, this.#told];
      const hello = { type: 'hello', version, secret, launch, bundleId, build, told, untold };
      socket.send(JSON.stringify(hello));
    });
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data))));
    socket.addEventListener('close', () => {
      this.#socket = null;
      this.#isWelcome = false;
      if (!this.#isOver) setTimeout(() => this.start(), RETRY_MS);
    });
  }

  /** Tells the lab no more. */
  stop(): void {
    this.#isOver = true;
    this.#socket?.close();
  }

  /** @param token in lower-case hex; null: it is no longer good */
  token(kind: 'alert' | 'voip', token: string | null): void {
    this.#tell({ type: 'token', kind, token });
  }

  /** @returns the name of the push, for `pushCompleted` */
  pushReceived({
    injected = false,
    mustReport = null,
  }: {
    injected?: boolean;
    mustReport?: boolean | null;
  } = {}): string {
    const push = newUUID();
    this.#tell({ type: 'push', push, injected, mustReport });
    return push;
  }

  pushCompleted(push: string): void {
    this.#tell({ type: 'push-completed', push });
  }

  /** In the completion of reportNewIncomingCall. @param error its code; null: CallKit took the call */
  reported(call: string, update: ReportedUpdate, error: number | null): void {
    const { caller, holding = true, grouping = true, dtmf = true, video = false } = update;
    this.#tell({ type: 'report', call, caller, offers: { holding, grouping, dtmf, video }, error });
  }

  /** With reportCall(with:endedAt:reason:). */
  reportedEnd(call: string, reason: EndedReason): void {
    this.#tell({ type: 'report-ended', call, reason });
  }

  /** Just before the request to CXCallController. */
  requesting(transaction: string, actions: readonly ProbedAction[]): void {
    this.#tell({ type: 'request', transaction, actions });
  }

  /** In the completion of the request. */
  requested(transaction: string, error: number | null): void {
    this.#tell({ type: 'requested', transaction, error });
  }

  /** First thing in each provider(_:perform:). */
  performed({ action, of, call }: ProbedAction): void {
    this.#tell({ type: 'action', action, of, call });
  }

  completed(action: string, outcome: 'fulfilled' | 'failed' | 'timed-out'): void {
    this.#tell({ type: 'outcome', action, outcome });
  }

  /** From a CXCallObserver. */
  callChanged(call: string, state: { connected: boolean; onHold: boolean; ended: boolean }): void {
    const { connected, onHold, ended } = state;
    this.#tell({ type: 'call', call, connected, onHold, ended });
  }

  audio(active: boolean): void {
    this.#tell({ type: 'audio', active });
  }

  #tell(message: object): void {
    this.#told += 1;
    const numbered = { ...message, n: this.#told };
    this.#kept.push(numbered);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    if (this.#isWelcome) this.#socket?.send(JSON.stringify(numbered));
  }

  #take(message: FromLab): void {
    if (message.type === 'welcome') {
      this.#forget(Number(message.received));
      this.#isWelcome = true;
      for (const kept of this.#kept) this.#socket?.send(JSON.stringify(kept));
    } else if (message.type === 'received') {
      this.#forget(Number(message.n));
    } else if (message.type === 'inject') {
      this.#inject(String(message.id), message.payload as Payload);
    } else if (message.type === 'refused') {
      console.warn(`The Ringproof lab refuses the probe: ${String(message.because)}`);
    }
  }

  #inject(id: string, payload: Payload): void {
    const { onInject } = this.#options;
    const refused = onInject === undefined ? 'a release build takes no injected push' : null;
    this.#socket?.send(JSON.stringify({ type: 'injected', id, refused }));
    onInject?.(payload);
  }

  #forget(received: number): void {
    this.#kept = this.#kept.filter(({ n }) => n > received);
  }
}

/** What a report says of the call; the defaults are those of a new CXCallUpdate. */
export interface ReportedUpdate {
  /** The name, or the handle where there is no name. */
  readonly caller: string;
  readonly holding?: boolean;
  readonly grouping?: boolean;
  readonly dtmf?: boolean;
  readonly video?: boolean;
}

/** Names that need not be secret; an app may have no better randomness than this. */
export function newUUID(): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => Math.floor(Math.random() * 16).toString(16));
}
