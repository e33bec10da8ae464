/**
 * How figures are gathered: the cases of a benchmark take turns, round by round, so that a busy neighbour slows all of
 * them alike; ratios are taken within a round. A figure is a median with its middle half, never a best value.
 */

/** Distribution of some samples. `low` and `high` are the quartiles. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly p95: number;
  readonly count: number;
}

export type Unit = 'µs' | 'ms' | 's' | 'MB' | 'KB' | '%';

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: Spread;
  /** What the same job costs with no product in it, measured in the same rounds. */
  readonly yardstick?: { readonly name: string; readonly value: Spread };
  /** Value ÷ yardstick, round by round. */
  readonly ratio?: Spread;
  readonly goal?: { readonly text: string; readonly met: boolean };
}

/** A goal is on the median, the 95th percentile or the median ratio, and is an upper bound. */
export interface Goal {
  readonly on: 'median' | 'p95' | 'ratio';
  readonly atMost: number;
}

export interface FigureSource {
  readonly name: string;
  readonly unit: Unit;
  /** One per round. */
  readonly samples: readonly number[];
  /** Samples of the same rounds, in the same order. */
  readonly yardstick?: { readonly name: string; readonly samples: readonly number[] };
  readonly goal?: Goal;
}

/** @throws RangeError when there are no samples, or the yardstick has another number of them. */
export function figure(source: FigureSource): Figure {
  const { name, unit, samples, yardstick, goal } = source;
  if (yardstick !== undefined && yardstick.samples.length !== samples.length) {
    throw new RangeError(
      `"${name}" has ${samples.length} samples and its yardstick ${yardstick.samples.length}; a ratio needs pairs.`,
    );
  }
  const value = spread(samples);
  const ratio = yardstick && spread(samples.map((sample, round) => sample / (yardstick.samples[round] as number)));
  return {
    name,
    unit,
    value,
    ...(yardstick === undefined ? {} : { yardstick: { name: yardstick.name, value: spread(yardstick.samples) } }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(goal === undefined ? {} : { goal: judged(goal, unit, value, ratio) }),
  };
}

/** Nearest rank: a percentile is always a value that was measured. @throws RangeError without samples. */
export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError('There are no samples: at least one round is needed.');
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { median: at(0.5), low: at(0.25), high: at(0.75), p95: at(0.95), count: sorted.length };
}

/**
 * Runs all cases once per round, each round starting with another one. A case does its own set-up and answers only what
 * it measured.
 *
 * @param warmUps rounds that are run first and thrown away
 * @returns the answers of each case, one per round
 */
export async function interleave<Name extends string>(
  rounds: number,
  warmUps: number,
  cases: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(cases) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    const first = (round + warmUps) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const answer = await cases[name]();
      if (round >= 0) samples[name].push(answer);
    }
  }
  return samples;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Milliseconds of this process's CPU time that `work` takes, on all of its threads. */
export async function cpuTimed(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

function judged(goal: Goal, unit: Unit, value: Spread, ratio: Spread | undefined): NonNullable<Figure['goal']> {
  const measured = goal.on === 'ratio' ? ratio?.median : value[goal.on];
  if (measured === undefined) throw new RangeError('A goal on the ratio needs a yardstick.');
  const bound = goal.on === 'ratio' ? `${goal.atMost} ×` : `${goal.atMost} ${unit}`;
  return { text: `≤ ${bound}${goal.on === 'p95' ? ' (p95)' : ''}`, met: measured <= goal.atMost };
}
