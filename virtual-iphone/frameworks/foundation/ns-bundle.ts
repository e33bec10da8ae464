/** NSBundle: the app's Info.plist. */

import type { Json } from '../../messages.ts';
import { launch } from '../bridge.ts';

export class NSBundle {
  static readonly mainBundle = new NSBundle();

  get bundleIdentifier(): string {
    return launch.bundleId;
  }

  get infoDictionary(): { readonly [key: string]: Json } {
    return launch.info;
  }

  /** The value in Info.plist, or null. */
  objectForInfoDictionaryKey(key: string): Json {
    return launch.info[key] ?? null;
  }
}
