/**
 * From a request to its answer. Pure: it reads what the gateway knows and changes nothing, so connection, journal and
 * courier stay out of it.
 */

import type { ProviderTokens, ValidToken } from '../credentials/provider-tokens.ts';
import type { DeviceRate } from '../devices/device-rate.ts';
import type { DeviceTokens, Registration } from '../devices/device-tokens.ts';
import { acceptedPush, type Push } from '../devices/push.ts';
import type { Fault, Faults } from '../faults/faults.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import { isApnsId, makeApnsId } from './apns-id.ts';
import { firstRefusal } from './checks.ts';
import type { ConnectionState } from './connection-state.ts';
import { type ProviderRequest, PushRequest } from './push-request.ts';
import type { Reason } from './reasons.ts';

/** What the gateway knows when it judges a request. */
export interface Knowledge {
  readonly providerTokens: ProviderTokens;
  readonly deviceTokens: DeviceTokens;
  readonly deviceRate: DeviceRate;
  readonly faults: Faults;
  readonly isShuttingDown: boolean;
  readonly settings: GatewaySettings;
  /** Testbed time, milliseconds since 1970. */
  readonly now: number;
}

export type Judgement = {
  /** The provider's `apns-id`, byte for byte, or one made up. */
  readonly id: string;
  /** The request's provider token when that is valid. */
  readonly validToken: ValidToken | undefined;
} & (
  | { readonly kind: 'accepted'; readonly push: Push; readonly fault: Fault | undefined }
  /** A fault keeps the request from being judged at all. */
  | {
      readonly kind: 'unheard';
      readonly fault: Fault;
      readonly topic: string | undefined;
      readonly token: string | undefined;
      readonly registration: Registration | undefined;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: Reason;
      /** What befalls the request beside or in place of a check. */
      readonly fault: Fault | undefined;
      readonly topic: string | undefined;
      readonly token: string | undefined;
      readonly registration: Registration | undefined;
      /** As the request said, whatever that is worth; undefined where it said nothing. */
      readonly pushType: string | undefined;
      readonly priority: string | undefined;
    }
);

export function judge(request: ProviderRequest, connection: Readonly<ConnectionState>, known: Knowledge): Judgement {
  const { settings, now, deviceRate, isShuttingDown } = known;
  const push = new PushRequest(request, connection.certificate, known.providerTokens, known.deviceTokens);
  const id = push.id !== undefined && isApnsId(push.id) ? push.id : makeApnsId();
  const fault = known.faults.find(push, connection.number);
  if (fault?.instead !== undefined) {
    const { topic, token, registration } = push;
    return { kind: 'unheard', id, validToken: undefined, fault, topic, token, registration };
  }
  const reason = fault?.reason ?? firstRefusal(push, { settings, now, connection, deviceRate, isShuttingDown });
  const { validToken, registration, topic, token, pushTypeText: pushType, priority } = push;
  if (reason !== undefined)
    return { kind: 'rejected', id, validToken, reason, fault, topic, token, registration, pushType, priority };
  if (registration === undefined)
    throw new Error(`A push to the unknown device token of ${request.path} passed every check.`);
  return { kind: 'accepted', id, validToken, fault, push: acceptedPush(push, registration, id, now, settings) };
}
