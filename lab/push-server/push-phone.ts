/**
 * The phone that the pushes of a push server go to: a virtual iPhone with an app that reports a call for every VoIP push,
 * whatever its payload looks like, as iOS demands of any app.
 */

import { join } from 'node:path';
import { createAppLauncher, loadApp } from '../../virtual-iphone/app-process/index.ts';
import { VirtualIphone } from '../../virtual-iphone/index.ts';
import type { AppBundle } from '../../virtual-iphone/messages.ts';
import { composeScreen, drawScreen } from '../../virtual-iphone/ui/index.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { udidOf } from '../udid.ts';
import type { Bench, Callee } from './bench.ts';

const APP_FOLDER = join(PACKAGE_ROOT, 'fixtures', 'apps', 'push-reader');

/** The app calls nobody. */
const NO_NETWORK = {
  fetch: () => Promise.reject(new Error('The phone of a push server has no network.')),
  openSocket: () => {
    throw new Error('The phone of a push server has no network.');
  },
};

export class PushPhone {
  readonly #entry: VirtualPhoneEntry;
  #phone: VirtualIphone | undefined;

  constructor(entry: VirtualPhoneEntry) {
    this.#entry = entry;
  }

  get udid(): string {
    return udidOf(this.#entry.name);
  }

  /** Starts the phone and its app, and tells the server of the tokens that the app got. */
  async signIn(bench: Bench): Promise<Callee> {
    const { clock, journal } = bench;
    const { name, model, ios, language, settings } = this.#entry;
    const link = bench.worlds.sandbox.device(this.udid);
    const phone = new VirtualIphone({
      udid: this.udid,
      name,
      model,
      ios,
      language,
      clock,
      journal,
      courier: link,
      launcher: createAppLauncher({ clock, network: NO_NETWORK }),
      compose: composeScreen,
      draw: drawScreen,
      quiet: () => clock.quiet(),
      ...(settings && { settings }),
    });
    this.#phone = phone;
    phone.install(await appFor(bench.bundleId));
    await phone.launch(bench.bundleId);
    await clock.quiet();
    const tokenFor = (topic: string) => link.registrations().find((one) => one.topic === topic)?.token ?? null;
    return bench.register({
      user: 'user-of-the-phone',
      device: this.udid,
      environment: 'sandbox',
      link,
      tokens: { alert: tokenFor(bench.bundleId), voip: tokenFor(bench.voipTopic) },
    });
  }

  close(): void {
    this.#phone?.close();
  }
}

/** Under the bundle id that the server pushes to. */
async function appFor(bundleId: string): Promise<AppBundle> {
  const bundle = await loadApp(APP_FOLDER);
  return { ...bundle, manifest: { ...bundle.manifest, CFBundleIdentifier: bundleId } };
}
