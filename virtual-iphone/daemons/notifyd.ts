/** notifyd: Darwin notifications of the system, which are names without content, told to whoever listens. */

export const DARWIN = {
  lockState: 'com.apple.springboard.lockstate',
  lockComplete: 'com.apple.springboard.lockcomplete',
  applicationInstalled: 'com.apple.mobile.application_installed',
  applicationUninstalled: 'com.apple.mobile.application_uninstalled',
} as const;

export class Notifyd {
  readonly #listeners = new Set<(name: string) => void>();

  post(...names: readonly string[]): void {
    for (const name of names) for (const listener of this.#listeners) listener(name);
  }

  /** Calls `listener` for each notification until the returned function is called. */
  listen(listener: (name: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
