/** What apps have stored, and what of it a process may read at a given time: user defaults and keychain. */

import type { AppLaunch, JsonObject } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { DataProtection } from './data-protection.ts';
import { Keychain } from './keychain.ts';

export class Storage {
  readonly protection: DataProtection;
  readonly keychain: Keychain;
  readonly #context: PhoneContext;

  constructor(context: PhoneContext, runningBoard: RunningBoard) {
    this.#context = context;
    this.keychain = new Keychain(runningBoard);
    this.protection = new DataProtection(context, runningBoard);
  }

  /** Defaults lie in a file of the class "until first unlock", and read as empty before (TrustKit#312). */
  forLaunch(app: App): Pick<AppLaunch, 'defaults' | 'keychain' | 'protectedData'> {
    const protectedData = this.protection.state;
    return {
      defaults: protectedData === 'before-first-unlock' ? {} : app.defaults,
      keychain: this.keychain.open(app),
      protectedData,
    };
  }

  /** A write before the first unlock has no file to go to; the process alone sees it, until it reads the file. */
  saveDefaults(app: App, values: JsonObject): void {
    if (this.protection.state === 'before-first-unlock') {
      const text = `Couldn't write values for ${app.bundleId}: protected data is not available before the first unlock`;
      this.#context.log('cfprefsd', text, 'Error');
      return;
    }
    app.defaults = values;
  }

  /** The app was deleted. Its defaults went with it. */
  forget(app: App): void {
    this.keychain.forget(app, !this.#context.settings.keychainOutlivesApp);
  }
}
