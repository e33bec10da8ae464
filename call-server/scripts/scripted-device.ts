/**
 * A device that a script plays: it keeps what it sees (signals, pushes, the close of its socket) until a step has looked
 * at it, and says what the script wants.
 */

import type { Clock } from '../../clock/index.ts';
import type { CallServer } from '../call-server.ts';
import type { SocketLink } from '../memory-socket.ts';
import type { FromDevice } from '../signalling.ts';
import { StepFailed } from './step-failed.ts';

/** A device's connection to APNs, as the gateway offers it. */
export interface PushLink {
  /** Answers the device token of the topic, in hex. */
  register(topic: string): Promise<string>;
  connect(deliver: (push: DeliveredPush) => Promise<void>): void;
  disconnect(): void;
  /** The topic's token is dead from now on. */
  invalidate(topic: string): void;
  /** The tokens of all topics of the app are. */
  uninstall(bundleId: string): void;
}

export interface DeliveredPush {
  readonly pushType: string;
  readonly payload: { readonly [key: string]: unknown };
}

/** Something that a device has seen. */
export type Sight =
  | { readonly kind: 'signal'; readonly what: string; readonly call?: unknown; readonly reason?: unknown }
  | { readonly kind: 'push'; readonly what: 'voip' | 'alert' | 'cancel'; readonly call?: unknown }
  | { readonly kind: 'close'; readonly what: number; readonly text: string };

export interface DeviceParts {
  readonly user: string;
  readonly device: string;
  readonly clock: Clock;
  readonly server: CallServer;
  readonly link: PushLink;
  readonly bundleId: string;
}

export class ScriptedDevice {
  readonly #parts: DeviceParts;
  readonly #unseen: Sight[] = [];
  readonly #watchers = new Set<() => void>();
  #socket: SocketLink | undefined;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
  }

  /** What no step has looked at yet, oldest first. */
  get unseen(): readonly Sight[] {
    return this.#unseen;
  }

  /** @throws StepFailed when the call server refuses */
  async register(tokens: { readonly voip: boolean; readonly alert: boolean }): Promise<void> {
    const { link, bundleId } = this.#parts;
    const body = JSON.stringify({
      bundleId,
      environment: 'sandbox',
      alertToken: tokens.alert ? await link.register(bundleId) : null,
      voipToken: tokens.voip ? await link.register(`${bundleId}.voip`) : null,
    });
    await this.#request('PUT', body);
  }

  signOut(): Promise<void> {
    return this.#request('DELETE');
  }

  connectApns(): void {
    this.#parts.link.connect(async (push) => this.#see(pushSight(push)));
  }

  disconnectApns(): void {
    this.#parts.link.disconnect();
  }

  /** Resolves when the socket is open, or closed again. */
  connectSignalling(): Promise<void> {
    const { server, user, device } = this.#parts;
    return new Promise((resolve) => {
      const socket = server.openSocket(
        `/signalling?user=${encodeURIComponent(user)}&device=${encodeURIComponent(device)}`,
        {
          onOpen: resolve,
          onMessage: (text) => this.#see(signalSight(text)),
          onClose: (code, text) => {
            if (this.#socket === socket) this.#socket = undefined;
            this.#see({ kind: 'close', what: code, text });
            resolve();
          },
        },
      );
      this.#socket = socket;
    });
  }

  disconnectSignalling(): void {
    this.#socket?.close(1000, '');
    this.#socket = undefined;
  }

  say(message: FromDevice): void {
    this.sayText(JSON.stringify(message));
  }

  /** @throws StepFailed when it has no connection to say it over */
  sayText(text: string): void {
    const { user, device } = this.#parts;
    if (this.#socket === undefined) {
      throw new StepFailed(`${user}/${device} to be connected`, 'it has no signalling connection; connect it first');
    }
    this.#socket.send(text);
  }

  uninstall(): void {
    this.disconnectSignalling();
    this.#parts.link.uninstall(this.#parts.bundleId);
  }

  killToken(kind: 'voip' | 'alert'): void {
    const { link, bundleId } = this.#parts;
    link.invalidate(kind === 'voip' ? `${bundleId}.voip` : bundleId);
  }

  /** The first unseen sight that is meant, waiting for it; it counts as seen then. */
  async see(isMeant: (sight: Sight) => boolean, withinMs: number): Promise<Sight | undefined> {
    const take = () => {
      const index = this.#unseen.findIndex(isMeant);
      return index === -1 ? undefined : this.#unseen.splice(index, 1)[0];
    };
    return (
      take() ??
      new Promise((resolve) => {
        const finish = (sight: Sight | undefined) => {
          limit.cancel();
          this.#watchers.delete(watch);
          resolve(sight);
        };
        const watch = () => {
          const sight = take();
          if (sight !== undefined) finish(sight);
        };
        const limit = this.#parts.clock.setTimeout(() => finish(undefined), withinMs);
        this.#watchers.add(watch);
      })
    );
  }

  #see(sight: Sight): void {
    this.#unseen.push(sight);
    for (const watch of this.#watchers) watch();
  }

  async #request(method: 'PUT' | 'DELETE', body?: string): Promise<void> {
    const { server, user, device } = this.#parts;
    const response = await server.inject({
      method,
      url: `/users/${encodeURIComponent(user)}/devices/${encodeURIComponent(device)}`,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    if (response.status !== 204) throw new StepFailed('the call server to agree', `it answered ${response.body}`);
  }
}

function signalSight(text: string): Sight {
  const message = JSON.parse(text) as { type: string; call?: unknown; reason?: unknown };
  const call = typeof message.call === 'object' ? Object(message.call)['id'] : message.call;
  return { kind: 'signal', what: message.type, call, reason: message.reason };
}

/** A cancel is a background push that names the call; see `pushes.ts`. */
function pushSight({ pushType, payload }: DeliveredPush): Sight {
  if (pushType === 'background') return { kind: 'push', what: 'cancel', call: payload['cancelled'] };
  return { kind: 'push', what: pushType === 'voip' ? 'voip' : 'alert', call: Object(payload['call'])['id'] };
}
