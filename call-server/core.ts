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

  /** Binds a device to a user. Says what is wrong, if anything. */
  register(who: Identity, registration: DeviceRegistration): string | undefined {
    if (registration.bundleId !== this.#bundleId) {
      return `bundleId: "${registration.bundleId}" is not the app that this server calls, which is "${this.#bundleId}"`;
    }
    this.directory.set({ ...who, ...registration });
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

  /** Drops one kind of token from all devices of a user, as if the app had never given it. */
  forgetToken(user: string, kind: TokenKind): void {
    for (const entry of this.directory.devices(user)) {
      const token = this.directory.token(entry, kind);
      if (token === null) continue;
      this.directory.dropToken(user, entry.device, kind, token);
      this.#journal.write('call-server', 'token.dropped', { user, device: entry.device, token: kind, why: 'script' });
    }
  }
}
