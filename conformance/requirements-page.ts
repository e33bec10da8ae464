/**
 * The catalogue as pages of the documentation: an index by area, and one page per requirement, to which reports link.
 * `conformance/generate.ts` writes them, a test keeps them current.
 */

import { type Area, type Catalogue, type Requirement, severity } from './catalogue.ts';
import { markdownTable } from './markdown-table.ts';
import type { Mutant } from './mutants.ts';
import { VERDICT_MEANING, VERDICTS } from './vocabulary.ts';

/** A check of a spec file: the requirement that it looks at, and its title. */
export interface SpecTitle {
  readonly requirement: string;
  readonly title: string;
  /** Relative to the package, with slashes. */
  readonly file: string;
}

export interface PageSources {
  readonly catalogue: Catalogue;
  readonly mutants: readonly Mutant[];
  readonly specs: readonly SpecTitle[];
}

const GENERATED =
  '<!-- Generated from requirements/*.yaml by conformance/generate.ts; change the catalogue, then run it again. -->';

/** Titles of the checks that a spec file declares with `requirement(id, title, …)`. */
export function specTitles(file: string, text: string): SpecTitle[] {
  const call =
    /\brequirement(\.inEveryState|\.afterInstall)?\(\s*'([^']+)',\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;
  return [...text.matchAll(call)].map(([, how, requirement = '', single, double, template]) => ({
    requirement,
    title:
      (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1') +
      (how === '.inEveryState' ? ', in each of the states above' : ''),
    file,
  }));
}

/** Markdown of `docs/reference/requirements.md`: every requirement in a row, by area. */
export function requirementsIndex({ catalogue }: PageSources): string {
  const sections = catalogue.areas.flatMap(({ area, name, requirements }) => [
    `## ${name} (${area})`,
    '',
    ...markdownTable(['Requirement', 'Keyword', 'Evidence', 'iOS', 'Concerns'], requirements.map(row)),
    '',
  ]);
  return [
    GENERATED,
    '',
    '# Requirements',
    '',
    `${catalogue.requirements.length} requirements, each with a page of its own. A MUST rests on Apple's documentation or on`,
    'the word of an Apple engineer and fails the product when it is not met; everything weaker warns. Titles and rules are',
    'in our own words.',
    '',
    ...sections,
    '## Verdicts',
    '',
    ...markdownTable(
      ['Verdict', 'Meaning'],
      VERDICTS.map((verdict) => [`\`${verdict}\``, VERDICT_MEANING[verdict]]),
    ),
    '',
    'Exit codes: 0 met, 1 not met, 2 incomplete (also when nothing was checked), 3 harness error.',
    '',
  ].join('\n');
}

/** Markdown of each page of `docs/reference/requirements/`, by file name. */
export function requirementPages(sources: PageSources): Map<string, string> {
  return new Map(
    sources.catalogue.areas.flatMap((area) =>
      area.requirements.map((requirement): [string, string] => [
        `${requirement.id}.md`,
        page(area, requirement, sources),
      ]),
    ),
  );
}

function row({ id, title, keyword, evidence, ios, subject }: Requirement): string[] {
  return [`[${id}](requirements/${id}.md) ${title}`, keyword, evidence, `\`${ios.text}\``, subject];
}

function page(area: Area, requirement: Requirement, { catalogue, mutants, specs }: PageSources): string {
  const { id, keyword, evidence, status, claims, noMutant } = requirement;
  const consequence = severity(requirement) === 'fail' ? 'fails the product' : 'warns';
  const needs = requirement.dependsOn.map(link);
  const neededBy = catalogue.requirements
    .filter(({ dependsOn }) => dependsOn.includes(id))
    .map((each) => link(each.id));
  const own = mutants.filter(({ name }) => requirement.mutants.includes(name));
  const checks = [...new Map(specs.filter((spec) => spec.requirement === id).map((spec) => [spec.title, spec]))];
  return [
    GENERATED,
    '',
    `# ${id}`,
    '',
    `**${requirement.title}.**`,
    '',
    requirement.rule.trim(),
    '',
    '## Why',
    '',
    requirement.rationale.trim(),
    '',
    '## When it applies',
    '',
    ...markdownTable(
      ['', ''],
      [
        ['Area', `[${area.name}](../requirements.md#${anchorOf(area)})`],
        ['Keyword', `${keyword}; ${consequence} when it is not met`],
        ['Evidence', evidence],
        ['Status', status],
        ['Concerns', requirement.subject],
        ['iOS', `\`${requirement.ios.text}\``],
        ['App', requirement.states.app.join(', ')],
        ['Phone', requirement.states.phone.join(', ')],
        ...(claims.length === 0 ? [] : [['Claims', claims.map((claim) => `\`${claim}\``).join(', ')]]),
        ...(needs.length === 0 ? [] : [['Depends on', needs.join(', ')]]),
        ...(neededBy.length === 0 ? [] : [['Needed by', neededBy.join(', ')]]),
        ...Object.entries(requirement.notObservableOn).map(([kind, why]) => [`Not observable on ${kind}`, why]),
      ],
    ),
    '',
    '## Sources',
    '',
    ...requirement.sources.map(
      ({ title, url, date }) => `- [${title}](<${url}>)${date === undefined ? '' : ` (${date})`}`,
    ),
    '',
    '## Checks',
    '',
    ...checks.map(([title, { file }]) => `- ${title} ([${file.split('/').at(-1) ?? file}](../../../${file}))`),
    ...(checks.length === 0 ? ['None yet.'] : []),
    '',
    '## Proof that the check can fail',
    '',
    ...(noMutant === undefined ? [] : [`No broken app proves it: ${noMutant.trim()}`]),
    ...own.map(({ name, story, phone }) => `- \`${name}\` (${phone}): ${story.trim().replaceAll(/\s*\n\s*/g, ' ')}`),
    '',
  ].join('\n');
}

/** How Markdown names a heading of the index. */
function anchorOf({ area, name }: Area): string {
  return `${name} (${area})`
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function link(id: string): string {
  return `[${id}](${id}.md)`;
}
