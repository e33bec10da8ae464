/**
 * What a test expects of a push, told against what the journal has: where they differ is said field by field, so that a
 * push that never came can be explained by the nearest one that did.
 */

import type { JournalEvent, JsonValue } from '../../clock/index.ts';
import type { Reason } from '../judging/reasons.ts';

/** A push that fits has every given field. */
export interface PushExpectation {
  /** Default `accepted`. */
  readonly answer?: 'accepted' | Reason;
  /** Id of the device that owns the device token. */
  readonly device?: string;
  readonly topic?: string;
  /** The value of `apns-push-type`; null for a push without one. */
  readonly pushType?: string | null;
  readonly priority?: number | null;
  /** Seconds since 1970. */
  readonly expiration?: number | null;
  readonly collapseId?: string | null;
  readonly id?: string;
  /** Members that the payload has, at any depth; others may be there, too. Only of accepted pushes. */
  readonly payload?: { readonly [key: string]: JsonValue };
}

/** Events that tell of a push's answer. */
const ANSWERS = ['push.accepted', 'push.rejected'];

export function isAnswer({ kind }: JournalEvent): boolean {
  return ANSWERS.includes(kind);
}

/** The expectation in one line. */
export function explain(expectation: PushExpectation): string {
  const { answer = 'accepted', ...fields } = expectation;
  const texts = Object.entries(fields).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const outcome = answer === 'accepted' ? 'a push that is accepted' : `a push that draws ${answer}`;
  return texts.length === 0 ? outcome : `${outcome}, with ${texts.join(', ')}`;
}

/** By what a push misses the expectation, one line per field; none for a push that fits. */
export function misses(expectation: PushExpectation, event: JournalEvent): string[] {
  const { answer = 'accepted', device, payload, ...fields } = expectation;
  const given = event.kind === 'push.accepted' ? 'accepted' : event.data.reason;
  return [
    ...differences('answer', answer, given),
    ...(device === undefined ? [] : differences('device', device, event.phone)),
    ...Object.entries(fields).flatMap(([name, value]) => differences(name, value, event.data[name])),
    ...(payload === undefined ? [] : differences('payload', payload, event.data.payload)),
  ];
}

/** An object has the members of another when it has each of them; all else has to be equal. */
function differences(path: string, expected: JsonValue | undefined, got: JsonValue | undefined): string[] {
  if (isObject(expected) && isObject(got)) {
    return Object.entries(expected).flatMap(([name, value]) => differences(`${path}.${name}`, value, got[name]));
  }
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
    return expected.flatMap((value, index) => differences(`${path}[${index}]`, value, got[index]));
  }
  if (expected === got) return [];
  return [`${path} is ${got === undefined ? 'missing' : JSON.stringify(got)}, expected ${JSON.stringify(expected)}`];
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
