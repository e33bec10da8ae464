/** `ringproof diff`: what changed between two runs; a gate for a branch against its base. */

import { compareRuns } from '../conformance/compare/index.ts';
import { renderComparison } from '../conformance/compare/render.ts';
import { loadReport } from '../conformance/load-report.ts';
import { EXIT_CODE } from '../lab/errors.ts';

export interface DiffCommand {
  readonly json?: boolean;
}

/** @returns the exit code: 1 when something got worse. @throws InputError */
export async function diff(before: string, after: string, { json = false }: DiffCommand): Promise<number> {
  const [first, second] = await Promise.all([loadReport(before), loadReport(after)]);
  const comparison = await compareRuns(first, second);
  const { columns } = process.stdout;
  process.stdout.write(
    json
      ? `${JSON.stringify(comparison, undefined, 2)}\n`
      : renderComparison(comparison, columns === undefined ? {} : { columns }),
  );
  return comparison.totals.worse > 0 ? EXIT_CODE.notMet : EXIT_CODE.met;
}
