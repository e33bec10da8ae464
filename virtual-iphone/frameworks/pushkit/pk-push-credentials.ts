/** PushKit's values: types, credentials, payloads. */

import type { JsonObject } from '../../messages.ts';
import type { NSData } from '../foundation/ns-data.ts';

export const PKPushTypeVoIP = 'PKPushTypeVoIP';
export type PKPushType = typeof PKPushTypeVoIP;

export class PKPushCredentials {
  readonly type: PKPushType;
  readonly token: NSData;

  constructor(type: PKPushType, token: NSData) {
    this.type = type;
    this.token = token;
  }
}

export class PKPushPayload {
  readonly type: PKPushType;
  readonly dictionaryPayload: JsonObject;

  constructor(type: PKPushType, dictionaryPayload: JsonObject) {
    this.type = type;
    this.dictionaryPayload = dictionaryPayload;
  }
}

/** iOS 26.4: what the system expects for one push. */
export class PKVoIPPushMetadata {
  readonly mustReport: boolean;

  constructor(mustReport: boolean) {
    this.mustReport = mustReport;
  }
}
