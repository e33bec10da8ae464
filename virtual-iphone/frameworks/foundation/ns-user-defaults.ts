/**
 * NSUserDefaults: kept by the phone over launches, and until the app is deleted. Values are property lists (JSON). Empty
 * in a process that runs before the phone's first unlock, and what it writes then is lost. A suite named after an app group
 * of the bundle is shared with the other bundles of that group.
 */

import type { Json, JsonObject } from '../../messages.ts';
import { launch, on, send } from '../bridge.ts';

/** What one file of preferences holds; all objects of a process that read it share it. */
interface Domain {
  values: JsonObject;
  readonly save: (key: string) => void;
}

const standard: Domain = {
  values: { ...launch.defaults },
  save: () => send({ kind: 'app.defaults', values: { ...standard.values } }),
};
const suites = new Map<string, Domain>();

function suiteNamed(name: string): Domain {
  const known = suites.get(name);
  if (known !== undefined) return known;
  const suite: Domain = {
    values: { ...launch.suites[name] },
    save: (key) => send({ kind: 'app.suite', suite: name, key, value: suite.values[key] ?? null }),
  };
  suites.set(name, suite);
  return suite;
}

on('app.suite-changed', ({ suite: name, key, value }) => {
  const suite = suiteNamed(name);
  if (value === null) delete suite.values[key];
  else suite.values[key] = value;
});

on('app.protected-data', ({ defaults, suites: kept = {} }) => {
  if (defaults === undefined) return;
  standard.values = { ...defaults };
  for (const name of new Set([...suites.keys(), ...Object.keys(kept)])) suiteNamed(name).values = { ...kept[name] };
});

export class NSUserDefaults {
  static readonly standardUserDefaults = new NSUserDefaults(standard);
  readonly #domain: Domain;

  private constructor(domain: Domain) {
    this.#domain = domain;
  }

  /** null for the bundle's own id and NSGlobalDomain, which are no suites; without a name the standard defaults. */
  static initWithSuiteName(name: string | null): NSUserDefaults | null {
    if (name === launch.bundleId || name === 'NSGlobalDomain') return null;
    return new NSUserDefaults(name === null ? standard : suiteNamed(name));
  }

  objectForKey(key: string): Json {
    return this.#domain.values[key] ?? null;
  }

  stringForKey(key: string): string | null {
    const value = this.#domain.values[key];
    return typeof value === 'string' ? value : null;
  }

  boolForKey(key: string): boolean {
    return this.#domain.values[key] === true;
  }

  integerForKey(key: string): number {
    const value = this.#domain.values[key];
    return typeof value === 'number' ? Math.trunc(value) : 0;
  }

  setObjectForKey(value: Json, key: string): void {
    if (value === null) {
      this.removeObjectForKey(key);
      return;
    }
    this.#domain.values[key] = value;
    this.#domain.save(key);
  }

  removeObjectForKey(key: string): void {
    delete this.#domain.values[key];
    this.#domain.save(key);
  }
}
