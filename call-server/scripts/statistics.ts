/**
 * What many runs come to: outcomes of calls, and how long the steps of a call took. All of it is read from the journal, so
 * it is the same for every stage. Times are testbed milliseconds.
 */

import type { EventData, JournalEvent, JsonValue } from '../../clock/index.ts';

/** Of a set of times, in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface CallStatistics {
  readonly dialled: number;
  /** By end reason; `left open` for calls that the script did not end. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Pushes by channel and answer: `voip 200`, `alert 410 Unregistered`. */
  readonly pushes: Readonly<Record<string, number>>;
  /** From dialling until a device said that it rings. */
  readonly setUp: Spread | undefined;
  /** From dialling until the first accept was taken. */
  readonly answer: Spread | undefined;
  /** From dialling until the call was over. */
  readonly end: Spread | undefined;
  /** Calls dialled per second of testbed time, from the first to the last; undefined for fewer than two. */
  readonly perSecond: number | undefined;
}

/** @param leftOpen calls that the runner ended because their run had left them open */
export function statisticsOf(events: readonly JournalEvent[], leftOpen: ReadonlySet<string>): CallStatistics {
  const dialledAt = new Map<unknown, number>();
  const rang = new Map<unknown, number>();
  const answered: number[] = [];
  const ended: number[] = [];
  const outcomes: Record<string, number> = {};
  const pushes: Record<string, number> = {};
  const count = (counts: Record<string, number>, key: string) => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (const { kind, at, data } of events) {
    if (kind === 'call.dialed') dialledAt.set(data['call'], at);
    if (kind === 'push.sent') count(pushes, outcomeOf(data));
    const since = dialledAt.get(data['call']);
    if (since === undefined) continue;
    if (kind === 'signal.received' && data['type'] === 'ringing' && !rang.has(data['call'])) {
      rang.set(data['call'], at - since);
    }
    if (kind === 'call.connected') answered.push(at - since);
    if (kind !== 'call.ended') continue;
    const isLeft = typeof data['call'] === 'string' && leftOpen.has(data['call']);
    count(outcomes, isLeft ? 'left open' : word(data['reason']));
    if (!isLeft) ended.push(at - since);
  }
  const times = [...dialledAt.values()];
  const span = Math.max(...times) - Math.min(...times);
  return {
    dialled: dialledAt.size,
    outcomes,
    pushes,
    setUp: spread([...rang.values()]),
    answer: spread(answered),
    end: spread(ended),
    perSecond: times.length < 2 || span === 0 ? undefined : ((times.length - 1) * 1_000) / span,
  };
}

function outcomeOf({ channel, status, reason }: EventData): string {
  return [word(channel), status === null ? 'no answer' : word(status), word(reason)].join(' ').trim();
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Percentiles by nearest rank. */
export function spread(times: readonly number[]): Spread | undefined {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  if (sorted.length === 0) return undefined;
  return { count: sorted.length, min: at(0), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
