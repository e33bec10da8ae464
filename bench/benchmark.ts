/** What a benchmark is: a name to call it by, and figures with the remarks that a reader needs to judge them. */

import type { Figure } from './measure.ts';

export interface Benchmark {
  /** One line: what is measured against what. */
  readonly title: string;
  run(): Promise<Result>;
}

export interface Result {
  readonly figures: readonly Figure[];
  /** Sentences about what a figure contains or leaves out. */
  readonly notes: readonly string[];
}
