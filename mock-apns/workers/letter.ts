/** What workers leave for the primary process, in one order over all of them. */

import type { EventData, Part } from '../../clock/index.ts';
import type { Environment } from '../credentials/provider-keys.ts';
import type { ForwardedPush } from '../devices/push.ts';
import type { Chance } from '../share.ts';

export type Letter =
  | {
      readonly kind: 'event';
      /** Number of the worker, from 1. */
      readonly worker: number;
      readonly part: Part;
      readonly event: string;
      readonly data: EventData;
      readonly phone: string | undefined;
    }
  | {
      readonly kind: 'push';
      readonly environment: Environment;
      readonly push: ForwardedPush;
      readonly chance: Chance;
    };
