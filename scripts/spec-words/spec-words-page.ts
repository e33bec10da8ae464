/** `docs/reference/spec-words.md`: everything a spec can say, from the sources of the page objects. */

import { join } from 'node:path';
import { markdownTable } from '../../conformance/markdown-table.ts';
import { PACKAGE_ROOT } from '../../lab/packages.ts';
import { type PageObject, pageObjects } from './page-objects.ts';

const OPENING = `# What a spec is written with

<!-- Made by scripts/spec-words/generate.ts from specs/support; edit there. -->

All of it comes from \`specs/support/index.ts\`, which a suite of your own imports as \`ringproof/specs\`. How a spec is made
is in [Writing a spec](../guides/writing-a-spec.md).
`;

export function specWordsPage(): string {
  const objects = pageObjects(join(PACKAGE_ROOT, 'specs', 'support', 'index.ts'));
  return [OPENING, ...objects.map(section)].join('\n');
}

function section({ name, says, words }: PageObject): string {
  const rows = words.map((word) => [code(word.call), word.says]);
  return [
    `## ${name}`,
    '',
    ...(says === '' ? [] : [says, '']),
    ...markdownTable(['call', 'does, or holds when'], rows),
    '',
  ].join('\n');
}

/** Also where it has backticks in it. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
