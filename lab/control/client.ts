/** Client of the control API, one per phone. Specs see the lab through this and nothing else. */

import type {
  CallRecord,
  ControlError,
  DialRequest,
  EventMatch,
  IssuedTokens,
  JournalEvent,
  LabInfo,
  LabPhone,
  Lease,
  LeasedPhone,
  LineAct,
  LineResult,
  RecentEntry,
  RunEvent,
  ServerCall,
  ServerDevice,
  SignalFate,
  VoipPayload,
} from './protocol.ts';

/** The control API could not be reached or refused a request: the harness's fault, or the phone's kind; never the app's. */
export class ControlApiError extends Error {
  override readonly name = 'ControlApiError';
  /** What the check that asked comes to, when nobody is at fault. */
  readonly means: ControlError['error']['means'];

  constructor(message: string, means?: ControlError['error']['means']) {
    super(message);
    this.means = means;
  }
}

/** Carries a request to the control API. @returns its answer. @throws ControlApiError */
export type ControlLink = (method: string, path: string, body?: unknown) => Promise<unknown>;

export class ControlClient {
  readonly #link: ControlLink;

  /** @param to base address of the control API, such as `http://127.0.0.1:40123`, or another way to it */
  constructor(to: string | ControlLink) {
    this.#link = typeof to === 'string' ? overHttp(to) : to;
  }

  info(): Promise<LabInfo> {
    return this.request('GET', '/');
  }

  /**
   * @param waitMs how long to wait for another session to return the phone
   * @param by who asks, for others that find the phone taken
   * @throws ControlApiError when it has not by then
   */
  lease(phoneName: string, waitMs = 0, by?: string): Promise<Lease> {
    return this.request('POST', '/leases', { phone: phoneName, waitMs, ...(by !== undefined && { by }) });
  }

  /** Phones that somebody has now; all others are free. */
  leases(): Promise<readonly LeasedPhone[]> {
    return this.request('GET', '/leases');
  }

  returnLease(id: string): Promise<void> {
    return this.request('DELETE', `/leases/${id}`);
  }

  tell(event: RunEvent): Promise<void> {
    return this.request('POST', '/events', event);
  }

  phone(udid: string): PhoneControl {
    return new PhoneControl(this, udid);
  }

  /** @throws ControlApiError */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await this.#link(method, path, body)) as T;
  }
}

function overHttp(url: string): ControlLink {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }).catch((error: Error) => {
      throw new ControlApiError(`The lab's control API at ${url} cannot be reached: ${error.message}.`);
    });
    const answer: unknown = await response.json();
    if (!response.ok) {
      const { message, means } = (answer as ControlError).error;
      // What nobody is at fault for is told to people as it stands.
      throw new ControlApiError(means === undefined ? `${method} ${path}: ${message}` : message, means);
    }
    return answer;
  };
}

export class PhoneControl {
  readonly #client: ControlClient;
  readonly #path: string;

  constructor(client: ControlClient, udid: string) {
    this.#client = client;
    this.#path = `/phones/${udid}`;
  }

  describe(): Promise<LabPhone> {
    return this.#client.request('GET', this.#path);
  }

  /** Puts the phone and its call server back to rest; the app stays installed and keeps its data. */
  reset(): Promise<void> {
    return this.#post('/reset');
  }

  /** Installs the app anew, without its old data: the lab's app, or the named variant of it. */
  install(variant?: string): Promise<void> {
    return this.#post('/install', { variant: variant ?? null });
  }

  /** Installs a new version over the app that is there, which ends it; its data and tokens stay. */
  update(): Promise<void> {
    return this.#post('/update');
  }

  /** iOS ends the suspended app to reclaim memory. */
  terminateBySystem(): Promise<void> {
    return this.#post('/terminate-by-system');
  }

  /** The user swipes the app away in the app switcher. */
  forceQuit(): Promise<void> {
    return this.#post('/force-quit');
  }

  /** Off and on: nothing runs, the phone is locked and has not been unlocked since. */
  reboot(): Promise<void> {
    return this.#post('/reboot');
  }

  /** What becomes of VoIP pushes before the first unlock after a restart, until the next reset: Apple leaves it open. */
  setVoipBeforeFirstUnlock(fate: 'launch' | 'queue' | 'drop'): Promise<void> {
    return this.#post('/voip-before-first-unlock', { fate });
  }

  /**
   * The user sets another region, which ends all apps; the next reset sets the old one and installs the app anew.
   *
   * @param code ISO 3166, such as `CN`
   */
  setRegion(code: string): Promise<void> {
    return this.#post('/region', { code });
  }

  /** callservicesd starts anew, as after a crash: its calls are gone, and apps hear `providerDidReset`. */
  restartCallServices(): Promise<void> {
    return this.#post('/restart-call-services');
  }

  /** Memory runs short: running apps are warned; when it is critical, suspended ones are ended. */
  memoryPressure(level: 'warning' | 'critical'): Promise<void> {
    return this.#post('/memory-pressure', { level });
  }

  /** The app's VoIP token is no longer good, and its PushKit delegate is told. */
  invalidateVoipToken(): Promise<void> {
    return this.#post('/invalidate-voip-token');
  }

  /**
   * APNs gives the phone new tokens, as after a restore from backup; a running app hears of its own.
   *
   * @param bytes length of the new tokens; as long as the old ones by default
   */
  rotateTokens(bytes?: number): Promise<void> {
    return this.#post('/rotate-tokens', bytes === undefined ? {} : { bytes });
  }

  issuedTokens(): Promise<IssuedTokens> {
    return this.#client.request('GET', `${this.#path}/issued-tokens`);
  }

  /** Testbed milliseconds that opening a connection takes from now on. */
  setNetworkDelay(delayMs: number): Promise<void> {
    return this.#post('/network', { delayMs });
  }

  /** Testbed milliseconds that each message takes from now on, on a network that is otherwise well. */
  setNetworkLatency(latencyMs: number): Promise<void> {
    return this.#post('/network', { latencyMs });
  }

  /** Nothing reaches the phone while it is on: pushes wait at the gateway, and connections are cut. */
  setFlightMode(on: boolean): Promise<void> {
    return this.#post('/flight-mode', { on });
  }

  /** The phone still gets pushes, and reaches nobody: a network that wants a sign-in, or a server that is down. */
  blockNetwork(): Promise<void> {
    return this.#post('/network', { reachable: false });
  }

  /** Lets `ms` of testbed time pass. */
  elapse(ms: number): Promise<void> {
    return this.#post('/elapse', { ms });
  }

  /** Resolves when nothing is in flight in the phone's testbed. */
  rest(): Promise<void> {
    return this.#post('/rest');
  }

  /** Other callers, headset, Siri, Recents and call filters. */
  line(act: LineAct): Promise<LineResult> {
    return this.#post('/line', act);
  }

  /** Newest first. */
  recents(): Promise<readonly RecentEntry[]> {
    return this.#client.request('GET', `${this.#path}/recents`);
  }

  dial(request: DialRequest): Promise<ServerCall> {
    return this.#post('/calls', request);
  }

  /** Pushes a call that the call server does not know. */
  pushUnknownCall(request: DialRequest): Promise<ServerCall> {
    return this.#post('/calls/unknown', request);
  }

  /** Sends a VoIP push with this payload to the phone; APNs keeps it so long while the phone is off line. */
  pushPayload(payload: VoipPayload, validForMs = 0): Promise<void> {
    return this.#post('/push-payload', { payload, validForMs });
  }

  /** @throws ControlApiError when a push since that position of the journal did not go to the phone: why, and what to check */
  checkPushes(after: number): Promise<void> {
    return this.#post('/check-pushes', { after });
  }

  /** Has the probe in the app hand it this payload as PushKit would, with no part of APNs in it; for simulators. */
  injectPush(payload: VoipPayload): Promise<void> {
    return this.#post('/inject-push', { payload });
  }

  cancel(call: string): Promise<void> {
    return this.#post(`/calls/${call}/cancel`);
  }

  remoteHangUp(call: string): Promise<void> {
    return this.#post(`/calls/${call}/hang-up`);
  }

  call(call: string): Promise<ServerCall> {
    return this.#client.request('GET', `${this.#path}/calls/${call}`);
  }

  /** The call as the call server has it, with its legs; null when it knows no such call. */
  callRecord(call: string): Promise<CallRecord | null> {
    return this.#client.request('GET', `${this.#path}/calls/${call}/record`);
  }

  /** The user answers, or declines, on a device outside the testbed. */
  endElsewhere(call: string, how: 'answer' | 'decline'): Promise<void> {
    return this.#post(`/calls/${call}/${how}-elsewhere`);
  }

  /** The remote party answers a call that the app dialed. */
  remoteAnswer(call: string): Promise<void> {
    return this.#post(`/calls/${call}/remote-answer`);
  }

  /** The remote party does not take a call that the app dialed. */
  remoteRefuse(call: string, reason: 'declined' | 'busy'): Promise<void> {
    return this.#post(`/calls/${call}/remote-refuse`, { reason });
  }

  /** The remote party of a connected call presses keys. */
  remoteDtmf(call: string, digits: string): Promise<void> {
    return this.#post(`/calls/${call}/remote-dtmf`, { digits });
  }

  /** The remote party of a connected call hands it on to somebody else. */
  remoteTransfer(call: string, to: { readonly name: string; readonly handle: string }): Promise<void> {
    return this.#post(`/calls/${call}/transfer`, to);
  }

  /** @param user who is signed in on the phone; by default the user of every lab, `bob` */
  serverDevice(user?: string): Promise<ServerDevice> {
    const query = user === undefined ? '' : `?user=${encodeURIComponent(user)}`;
    return this.#client.request('GET', `${this.#path}/server/device${query}`);
  }

  /** Which provider credentials the call server may use from now on. */
  setCredentials(credentials: { alert: boolean; voip: boolean }): Promise<void> {
    return this.#post('/server/credentials', credentials);
  }

  /**
   * Hides a token of the phone from the call server until the next reset, as if the app had never sent it.
   * @param user who is signed in on the phone; by default the user of every lab, `bob`
   */
  withholdToken(kind: 'alert' | 'voip', user?: string): Promise<void> {
    return this.#post('/server/withhold-token', { kind, user });
  }

  /** Loses one signal between app and call server, or delays it by `delayMs`. Forgotten by the next reset. */
  faultSignal(fault: SignalFate): Promise<void> {
    return this.#post('/server/signal-fault', fault);
  }

  /** The call server pushes with another key from now on; `revoke`: Apple takes the old one no more. */
  rotateCredential(kind: 'alert' | 'voip', revoke: boolean): Promise<void> {
    return this.#post('/server/rotate-credential', { kind, revoke });
  }

  journal(match?: EventMatch): Promise<JournalEvent[]> {
    return this.#post('/journal', match ?? null);
  }

  /** Position of the newest event. */
  async journalPosition(): Promise<number> {
    const { position } = await this.#client.request<{ position: number }>('GET', `${this.#path}/journal`);
    return position;
  }

  /** The first event that matches, letting up to `limitMs` of testbed time pass for it; null when none came. */
  waitFor(match: EventMatch, limitMs: number): Promise<JournalEvent | null> {
    return this.#post('/journal/wait', { match, limitMs });
  }

  #post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#client.request('POST', this.#path + path, body);
  }
}
