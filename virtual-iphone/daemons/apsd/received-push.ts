/** A push on the phone: what the courier brought, its body known to be JSON. */

import type { CourierPush } from '../../links.ts';
import type { JsonObject } from '../../messages.ts';

export interface ReceivedPush extends CourierPush {
  readonly payload: JsonObject;
}

export function receivedPush(push: CourierPush): ReceivedPush {
  return { ...push, payload: push.payload as JsonObject };
}
