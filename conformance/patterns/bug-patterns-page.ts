/** The page of bug patterns in the documentation. */

import { markdownTable } from '../markdown-table.ts';
import type { BugPatterns } from './bug-patterns.ts';

const GENERATED =
  '<!-- Generated from requirements/patterns/bug-patterns.yaml by conformance/generate.ts; change that, then run it again. -->';

type BugPattern = BugPatterns[number]['patterns'][number];

/** Markdown of `docs/reference/bug-patterns.md`. */
export function bugPatternsPage(groups: BugPatterns): string {
  const all = groups.flatMap(({ patterns }) => patterns);
  const found = all.filter(({ requirements }) => requirements.length > 0).length;
  return [
    GENERATED,
    '',
    '# Bug patterns',
    '',
    `${all.length} mistakes of VoIP apps and their push servers that people reported in public, in our own words. ${found} of them`,
    'are found by a requirement of the catalogue; of the others the page says why not.',
    '',
    ...groups.flatMap(({ area, patterns }) => [
      `## ${area}`,
      '',
      ...markdownTable(['Symptom', 'Cause', 'iOS', 'Seen', 'Found by'], patterns.map(row)),
      '',
    ]),
  ].join('\n');
}

function row({ symptom, cause, ios, seen, requirements, excluded }: BugPattern): string[] {
  const found = requirements.map((id) => `[${id}](requirements/${id}.md)`).join(', ');
  return [
    symptom,
    cause,
    `\`${ios}\``,
    seen.map(threadLink).join(', '),
    excluded === undefined ? found : `Nothing: ${excluded}`,
  ];
}

/** An issue by its repository and number, anything else by its host. */
function threadLink(url: string): string {
  const { hostname, pathname } = new URL(url);
  const issue = /^\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(pathname);
  const forum = /^\/forums\/thread\/(\d+)$/.exec(pathname);
  const name =
    hostname === 'github.com' && issue !== null
      ? `${issue[1]}#${issue[2]}`
      : forum === null
        ? hostname
        : `Apple forum ${forum[1]}`;
  return `[${name}](<${url}>)`;
}
