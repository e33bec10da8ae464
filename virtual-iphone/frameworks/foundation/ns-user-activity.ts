/** NSUserActivity, as the system hands it to an app that shall start a call: its type is the name of the intent's class. */

import type { INInteraction } from '../intents/index.ts';

export class NSUserActivity {
  readonly activityType: string;
  /** From the Intents framework; null for activities of other kinds. */
  readonly interaction: INInteraction | null;

  constructor(activityType: string, interaction: INInteraction | null = null) {
    this.activityType = activityType;
    this.interaction = interaction;
  }
}
