/** The kill matrix in the documentation: which broken app or push server proves which requirement, and what nothing proves. */

import type { Catalogue } from './catalogue.ts';
import type { CorrectApp } from './correct-apps.ts';
import { markdownTable } from './markdown-table.ts';
import type { Mutant } from './mutants.ts';

const GENERATED =
  '<!-- Generated from the lists of mutants by conformance/generate.ts; change those, then run it again. -->';

export interface KillMatrixSources {
  readonly catalogue: Catalogue;
  /** Broken apps. */
  readonly mutants: readonly Mutant[];
  readonly brokenPushServers: readonly Mutant[];
  readonly correctApps: readonly CorrectApp[];
}

/** Markdown of `docs/reference/kill-matrix.md`. */
export function killMatrixPage({ catalogue, mutants, brokenPushServers, correctApps }: KillMatrixSources): string {
  const scored = catalogue.requirements.filter(({ status }) => status === 'scored');
  const unproven = scored.flatMap(({ id, title, noMutant }) =>
    noMutant === undefined ? [] : [{ id, title, noMutant }],
  );
  return [
    GENERATED,
    '',
    '# Kill matrix',
    '',
    `A check is worth what it finds. ${mutants.length} mutants with one mistake each, most of them a few lines over the reference app, some`,
    `over the call server, and ${brokenPushServers.length} broken push servers prove the checks: each must bring down the requirement that it breaks, and at most`,
    'what depends on that or is named with it. Where evidence caps a requirement at a warning, the warning counts.',
    unproven.length === 0
      ? `All ${scored.length} scored requirements are proven so.`
      : `Of ${scored.length} scored requirements ${scored.length - unproven.length} are proven so; the others say why not.`,
    '',
    '`npx ringproof selftest` runs all mutants, `npx ringproof selftest --fast` one of each area as CI does, and',
    '`npx ringproof selftest --push-servers` the push servers. Each writes what happened to `kill-matrix.json` in its reports',
    'folder and ends with exit code 1 when one survives.',
    '',
    '## Correct apps',
    '',
    'A check must not fail an app for doing right in another way. On these, built differently from the reference app, nothing',
    'may fall; `ringproof selftest` runs the whole catalogue on each, on all phones of its lab, or on one with `--fast`.',
    '',
    ...markdownTable(
      ['App', 'What is different in it'],
      correctApps.map(({ name, story }) => [`\`${name}\``, story]),
    ),
    '',
    ...catalogue.areas.flatMap(({ area, name, requirements }) => {
      const ids = new Set(requirements.map(({ id }) => id));
      const own = [...mutants, ...brokenPushServers].filter(({ breaks }) => ids.has(breaks));
      if (own.length === 0) return [];
      return [`## ${name} (${area})`, '', ...markdownTable(HEAD, own.map(row)), ''];
    }),
    ...(unproven.length === 0 ? [] : ['## Not proven by a mutant', '', ...reasons(unproven), '']),
  ].join('\n');
}

const HEAD = ['Mutant', 'What people see', 'Phone', 'Breaks', 'Named with it'];

function reasons(unproven: readonly { id: string; title: string; noMutant: string }[]): string[] {
  return markdownTable(
    ['Requirement', 'Reason'],
    unproven.map(({ id, title, noMutant }) => [`${link(id)} ${title}`, noMutant]),
  );
}

function row({ name, story, phone, breaks, also }: Mutant): string[] {
  return [`\`${name}\``, story, phone, link(breaks), also.map(link).join(', ')];
}

function link(id: string): string {
  return `[${id}](requirements/${id}.md)`;
}
