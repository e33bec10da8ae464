/** The catalogue as a page of the documentation; `conformance/generate.ts` writes it, a test keeps it current. */

import { type Catalogue, type Requirement, severity } from './catalogue.ts';
import { VERDICT_MEANING, VERDICTS } from './vocabulary.ts';

/** Markdown of `docs/reference/requirements.md`. */
export function requirementsPage(catalogue: Catalogue): string {
  const sections = catalogue.areas.flatMap((area) => [
    `## ${area.name} (${area.area})`,
    '',
    ...area.requirements.flatMap((requirement) => section(requirement)),
  ]);
  return [
    '<!-- Generated from requirements/*.yaml by conformance/generate.ts; change the catalogue, then run it again. -->',
    '',
    '# Requirements',
    '',
    `${catalogue.requirements.length} requirements. A MUST rests on Apple's documentation or on the word of an Apple`,
    'engineer and fails the product when it is not met; everything weaker warns. Titles and rules are in our own words.',
    '',
    ...table(['Requirement', 'Keyword', 'Evidence', 'iOS', 'Concerns'], catalogue.requirements.map(row)),
    '',
    ...sections,
    '## Verdicts',
    '',
    ...table(
      ['Verdict', 'Meaning'],
      VERDICTS.map((verdict) => [`\`${verdict}\``, VERDICT_MEANING[verdict]]),
    ),
    '',
    'Exit codes: 0 met, 1 not met, 2 incomplete (also when nothing was checked), 3 harness error.',
    '',
  ].join('\n');
}

function row(requirement: Requirement): string[] {
  const { id, title, keyword, evidence, ios, subject } = requirement;
  return [`[${id}](#${id.toLowerCase()}) ${title}`, keyword, evidence, `\`${ios.text}\``, subject];
}

function section(requirement: Requirement): string[] {
  const consequence = severity(requirement) === 'fail' ? 'fails the product' : 'warns';
  const proof =
    requirement.noMutant === undefined
      ? `caught mutants: ${requirement.mutants.map((name) => `\`${name}\``).join(', ')}`
      : `no mutant: ${requirement.noMutant}`;
  const states = `App ${requirement.states.app.join(', ')}; phone ${requirement.states.phone.join(', ')}.`;
  return [
    `### ${requirement.id}`,
    '',
    `**${requirement.title}.**`,
    '',
    requirement.rule,
    '',
    `Why: ${requirement.rationale}`,
    '',
    `- ${requirement.keyword}, ${requirement.evidence}, ${requirement.status}: ${consequence} when it is not met`,
    `- iOS \`${requirement.ios.text}\`, concerns ${requirement.subject}. ${states}`,
    ...(requirement.dependsOn.length === 0 ? [] : [`- depends on ${requirement.dependsOn.map(anchor).join(', ')}`]),
    ...Object.entries(requirement.notObservableOn).map(([kind, reason]) => `- not observable on ${kind}: ${reason}`),
    `- ${proof}`,
    ...requirement.sources.map(
      ({ title, url, date }) => `- [${title}](<${url}>)${date === undefined ? '' : ` (${date})`}`,
    ),
    '',
  ];
}

function anchor(id: string): string {
  return `[${id}](#${id.toLowerCase()})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [tableLine(head), tableLine(head.map(() => '---')), ...rows.map(tableLine)];
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
