/** Devices come and go here; calls are the switchboard's. The HTTP face and the exported server stand on this. */

import type { Journal } from '../clock/index.ts';
import type { Directory, TokenKind } from './directory.ts';
import type { Identity } from './messages.ts';
import type { DeviceRegistration } from './signalling.ts';
import type { Switchboard } from './switchboard.ts';

export class CallServerCore {
  readonly directory: Directory;
  readonly switchboard: Switchboard;
  readonly #journal: Journal;
  readonly #bundleId: string;

  constructor(directory: Directory, switchboard: Switchboard, journal: Journal, bundleId: string) {
    this.directory = directory;
    this.switchboard = switchboard;
    this.#journal = journal;
    this.#bundleId = bundleId;
  }

  /** Binds a device to a user. Says what is wrong, if anything. @throws StoreError */
  register(who: Identity, registration: DeviceRegistration): string | undefined {
    if (registration.bundleId !== this.#bundleId) {
      return `bundleId: "${registration.bundleId}" is not the app that this server calls, which is "${this.#bundleId}"`;
    }
    const before = this.directory.get(who.user, who.device)?.voipToken;
    this.directory.set({ ...who, ...registration });
    if (before !== registration.voipToken) this.switchboard.clearSuspicion(who);
    this.#journal.write('call-server', 'device.registered', {
      ...who,
      alertToken: registration.alertToken !== null,
      voipToken: registration.voipToken !== null,
    });
    return undefined;
  }

  /** Writes down that an app tried to register and how it failed: a symptom that a verdict may need. */
  refuseRegistration(who: Identity, problem: string): void {
    this.#journal.write('call-server', 'device.refused', { ...who, problem });
  }

  signOut(who: Identity): void {
    if (!this.directory.remove(who.user, who.device)) return;
    this.#journal.write('call-server', 'device.removed', { ...who });
    this.switchboard.sessions.signOut(who);
  }

  /** Hides one kind of token of a user, as if the app had never given it, until the next reset. */
  withholdToken(user: string, kind: TokenKind): void {
    this.directory.withholdToken(user, kind);
    this.#journal.write('call-server', 'token.withheld', { user, token: kind });
  }

  /** Forgets all devices of a user. */
  removeDevices(user: string): void {
    for (const { device } of this.directory.devices(user)) this.signOut({ user, device });
  }
}
