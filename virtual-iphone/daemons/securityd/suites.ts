/**
 * Suites of user defaults. One that the bundle names under com.apple.security.application-groups lies in the container of
 * that app group: all bundles of the group share it, and it goes with the last of their apps. Any other suite is the
 * bundle's own (Apple, "Configuring app groups", and `NSUserDefaults`).
 */

import type { AppBundle, Json, JsonObject } from '../../messages.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';

type Values = Readonly<Record<string, JsonObject>>;

export class Suites {
  readonly #runningBoard: RunningBoard;
  readonly #groups = new Map<string, JsonObject>();
  readonly #own = new WeakMap<App, Values>();
  /** Apps and extensions that have read a group, to be told when another one writes. */
  readonly #readers = new Map<string, Set<App>>();

  constructor(runningBoard: RunningBoard) {
    this.#runningBoard = runningBoard;
  }

  /** For a process that starts; it hears of later changes. */
  open(app: App): Values {
    const shared = [...groupsOf(app.bundle)].map((group) => {
      const readers = this.#readers.get(group) ?? new Set();
      this.#readers.set(group, readers.add(app));
      return [group, this.#groups.get(group) ?? {}] as const;
    });
    return { ...this.#own.get(app), ...Object.fromEntries(shared) };
  }

  /** @param value null: the key is removed */
  save(app: App, suite: string, key: string, value: Json): void {
    if (!groupsOf(app.bundle).has(suite)) {
      const own = this.#own.get(app);
      this.#own.set(app, { ...own, [suite]: changed(own?.[suite], key, value) });
      return;
    }
    this.#groups.set(suite, changed(this.#groups.get(suite), key, value));
    for (const reader of this.#readers.get(suite) ?? []) {
      if (reader !== app) this.#runningBoard.deliver(reader, { kind: 'app.suite-changed', suite, key, value });
    }
  }

  /** The app is deleted, and is still in the list of apps. */
  forget(app: App): void {
    this.#own.delete(app);
    for (const [group, readers] of this.#readers) {
      for (const reader of readers) if (reader === app || reader.host === app) readers.delete(reader);
      if (!this.#runningBoard.apps.some((other) => other !== app && isIn(other, group))) this.#groups.delete(group);
    }
  }
}

function changed(values: JsonObject | undefined, key: string, value: Json): JsonObject {
  const { [key]: _before, ...others } = values ?? {};
  return value === null ? others : { ...others, [key]: value };
}

function isIn({ bundle }: App, group: string): boolean {
  const { notificationService } = bundle;
  return groupsOf(bundle).has(group) || (notificationService !== undefined && groupsOf(notificationService).has(group));
}

function groupsOf({ manifest }: AppBundle): ReadonlySet<string> {
  const groups = manifest.entitlements['com.apple.security.application-groups'];
  return new Set(Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : []);
}
