/** `docs/reference/phone-facts.md`, made from the tables of facts. */

import { DEFAULT_SETTINGS } from '../daemons/settings.ts';
import { CALL_SCREEN_FACTS } from './call-screen-facts.ts';
import { CALLKIT_FACTS } from './callkit-facts.ts';
import type { Fact, FactSection } from './fact.ts';
import { LIFE_FACTS } from './life-facts.ts';
import { PUSHKIT_FACTS } from './pushkit-facts.ts';

export const FACT_SECTIONS: readonly FactSection[] = [
  ...PUSHKIT_FACTS,
  ...LIFE_FACTS,
  ...CALLKIT_FACTS,
  ...CALL_SCREEN_FACTS,
];

const OPENING = `# Facts behind the virtual iPhone

<!-- Made by virtual-iphone/generate.ts from virtual-iphone/facts; edit there. -->

What the virtual iPhone claims of iOS, row by row, with the tests that show that it does so. It covers PushKit, the life of
phone and app, CallKit and the system's call screens. "How it is known" tells how far a row can be trusted:

| word | means |
| --- | --- |
| documented | in Apple's documentation or headers |
| stated | said by Apple's engineers in its developer forums |
| observed | seen on devices or in the behaviour of Apple's binaries by people outside Apple |
| assumed | nobody was found to say so; where it matters, a setting of the phone changes it |

[Settings](#settings) belong to the virtual phone; in parentheses is their default. In titles of tests \`…\` stands for
what varies.
`;

export function factsPage(): string {
  const facts = FACT_SECTIONS.flatMap((section) => section.facts);
  const missing = facts.filter(({ tests }) => tests.length === 0);
  const shown = facts.length - missing.length;
  const count = `${shown} of ${facts.length} rows are shown by a test; ${missing.length} are not.`;
  return [OPENING, count, ...FACT_SECTIONS.map(sectionText), missingText(missing), allSettingsText(facts)]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

function sectionText({ title, facts }: FactSection): string {
  const rows = facts.map((fact) =>
    row([fact.id, fact.says, fact.ios, fact.source, settingsText(fact), testsText(fact)]),
  );
  const head = row(['row', 'what the phone does', 'iOS', 'how it is known', 'settings', 'shown by']);
  return ['', `## ${title}`, '', head, row(Array.from({ length: 6 }, () => '---')), ...rows, ''].join('\n');
}

function settingsText({ settings = [] }: Fact): string {
  return settings.map((name) => `\`${name}\` (${valueText(DEFAULT_SETTINGS[name])})`).join(', ');
}

function valueText(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function testsText({ tests }: Fact): string {
  if (tests.length === 0) return '**no test**';
  return tests.map(([file, title]) => `[${title}](../../virtual-iphone/${file})`).join('; ');
}

function missingText(missing: readonly Fact[]): string {
  const rows = missing.map(({ id, says, built }) => row([id, says, built === true ? 'built, no test' : 'not built']));
  return ['', '## Missing', '', row(['row', 'what iOS does', 'state']), row(['---', '---', '---']), ...rows, ''].join(
    '\n',
  );
}

function allSettingsText(facts: readonly Fact[]): string {
  const rows = Object.entries(DEFAULT_SETTINGS).map(([name, byDefault]) => {
    const citing = facts.filter(({ settings = [] }) => settings.some((setting) => setting === name));
    return row([`\`${name}\``, valueText(byDefault), citing.map(({ id }) => id).join(', ')]);
  });
  const head = [row(['setting', 'default', 'rows']), row(['---', '---', '---'])];
  const words =
    'What each does, with its source, is said in `virtual-iphone/daemons/settings.ts`. A lab file sets them per phone.';
  return ['', '## Settings', '', words, '', ...head, ...rows, ''].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
