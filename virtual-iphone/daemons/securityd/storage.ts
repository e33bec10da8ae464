/** What apps have stored, and what of it a process may read at a given time: user defaults and keychain. */

import type { Json, JsonObject, StoredForLaunch } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { DataProtection } from './data-protection.ts';
import { Keychain } from './keychain.ts';
import { Suites } from './suites.ts';

export class Storage {
  readonly protection: DataProtection;
  readonly keychain: Keychain;
  readonly #suites: Suites;
  readonly #context: PhoneContext;

  constructor(context: PhoneContext, runningBoard: RunningBoard) {
    this.#context = context;
    this.keychain = new Keychain(runningBoard);
    this.#suites = new Suites(runningBoard);
    this.protection = new DataProtection(context, runningBoard, (app) => this.#suites.open(app));
  }

  /** Defaults lie in a file of the class "until first unlock", and read as empty before (TrustKit#312). */
  forLaunch(app: App): StoredForLaunch {
    const protectedData = this.protection.state;
    const closed = protectedData === 'before-first-unlock';
    return {
      defaults: closed ? {} : app.defaults,
      suites: closed ? {} : this.#suites.open(app),
      keychain: this.keychain.open(app),
      protectedData,
    };
  }

  /** A write before the first unlock has no file to go to; the process alone sees it, until it reads the file. */
  saveDefaults(app: App, values: JsonObject): void {
    if (this.#canWrite(app.bundleId)) app.defaults = values;
  }

  saveInSuite(app: App, suite: string, key: string, value: Json): void {
    if (this.#canWrite(suite)) this.#suites.save(app, suite, key, value);
  }

  /** The app was deleted. Its defaults went with it. */
  forget(app: App): void {
    this.#suites.forget(app);
    this.keychain.forget(app, !this.#context.settings.keychainOutlivesApp);
  }

  #canWrite(domain: string): boolean {
    if (this.protection.state !== 'before-first-unlock') return true;
    const text = `Couldn't write values for ${domain}: protected data is not available before the first unlock`;
    this.#context.log('cfprefsd', text, 'Error');
    return false;
  }
}
