/** What a push server tried to send, as the gateways' journal has it. */

import type { JournalEvent, JsonValue } from '../../clock/index.ts';

const FATES = { 'push.accepted': 'accepted', 'push.rejected': 'rejected', 'push.unheard': 'unheard' } as const;

/** A push request, whatever became of it. What was not sent, or is not noted of a refused one, is null. */
export interface Attempt {
  readonly fate: 'accepted' | 'rejected' | 'unheard';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly world: string;
  /** Apple's reason for a refusal. */
  readonly reason: string | null;
  readonly topic: string | null;
  readonly pushType: string | null;
  readonly priority: JsonValue;
  readonly expiration: JsonValue;
  readonly payload: JsonValue;
  /** Cut, as the journal does. */
  readonly token: string | null;
}

/** @returns undefined for an event that is no push request */
export function attemptOf({ part, kind, at, data }: JournalEvent): Attempt | undefined {
  if (part !== 'gateway' || !Object.hasOwn(FATES, kind)) return undefined;
  const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : null);
  return {
    fate: FATES[kind as keyof typeof FATES],
    at,
    world: text(data['environment']) ?? '',
    reason: text(data['reason']),
    topic: text(data['topic']),
    pushType: text(data['pushType']),
    priority: data['priority'] ?? null,
    expiration: data['expiration'] ?? null,
    payload: data['payload'] ?? null,
    token: text(data['token']),
  };
}

/** One attempt in a few words, such as `voip push to com.example.app.voip, refused as BadTopic`. */
export function describeAttempt({ fate, pushType, topic, reason }: Attempt): string {
  const ending = { accepted: 'accepted', rejected: `refused as ${reason}`, unheard: 'lost by the gateway' };
  return `${pushType ?? 'untyped'} push to ${topic ?? 'no topic'}, ${ending[fate]}`;
}

/** All of them, or that there was none. */
export function describeAttempts(attempts: readonly Attempt[]): string {
  const [first, ...more] = attempts.map(describeAttempt);
  if (first === undefined) return 'no push at all';
  return more.length === 0 ? first : [first, ...more].map((one, index) => `${index + 1}. ${one}`).join('; ');
}
