/** What a check of a push server is, and the questions that several of them ask. */

import { type Attempt, describeAttempts } from '../attempts.ts';
import type { Bench, Callee, SetupName } from '../bench.ts';
import type { OptionalStep } from '../contract.ts';
import { demand } from '../not-met.ts';
import type { PushPhone } from '../push-phone.ts';

export interface PushCheck {
  /** Id. */
  readonly requirement: string;
  /** What it looks at, as specs title their checks. */
  readonly title: string;
  /** Default: `ordinary`. */
  readonly setup?: SetupName;
  /** Step without which the check cannot be made. */
  readonly needs?: OptionalStep;
  /** It is about provider tokens, which a server with certificates does not sign. */
  readonly isAboutProviderTokens?: true;
  /** @throws NotMet; anything else says nothing about the server's pushes */
  run(bench: Bench, phone: PushPhone): Promise<void>;
}

export function voipAttempts(bench: Bench, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ topic, pushType }) => topic === bench.voipTopic || pushType === 'voip');
}

export function ordinaryAttempts(bench: Bench, attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ topic }) => topic === bench.bundleId);
}

export function accepted(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ fate }) => fate === 'accepted');
}

/** The one VoIP push that APNs took. @param when completes "… one accepted VoIP push" */
export function theVoipPush(bench: Bench, attempts: readonly Attempt[], when: string): Attempt {
  const pushes = accepted(voipAttempts(bench, attempts));
  const [push] = pushes;
  demand(
    push !== undefined && pushes.length === 1,
    `${when}, the gateway should take one VoIP push; it saw ${describeAttempts(attempts)}.`,
  );
  return push;
}

/** The ordinary push that APNs took: visible, at once, for as long as it rings. */
export function theRingingAlert(bench: Bench, attempts: readonly Attempt[], when: string): void {
  const [push] = accepted(ordinaryAttempts(bench, attempts));
  demand(
    push !== undefined,
    `${when}, the gateway should take an ordinary push; it saw ${describeAttempts(attempts)}.`,
  );
  demand(push.pushType === 'alert', `${when}, apns-push-type should be alert; it is ${push.pushType}.`);
  demand(
    push.priority === null || push.priority === 10,
    `${when}, apns-priority should be 10; it is ${JSON.stringify(push.priority)}.`,
  );
  const aps = fieldOf(push.payload, 'aps');
  const alert = fieldOf(aps, 'alert');
  demand(
    alert !== undefined && alert !== null && alert !== '',
    `${when}, the payload should show an alert; it has ${JSON.stringify(aps)} in aps.`,
  );
}

/** A callee who has been called once, so that a connection is open and its stream limit is up. */
export async function warm(bench: Bench): Promise<Callee> {
  const callee = await bench.callee();
  await bench.call(callee);
  return callee;
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
