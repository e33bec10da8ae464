/** What a virtual iPhone is made of: its identity, its links to the world and its screen. */

import type { Clock, Journal, Randomness } from '../clock/index.ts';
import type { PhoneSettings } from './daemons/settings.ts';
import type { IphoneModel } from './ios/models.ts';
import type { IosVersion } from './ios/versions.ts';
import type { CourierLink } from './links.ts';
import type { AppLauncher } from './messages.ts';
import type { Language, ScreenModel, Surface } from './ui/model.ts';

export interface VirtualIphoneOptions {
  /** 8 hex digits, a dash, 16 hex digits. */
  readonly udid: string;
  readonly name: string;
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly courier: CourierLink;
  readonly launcher: AppLauncher;
  /** From the phone's state to what is on its screen, back to front. */
  readonly compose: (model: ScreenModel) => readonly Surface[];
  /** PNG of the surfaces. */
  readonly draw: (surfaces: readonly Surface[], model: IphoneModel) => Promise<Buffer>;
  /** Resolves when nothing is in flight in the testbed (`TestbedClock.quiet`). */
  readonly quiet: () => Promise<void>;
  /** What identifiers are made from: `seededRandomness(seed)` makes a walk repeatable. Default: the system's. */
  readonly randomness?: Randomness;
  /** Defaults: `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<PhoneSettings>;
}
