/**
 * Intents: what Recents, a contact card or Siri asks of a calling app. Up to iOS 12 one class for audio and one for video,
 * since iOS 13 INStartCallIntent for both, with a `callCapability`.
 */

import type { StartCallIntentData } from '../../messages.ts';

export const INPersonHandleType = { Unknown: 0, EmailAddress: 1, PhoneNumber: 2 } as const;
export type INPersonHandleType = (typeof INPersonHandleType)[keyof typeof INPersonHandleType];

export const INCallCapability = { Unknown: 0, AudioCall: 1, VideoCall: 2 } as const;
export type INCallCapability = (typeof INCallCapability)[keyof typeof INCallCapability];

export class INPersonHandle {
  readonly value: string | null;
  readonly type: INPersonHandleType;

  constructor(value: string | null, type: INPersonHandleType) {
    this.value = value;
    this.type = type;
  }
}

export class INPerson {
  readonly personHandle: INPersonHandle | null;

  constructor(personHandle: INPersonHandle | null) {
    this.personHandle = personHandle;
  }
}

/** Here all intents are about a call, and `contacts` stands in their superclass. */
export abstract class INIntent {
  readonly contacts: readonly INPerson[] | null;

  constructor(contacts: readonly INPerson[] | null) {
    this.contacts = contacts;
  }
}

/** iOS 10 to 12. */
export class INStartAudioCallIntent extends INIntent {}

/** iOS 10 to 12. */
export class INStartVideoCallIntent extends INIntent {}

/** iOS 13. */
export class INStartCallIntent extends INIntent {
  readonly callCapability: INCallCapability;

  constructor(contacts: readonly INPerson[] | null, callCapability: INCallCapability) {
    super(contacts);
    this.callCapability = callCapability;
  }
}

export class INInteraction {
  readonly intent: INIntent;

  constructor(intent: INIntent) {
    this.intent = intent;
  }
}

/** CXHandleType → INPersonHandleType; a generic handle has no type of its own there. */
const HANDLE_TYPES: Readonly<Record<1 | 2 | 3, INPersonHandleType>> = {
  1: INPersonHandleType.Unknown,
  2: INPersonHandleType.PhoneNumber,
  3: INPersonHandleType.EmailAddress,
};

export function intentFrom({ type, handle, video }: StartCallIntentData): INIntent {
  const contacts = [new INPerson(new INPersonHandle(handle.value, HANDLE_TYPES[handle.type]))];
  if (type === 'INStartAudioCallIntent') return new INStartAudioCallIntent(contacts);
  if (type === 'INStartVideoCallIntent') return new INStartVideoCallIntent(contacts);
  return new INStartCallIntent(contacts, video ? INCallCapability.VideoCall : INCallCapability.AudioCall);
}
