/** A delegate as Apple's classes hold it: weakly, so one that nobody else keeps gets nothing after a collection. */

export class WeakDelegate<T extends object> {
  #reference: WeakRef<T> | undefined;

  get value(): T | null {
    return this.#reference?.deref() ?? null;
  }

  set value(delegate: T | null) {
    this.#reference = delegate === null ? undefined : new WeakRef(delegate);
  }
}
