/** The table of what each kind of phone can show, as a page of the documentation. */

import type { Catalogue } from '../catalogue.ts';
import { markdownTable } from '../markdown-table.ts';
import { type Observability, type ObservabilityEntry, VIEW_NAMES } from './observability.ts';
import { WITNESS_MEANING, WITNESSES } from './witnesses.ts';

const GENERATED =
  '<!-- Generated from conformance/observability/observability.json by conformance/generate.ts; see the page itself. -->';

/** Markdown of `docs/reference/observability.md`. */
export function observabilityPage(catalogue: Catalogue, table: Observability): string {
  const reasons = [...new Set(table.flatMap(({ why }) => why ?? []))];
  const cell = (requirement: string, view: (typeof VIEW_NAMES)[number]) =>
    table
      .filter((entry) => entry.requirement === requirement && entry.view === view)
      .map((entry, _, all) => observabilityWords(entry, reasons, all.length > 1))
      .join('; ');
  return [
    GENERATED,
    '',
    '# What each kind of phone can show',
    '',
    'A check needs somebody who sees what it asks for, and somebody who can bring about what it asks about. A virtual phone',
    'has both for every requirement. Elsewhere some cannot be shown: they come out as `not-observable`, with the reason,',
    'and never as a pass.',
    '',
    'The table is measured: the checks themselves run on virtual phones that hide and refuse whatever the other kind hides',
    'and refuses (`npx tsx lab/observability/generate.ts`); the words of a refusal are those of a run. A cell names the',
    'witnesses, or the number of the reason why there is none, or both where they see a part: enough to fail, not to pass;',
    'with the versions of iOS where it differs by version. “–”: not rehearsed, or the requirement does not concern the versions that were.',
    '',
    '## Witnesses',
    '',
    ...markdownTable(
      ['Witness', 'Is'],
      WITNESSES.map((witness) => [witness, WITNESS_MEANING[witness]]),
    ),
    '',
    'The system log of a phone (syslog) is no witness: its lines have no stable form, and most of their values are hidden.',
    '',
    ...catalogue.areas.flatMap(({ area, name, requirements }) => [
      `## ${name} (${area})`,
      '',
      ...markdownTable(
        ['Requirement', ...VIEW_NAMES],
        requirements.map(({ id }) => [
          `[${id}](requirements/${id}.md)`,
          ...VIEW_NAMES.map((view) => cell(id, view) || '–'),
        ]),
      ),
      '',
    ]),
    '## Reasons',
    '',
    ...reasons.map((reason, index) => `${index + 1}. ${reason}`),
    '',
  ].join('\n');
}

/** One cell: who shows it, or the number of the reason why nobody can. */
export function observabilityWords(
  { ios, witnesses, why }: ObservabilityEntry,
  reasons: readonly string[],
  isOneOfMany: boolean,
): string {
  const seen = (witnesses ?? []).join(', ');
  const hidden = why === undefined ? '' : `not: ${reasons.indexOf(why) + 1}`;
  const what = seen === '' || hidden === '' ? seen + hidden : `in part: ${seen} (${hidden})`;
  const range = ios.min === ios.max ? `${ios.min}` : `${ios.min}–${ios.max}`;
  return isOneOfMany ? `iOS ${range}: ${what}` : what;
}
