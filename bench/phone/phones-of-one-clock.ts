/** Many phones with one clock, one gateway and one journal between them, and no call server: what a phone itself costs. */

import { Journal, TestbedClock } from '../../clock/index.ts';
import type { VirtualPhoneEntry } from '../../lab/inventory.ts';
import { udidOf } from '../../lab/udid.ts';
import { type Certificates, type Gateway, startGateway } from '../../mock-apns/index.ts';
import { createAppLauncher, loadApp } from '../../virtual-iphone/app-process/index.ts';
import { VirtualIphone } from '../../virtual-iphone/index.ts';
import type { NetworkLink } from '../../virtual-iphone/links.ts';
import type { AppBundle } from '../../virtual-iphone/messages.ts';
import { composeScreen, drawScreen } from '../../virtual-iphone/ui/index.ts';

/** Events that the journal keeps: it would otherwise be the most that grows. */
const JOURNAL_LIMIT = 1_000;

/** Nobody answers there: the app under test shows that it cannot reach its server. */
const NO_NETWORK: NetworkLink = {
  fetch: () => Promise.reject(new Error('The benchmark has no call server.')),
  openSocket: (_, events) => {
    queueMicrotask(() => events.onClose(1006, ''));
    return { send: () => undefined, close: () => undefined };
  },
};

export class PhonesOfOneClock {
  readonly clock: TestbedClock;
  readonly bundle: AppBundle;
  readonly phones: VirtualIphone[] = [];
  readonly #entry: VirtualPhoneEntry;
  readonly #journal: Journal;
  readonly #gateway: Gateway;

  private constructor(
    entry: VirtualPhoneEntry,
    bundle: AppBundle,
    clock: TestbedClock,
    journal: Journal,
    gateway: Gateway,
  ) {
    this.#entry = entry;
    this.bundle = bundle;
    this.clock = clock;
    this.#journal = journal;
    this.#gateway = gateway;
  }

  static async start(entry: VirtualPhoneEntry, certificates: Certificates): Promise<PhonesOfOneClock> {
    const clock = new TestbedClock();
    const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
    const { folder, main } = entry.app;
    const bundle = await loadApp(folder, main === undefined ? {} : { main });
    const gateway = await startGateway({ clock, journal, certificates });
    return new PhonesOfOneClock(entry, bundle, clock, journal, gateway);
  }

  /** A phone that is on line and has the app installed. */
  boot(): VirtualIphone {
    const { name, model, ios, language } = this.#entry;
    const udid = udidOf(`${name} ${this.phones.length}`);
    const { clock } = this;
    const phone = new VirtualIphone({
      udid,
      name,
      model,
      ios,
      language,
      clock,
      journal: this.#journal,
      courier: this.#gateway.device(udid),
      launcher: createAppLauncher({ clock, network: NO_NETWORK }),
      compose: composeScreen,
      draw: drawScreen,
      quiet: () => clock.quiet(),
    });
    phone.install(this.bundle);
    this.phones.push(phone);
    return phone;
  }

  /** Gives the phone tokens for the app's two topics, as PushKit and UIKit would. */
  async registerTokens({ udid }: VirtualIphone): Promise<void> {
    const { CFBundleIdentifier: bundleId } = this.bundle.manifest;
    const device = this.#gateway.device(udid);
    await device.register(bundleId);
    await device.register(`${bundleId}.voip`);
  }

  async close(): Promise<void> {
    for (const phone of this.phones) phone.close();
    await this.#gateway.close();
    this.clock.close();
  }
}
