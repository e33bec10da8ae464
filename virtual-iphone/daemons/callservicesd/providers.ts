/** One call source per app: a second CXProvider takes the place of the first (VoIPGRID/VialerSIPLib#243). */

import type { ProviderConfigurationData } from '../../messages.ts';
import type { App } from '../runningboard/app.ts';

export class Providers {
  readonly #configurations = new Map<App, ProviderConfigurationData>();
  readonly #latest = new Map<App, ProviderConfigurationData>();

  register(app: App, configuration: ProviderConfigurationData): void {
    this.#configurations.set(app, configuration);
    this.#latest.set(app, configuration);
  }

  /** Ends with the process that registered it. */
  forget(app: App): void {
    this.#configurations.delete(app);
  }

  get(app: App): ProviderConfigurationData | undefined {
    return this.#configurations.get(app);
  }

  /** What the app registered last, also when its process is gone: Recents and Siri remember it. */
  latest(app: App): ProviderConfigurationData | undefined {
    return this.#latest.get(app);
  }

  get apps(): readonly App[] {
    return [...this.#configurations.keys()];
  }

  /** `localizedName` where the app still gives one (deprecated in iOS 14), else the bundle's display name. */
  appName(app: App): string {
    return this.#latest.get(app)?.localizedName ?? app.displayName;
  }
}
