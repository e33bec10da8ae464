/** Elements handed out to a client, by id: the last 1024 used, each as (application, node key, pid). */

import { elementId } from './element-id.ts';
import { WdaError } from './errors.ts';
import type { ScreenElement } from './snapshot.ts';

const ELEMENT_CACHE_SIZE = 1024;

interface ElementKey {
  readonly bundleId: string;
  readonly pid: number;
  readonly key: string;
}

export class ElementCache {
  /** Least recently used first. */
  readonly #entries = new Map<string, ElementKey>();

  add(element: ScreenElement): string {
    const id = elementId(element);
    const { bundleId, pid } = element.snapshot.options;
    this.#entries.delete(id);
    this.#entries.set(id, { bundleId, pid, key: element.node.key });
    if (this.#entries.size > ELEMENT_CACHE_SIZE) this.#entries.delete(this.#entries.keys().next().value as string);
    return id;
  }

  /** @throws WdaError `stale element reference` when the id is unknown or was evicted. */
  get(id: string): ElementKey {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      throw new WdaError(
        'stale element reference',
        `The element '${id}' is not known: it was never found in this session, or ${ELEMENT_CACHE_SIZE} others were ` +
          'used since. Find it again.',
      );
    }
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry;
  }

  /** Forgets the element and answers the error to throw. */
  vanished(id: string): WdaError {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    const what = entry === undefined ? id : `${id} (${entry.key} of ${entry.bundleId})`;
    return new WdaError('stale element reference', `The element '${what}' is no longer on the phone. Find it again.`);
  }

  clear(): void {
    this.#entries.clear();
  }
}
