/**
 * NSUserActivity, as the system hands it to an app that shall start a call, when its type is the name of the intent's class,
 * or open a web address.
 */

import type { INInteraction } from '../intents/index.ts';
import type { NSURL } from './ns-url.ts';

/** Type of an activity that opens a universal link. */
export const NSUserActivityTypeBrowsingWeb = 'NSUserActivityTypeBrowsingWeb';

export class NSUserActivity {
  readonly activityType: string;
  /** From the Intents framework; null for activities of other kinds. */
  readonly interaction: INInteraction | null;
  /** The universal link. */
  webpageURL: NSURL | null = null;

  constructor(activityType: string, interaction: INInteraction | null = null) {
    this.activityType = activityType;
    this.interaction = interaction;
  }
}
