/**
 * NSUserDefaults: kept by the phone over launches, and until the app is deleted. Values are property lists (JSON). Empty
 * in a process that runs before the phone's first unlock, and what it writes then is lost.
 */

import type { Json, JsonObject } from '../../messages.ts';
import { launch, on, send } from '../bridge.ts';

export class NSUserDefaults {
  static readonly standardUserDefaults = new NSUserDefaults();
  #values: JsonObject = { ...launch.defaults };

  constructor() {
    on('app.protected-data', ({ defaults }) => {
      if (defaults !== undefined) this.#values = { ...defaults };
    });
  }

  objectForKey(key: string): Json {
    return this.#values[key] ?? null;
  }

  stringForKey(key: string): string | null {
    const value = this.#values[key];
    return typeof value === 'string' ? value : null;
  }

  boolForKey(key: string): boolean {
    return this.#values[key] === true;
  }

  integerForKey(key: string): number {
    const value = this.#values[key];
    return typeof value === 'number' ? Math.trunc(value) : 0;
  }

  setObjectForKey(value: Json, key: string): void {
    if (value === null) {
      this.removeObjectForKey(key);
      return;
    }
    this.#values[key] = value;
    this.#save();
  }

  removeObjectForKey(key: string): void {
    delete this.#values[key];
    this.#save();
  }

  #save(): void {
    send({ kind: 'app.defaults', values: { ...this.#values } });
  }
}
