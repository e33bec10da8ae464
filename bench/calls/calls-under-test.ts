/** What the two servers under test have in common, and what both are told of the gateway. */

import type { Ready } from '../gateway/server.ts';

/** The gateway, and what must be known to push to its phone. */
export interface PushTarget extends Ready {
  /** PEM. */
  readonly certificateAuthority: string;
}

export interface CallsListener {
  onDialled(call: string): void;
  /** The device has said that it rings. */
  onRinging(call: string): void;
  onPushed(call: string): void;
  onEnded(call: string): void;
}

export interface CallsUnderTest {
  /** Of its signalling: `ws://127.0.0.1:<port>/signalling?user=…&device=…`. */
  readonly port: number;
  /** Calls a user by socket and by VoIP push. */
  dial(user: string): void;
  /** What is missing of so many calls that were dialled and have ended; undefined: nothing. */
  lost(dialled: number): string | undefined;
  /** Forgets all calls. */
  forget(): Promise<void>;
}

/** Users with a phone each, as in the recipe for the floor. */
export const USERS: readonly string[] = Array.from({ length: 50 }, (_, index) => `user-${index + 1}`);
