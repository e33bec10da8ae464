/**
 * The kinds of event that a script can wait for, from the page that lists them: a test of the project compares that page
 * with what is written, so it is the one complete list. Without it a misspelled kind would be an event that never comes.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptProblem } from '../../call-server/scripts/index.ts';
import type { CheckedStep } from '../../call-server/scripts/script.ts';
import { PACKAGE_ROOT } from '../packages.ts';

/** Steps that name a kind of event which nothing writes. */
export function unknownEvents(steps: readonly CheckedStep[]): ScriptProblem[] {
  const named = steps.flatMap(namedEvents);
  if (named.length === 0) return [];
  const known = journalKinds();
  return named
    .filter(({ event }) => !known.includes(event))
    .map(({ path, kind, event }) => ({
      path,
      message: `${kind}: no part writes an event ${event}`,
      unknown: { name: event, known },
    }));
}

function namedEvents(step: CheckedStep): { path: readonly PropertyKey[]; kind: string; event: string }[] {
  if (step.kind === 'repeat' || step.kind === 'together') return step.steps.flatMap(namedEvents);
  if (step.kind !== 'wait' && step.kind !== 'expectEvents') return [];
  const { kind, path, written } = step;
  const event: unknown = typeof written === 'string' ? written : Object(written)['event'];
  // What a variable makes of it is known only in a run.
  if (typeof event !== 'string' || event.includes('${')) return [];
  return [{ kind, path: [...path, 'event'], event }];
}

function journalKinds(): string[] {
  const page = readFileSync(join(PACKAGE_ROOT, 'docs', 'reference', 'journal.md'), 'utf8');
  return [...page.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map((match) => String(match[1]));
}
