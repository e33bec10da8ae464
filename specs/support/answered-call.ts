/** Where many stories begin: the user talks to the caller. */

import { callKit } from './call-kit.ts';
import { callScreen } from './call-screen.ts';
import { type Call, caller } from './caller.ts';

/** The caller dials, and the user has answered on the call screen. */
export async function answeredCall(): Promise<Call> {
  const call = await caller.dial();
  await callScreen.appears(call);
  await callScreen.answer();
  await callKit.fulfilled('answer', call);
  return call;
}
