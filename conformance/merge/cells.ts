/** The cells of a merged report, requirement by phone, and which run has a say in each: exactly one should. */

import type { Catalogue, Requirement } from '../catalogue.ts';
import type { PhoneRef } from '../check.ts';
import { InputError } from '../input-error.ts';
import type { LoadedReport } from '../load-report.ts';
import type { Verdict } from '../verdict.ts';

/** How many cells a message lists by name. */
const LISTED = 5;

export interface Cell {
  readonly requirement: Requirement;
  readonly phone: PhoneRef;
  /** Runs that judged it. */
  readonly judges: readonly LoadedReport[];
  /** Why it does not take part, when a run says so: `not-applicable` or `not-observable`. */
  readonly out?: Verdict;
  /** Runs that say so. */
  readonly outIn: readonly LoadedReport[];
}

export function cellsOf(
  shards: readonly LoadedReport[],
  catalogue: Catalogue,
  phones: readonly PhoneRef[],
): readonly Cell[] {
  const indexed = shards.map((shard) => ({
    shard,
    verdicts: new Map(shard.report.verdicts.map((verdict) => [`${verdict.requirement}\n${verdict.phone}`, verdict])),
  }));
  return catalogue.requirements.flatMap((requirement) =>
    phones.map((phone): Cell => {
      const said = indexed.flatMap(({ shard, verdicts }) => {
        const verdict = verdicts.get(`${requirement.id}\n${phone.name}`);
        return verdict === undefined || verdict.verdict === 'deselected' ? [] : [{ shard, verdict }];
      });
      const isOut = ({ verdict }: (typeof said)[number]) =>
        verdict.verdict === 'not-applicable' || verdict.verdict === 'not-observable';
      const out = said.find(isOut)?.verdict;
      return {
        requirement,
        phone,
        judges: said.filter((each) => !isOut(each)).map(({ shard }) => shard),
        outIn: said.filter(isOut).map(({ shard }) => shard),
        ...(out === undefined ? {} : { out }),
      };
    }),
  );
}

/** @throws {InputError} for a cell that no run has judged, that several have, or on which they disagree */
export function refuseCells(cells: readonly Cell[], shards: readonly LoadedReport[]): void {
  const files = (runs: readonly LoadedReport[]) => runs.map(({ file }) => file).join(' and ');
  const twice = cells.filter(({ judges }) => judges.length > 1);
  if (twice.length > 0) {
    throw new InputError(
      `Runs overlap:\n${listed(twice, ({ judges }) => `is in ${files(judges)}`)}`,
      'Leave one of the runs out, or repeat it with --phone or --only so that each requirement is checked on each phone once.',
    );
  }
  const disputed = cells.filter(({ judges, out }) => judges.length > 0 && out !== undefined);
  if (disputed.length > 0) {
    const how = ({ judges, out, outIn }: Cell) =>
      `is ${out?.verdict} in ${files(outIn)} and judged in ${files(judges)}`;
    throw new InputError(
      `Runs disagree on what applies:\n${listed(disputed, how)}`,
      'Repeat them with the same lab file.',
    );
  }
  const gaps = cells.filter(({ judges, out }) => judges.length === 0 && out === undefined);
  if (gaps.length > 0) {
    const how = ({ phone }: Cell) => {
      const runs = shards.filter(({ report }) => report.phones.some(({ name }) => name === phone.name));
      return `was left out of ${files(runs)}`;
    };
    throw new InputError(
      `Something was checked by no run:\n${listed(gaps, how)}`,
      'Add the run that checked it, or give --partial when no run was to check those requirements on any phone.',
    );
  }
}

function listed(cells: readonly Cell[], how: (cell: Cell) => string): string {
  const lines = cells.slice(0, LISTED).map((cell) => `  ${cell.requirement.id} on ${cell.phone.name} ${how(cell)}`);
  const more = cells.length - LISTED;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}
