/** Client of the control API, one per phone. Specs see the lab through this and nothing else. */

import type {
  CallRecord,
  ControlError,
  DialRequest,
  EventMatch,
  JournalEvent,
  LabInfo,
  LabPhone,
  Lease,
  LineAct,
  LineResult,
  RecentEntry,
  RunEvent,
  ServerCall,
  ServerDevice,
} from './protocol.ts';

/** The control API could not be reached or refused a request: always the harness's fault, never the app's. */
export class ControlApiError extends Error {
  override readonly name = 'ControlApiError';
}

export class ControlClient {
  readonly #url: string;

  /** @param url base address of the control API, such as `http://127.0.0.1:40123` */
  constructor(url: string) {
    this.#url = url;
  }

  info(): Promise<LabInfo> {
    return this.request('GET', '/');
  }

  /**
   * @param waitMs how long to wait for another session to return the phone
   * @throws ControlApiError when it has not by then
   */
  lease(phoneName: string, waitMs = 0): Promise<Lease> {
    return this.request('POST', '/leases', { phone: phoneName, waitMs });
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
    const response = await fetch(this.#url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }).catch((error: Error) => {
      throw new ControlApiError(`The lab's control API at ${this.#url} cannot be reached: ${error.message}.`);
    });
    const answer = (await response.json()) as T | ControlError;
    if (!response.ok) {
      throw new ControlApiError(`${method} ${path}: ${(answer as ControlError).error.message}`);
    }
    return answer as T;
  }
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

  /** Memory runs short: running apps are warned; when it is critical, suspended ones are ended. */
  memoryPressure(level: 'warning' | 'critical'): Promise<void> {
    return this.#post('/memory-pressure', { level });
  }

  /** The app's VoIP token is no longer good, and its PushKit delegate is told. */
  invalidateVoipToken(): Promise<void> {
    return this.#post('/invalidate-voip-token');
  }

  /** APNs gives the phone new tokens, as after a restore from backup; a running app hears of its own. */
  rotateTokens(): Promise<void> {
    return this.#post('/rotate-tokens');
  }

  /** Testbed milliseconds that opening a connection takes from now on. */
  setNetworkDelay(delayMs: number): Promise<void> {
    return this.#post('/network', { delayMs });
  }

  /** Nothing reaches the phone while it is on: pushes wait at the gateway, and connections are cut. */
  setFlightMode(on: boolean): Promise<void> {
    return this.#post('/flight-mode', { on });
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

  serverDevice(): Promise<ServerDevice> {
    return this.#client.request('GET', `${this.#path}/server/device`);
  }

  /** Which provider credentials the call server may use from now on. */
  setCredentials(credentials: { alert: boolean; voip: boolean }): Promise<void> {
    return this.#post('/server/credentials', credentials);
  }

  /** Hides a token of the phone from the call server until the next reset, as if the app had never sent it. */
  withholdToken(kind: 'alert' | 'voip'): Promise<void> {
    return this.#post('/server/withhold-token', { kind });
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
