/** `docs/reference/proofs.md`: how the gateway and the virtual iPhone are themselves held to their rules. */

import { markdownTable } from '../../conformance/markdown-table.ts';
import { TRANSITIONS } from '../../virtual-iphone/model-tests/transitions.ts';
import { WALKED_VERSIONS, WALKS_PER_VERSION } from '../../virtual-iphone/model-tests/walks.ts';
import type { Mutant } from './mutant.ts';
import { ROOMS } from './rooms.ts';

const OPENING = `# Proofs of the gateway and the virtual iPhone

<!-- Made by scripts/mutants/generate.ts from scripts/mutants and virtual-iphone/model-tests; edit there. -->

A verdict is worth as much as the gateway and the phone behind it. Their tests are proven in turn: each mutant below is a
copy with one rule broken, and the named test must fail on it. \`npm run mutants\` tries them all, and is part of CI.
Which rules of iOS there are, and the test of each, is in [Facts behind the virtual iPhone](phone-facts.md); what proves
the suite's own requirements is the [Kill matrix](kill-matrix.md).
`;

export function proofsPage(): string {
  const walks = WALKED_VERSIONS.length * WALKS_PER_VERSION;
  return [
    OPENING,
    '## Mutants of the gateway',
    '',
    ...mutantTable('gateway', ROOMS.gateway.mutants),
    '',
    '## Mutants of the virtual iPhone',
    '',
    ...mutantTable('phone', ROOMS.phone.mutants),
    '',
    '## Walks over CallKit',
    '',
    `${walks} random walks, ${WALKS_PER_VERSION} on each of iOS ${WALKED_VERSIONS.join(', ')}, do to a phone what its user, its app`,
    'and others can do, and compare it after each step with a small model written apart from it. They must go through each',
    `of ${TRANSITIONS.length} transitions at least once:`,
    '',
    ...markdownTable(['what', 'transitions'], transitionRows()),
    '',
  ].join('\n');
}

function mutantTable(room: string, mutants: readonly Mutant[]): string[] {
  const rows = mutants.map(({ does, caughtBy, test }) => [does, `[${caughtBy}](../../${test})`]);
  return [`${mutants.length} in all.`, '', ...markdownTable([`a ${room} that`, 'is caught by'], rows)];
}

/** By the word before the colon. */
function transitionRows(): string[][] {
  const byKind = new Map<string, string[]>();
  for (const transition of TRANSITIONS) {
    const [kind = '', what = ''] = transition.split(': ');
    byKind.set(kind, [...(byKind.get(kind) ?? []), what]);
  }
  return [...byKind].map(([kind, what]) => [kind, what.join('; ')]);
}
