/** The control API from another process, typed: what the gateway's library does, over HTTP. */

import type { JournalEvent } from '../../clock/index.ts';
import type { CertificateRequest, ProviderCertificate } from '../credentials/issue-certificate.ts';
import type { Environment, KeyRequest, ProviderKey } from '../credentials/provider-keys.ts';
import type { DeviceRegistration, RegisterOptions } from '../devices/device.ts';
import type { CourierPush } from '../devices/push.ts';
import type { ExpectOptions } from '../expectations/expect-push.ts';
import type { PushExpectation } from '../expectations/push-expectation.ts';
import type { FaultRequest } from '../faults/fault-request.ts';
import type { ProblemText } from './problem.ts';

/** The API refused a request; its text is in `problem`. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly problem: ProblemText;

  constructor(status: number | undefined, problem: ProblemText) {
    const { what, got, expected, next } = problem;
    const parts = [
      what,
      ...(got === undefined ? [] : [`Got: ${JSON.stringify(got)}.`]),
      ...(expected === undefined ? [] : [`Expected: ${expected}.`]),
      ...(next === undefined ? [] : [next]),
    ];
    super(parts.join(' '));
    this.status = status;
    this.problem = problem;
  }
}

export interface ControlledDevice {
  readonly id: string;
  readonly isConnected: boolean;
  readonly storedPushes: number;
  readonly registrations: readonly DeviceRegistration[];
}

export interface ControlledFault {
  readonly id: number;
  readonly remaining: number | 'always';
  readonly explanation: string;
}

export interface ControlledPush {
  /** `accepted`, or the reason of the refusal. */
  readonly answer: string;
  readonly event: JournalEvent;
  /** What became of it afterwards. */
  readonly fates: readonly JournalEvent[];
}

/** Which pushes are meant: those that fit every field that is given. */
export interface PushQuery {
  readonly answer?: string;
  /** Of which the journal has the first eight characters. */
  readonly token?: string;
  readonly device?: string;
  readonly topic?: string;
  readonly pushType?: string;
  readonly id?: string;
  /** Only those after this position of the journal. */
  readonly after?: number;
  /** The newest so many. Default 100. */
  readonly limit?: number;
}

export interface JournalQuery {
  readonly kind?: string;
  readonly phone?: string;
  readonly after?: number;
  /** The oldest so many; of a list only. Default 1000. */
  readonly limit?: number;
}

export interface ControlClientOptions {
  /** The one that the API was opened with. */
  readonly token?: string;
}

/**
 * Connects to a control API. Nothing is sent before the first request.
 * @example
 * const control = connectControl('http://127.0.0.1:8025');
 * const { token } = await control.sandbox.device('phone-1').register('com.example.app');
 */
export function connectControl(url: string, options: ControlClientOptions = {}): ControlClient {
  return new ControlClient(url, options);
}

export class ControlClient {
  readonly sandbox: ControlledWorld;
  readonly production: ControlledWorld;
  readonly #http: Http;

  constructor(url: string, { token }: ControlClientOptions) {
    this.#http = new Http(url, token);
    this.sandbox = new ControlledWorld(this.#http, 'sandbox');
    this.production = new ControlledWorld(this.#http, 'production');
  }

  /** The authority that a provider must trust (PEM), and where the worlds listen. */
  info(): Promise<{ certificateAuthority: string; worlds: { environment: Environment; url: string }[] }> {
    return this.#http.json('GET', '/v1');
  }

  /** Between two tests: both worlds forget faults, waiting pushes and counts. */
  reset(): Promise<void> {
    return this.#http.json('POST', '/v1/reset');
  }

  /** Makes testbed milliseconds pass; resolves with the testbed's time then. */
  async elapse(ms: number): Promise<number> {
    const { now } = await this.#http.json<{ now: number }>('POST', '/v1/clock/elapse', { ms });
    return now;
  }

  /** Events that the journal keeps, oldest first, and the position of the newest one. */
  journal(query: JournalQuery = {}): Promise<{ events: JournalEvent[]; position: number }> {
    return this.#http.json('GET', `/v1/journal${search(query)}`);
  }

  /** Events as they come, after `after` where that is given. Ends when the gateway does, or with the loop. */
  async *events(query: Omit<JournalQuery, 'limit'> = {}): AsyncGenerator<JournalEvent, void, undefined> {
    for await (const { event, data } of this.#http.stream(`/v1/journal${search(query)}`)) {
      if (event === undefined) yield JSON.parse(data) as JournalEvent;
    }
  }

  /** Metrics as Prometheus reads them. */
  metrics(): Promise<string> {
    return this.#http.text('GET', '/metrics');
  }
}

export class ControlledWorld {
  readonly #http: Http;
  readonly #path: string;

  constructor(http: Http, environment: Environment) {
    this.#http = http;
    this.#path = `/v1/${environment}`;
  }

  device(id: string): DeviceControl {
    return new DeviceControl(this.#http, `${this.#path}/devices/${encodeURIComponent(id)}`);
  }

  devices(): Promise<ControlledDevice[]> {
    return this.#http.json('GET', `${this.#path}/devices`);
  }

  issueKey(request: KeyRequest = {}): Promise<ProviderKey> {
    return this.#http.json('POST', `${this.#path}/keys`, request);
  }

  revokeKey(keyId: string): Promise<void> {
    return this.#http.json('DELETE', `${this.#path}/keys/${encodeURIComponent(keyId)}`);
  }

  issueCertificate(request: CertificateRequest): Promise<ProviderCertificate> {
    return this.#http.json('POST', `${this.#path}/certificates`, request);
  }

  /** @param certificate PEM */
  revokeCertificate(certificate: string): Promise<void> {
    return this.#http.json('POST', `${this.#path}/certificates/revoke`, { certificate });
  }

  failNext(fault: FaultRequest): Promise<ControlledFault> {
    return this.#http.json('POST', `${this.#path}/faults`, fault);
  }

  faults(): Promise<ControlledFault[]> {
    return this.#http.json('GET', `${this.#path}/faults`);
  }

  cancelFault(id: number): Promise<void> {
    return this.#http.json('DELETE', `${this.#path}/faults/${id}`);
  }

  clearFaults(): Promise<void> {
    return this.#http.json('DELETE', `${this.#path}/faults`);
  }

  pushes(query: PushQuery = {}): Promise<ControlledPush[]> {
    return this.#http.json('GET', `${this.#path}/pushes${search(query)}`);
  }

  /** The first push as expected since the last reset. @throws ControlError when none came in time; it names the nearest. */
  expectPush(expectation: PushExpectation, { signal, ...options }: ExpectOptions = {}): Promise<JournalEvent> {
    return this.#http.json('POST', `${this.#path}/expectations`, { expectation, ...options }, signal);
  }

  reset(): Promise<void> {
    return this.#http.json('POST', `${this.#path}/reset`);
  }
}

export class DeviceControl {
  readonly #http: Http;
  readonly #path: string;

  constructor(http: Http, path: string) {
    this.#http = http;
    this.#path = path;
  }

  get(): Promise<ControlledDevice> {
    return this.#http.json('GET', this.#path);
  }

  register(topic: string, options: RegisterOptions = {}): Promise<DeviceRegistration> {
    return this.#http.json('PUT', this.#topic(topic), options);
  }

  unregister(topic: string): Promise<void> {
    return this.#http.json('DELETE', this.#topic(topic));
  }

  rotate(topic: string): Promise<DeviceRegistration> {
    return this.#http.json('POST', `${this.#topic(topic)}/rotate`);
  }

  invalidate(topic: string): Promise<void> {
    return this.#http.json('POST', `${this.#topic(topic)}/invalidate`);
  }

  expire(topic: string): Promise<void> {
    return this.#http.json('POST', `${this.#topic(topic)}/expire`);
  }

  uninstall(bundleId: string): Promise<void> {
    return this.#http.json('POST', `${this.#path}/uninstall`, { bundleId });
  }

  /** Listens to a broadcast channel of an app. */
  subscribe(bundleId: string, channelId: string): Promise<void> {
    return this.#http.json('POST', `${this.#path}/subscribe`, { bundleId, channelId });
  }

  unsubscribe(bundleId: string, channelId: string): Promise<void> {
    return this.#http.json('POST', `${this.#path}/unsubscribe`, { bundleId, channelId });
  }

  /** Puts the device on line until the loop ends: pushes as they come, each acknowledged when the loop asks for the next. */
  async *pushes(): AsyncGenerator<CourierPush, void, undefined> {
    for await (const { data } of this.#http.stream(`${this.#path}/courier?acknowledge=true`)) {
      const push = JSON.parse(data) as CourierPush;
      yield push;
      await this.#http.json('POST', `${this.#path}/courier/pushes/${encodeURIComponent(push.id)}/acknowledge`);
    }
  }

  #topic(topic: string): string {
    return `${this.#path}/topics/${encodeURIComponent(topic)}`;
  }
}

class Http {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.#url = url.replace(/\/$/, '');
    this.#token = token;
  }

  /** @throws the reason of `signal` when that is aborted first */
  async json<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    const response = await this.#send(method, path, body, { signal });
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  async text(method: string, path: string, body?: unknown): Promise<string> {
    const response = await this.#send(method, path, body);
    return response.text();
  }

  async *stream(path: string) {
    const { body } = await this.#send('GET', path, undefined, { accept: 'text/event-stream' });
    if (body === null) return;
    const { EventSourceParserStream } = await import('eventsource-parser/stream');
    // The gateway ends its streams without a word when it closes.
    const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const event of events) yield event;
  }

  async #send(
    method: string,
    path: string,
    body: unknown,
    { accept = 'application/json', signal }: { accept?: string; signal?: AbortSignal | undefined } = {},
  ): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        accept,
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: Error) => {
      signal?.throwIfAborted();
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new ControlError(undefined, {
        what: `The control API at ${this.#url} cannot be reached: ${cause}.`,
        next: 'Look whether the gateway runs, and with --control-port.',
      });
    });
    if (response.ok) return response;
    const { error } = (await response.json()) as { error: ProblemText };
    throw new ControlError(response.status, error);
  }
}

function search(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const parameters = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  return given.length === 0 ? '' : `?${parameters.toString()}`;
}
