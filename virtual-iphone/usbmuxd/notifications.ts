/** Darwin notifications of one phone: names without content, told to whoever observes them. */

export class Notifications {
  readonly #observers = new Set<(name: string) => void>();

  post(name: string): void {
    for (const observe of this.#observers) observe(name);
  }

  /** Calls `observer` for every notification until the returned function is called. */
  observe(observer: (name: string) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }
}
