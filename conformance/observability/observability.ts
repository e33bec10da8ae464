/**
 * What each kind of phone can show of each requirement, by iOS version: the rehearsals' results, as data. The table in
 * the documentation and in the reports is made of it.
 */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PhoneKind } from '../catalogue.ts';
import { WITNESSES } from './witnesses.ts';

/** Kinds of phone as the table has them: a probe in the app lets a kind show more. */
export const VIEW_NAMES = [
  'virtual',
  'simulator',
  'simulator with probe',
  'real',
  'real with probe',
  'manual',
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

const entrySchema = z.strictObject({
  requirement: z.string(),
  view: z.enum(VIEW_NAMES),
  ios: z.strictObject({ min: z.int(), max: z.int() }).describe('Major versions between which it was seen to be so'),
  witnesses: z.exactOptional(z.array(z.enum(WITNESSES))).describe('Who shows it; absent where nobody can'),
  why: z.exactOptional(z.string()).describe('Why nobody can; beside witnesses: why they see a part of it only'),
});

export const observabilitySchema = z.array(entrySchema);
export type Observability = z.output<typeof observabilitySchema>;
export type ObservabilityEntry = Observability[number];

const FILE = new URL('./observability.json', import.meta.url);

/** Written by `npx tsx lab/observability/generate.ts`. */
export function loadObservability(): Observability {
  return observabilitySchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
}

export function viewName(kind: PhoneKind, probe: boolean): ViewName {
  if (!probe || kind === 'virtual' || kind === 'manual') return kind;
  return `${kind} with probe`;
}

/**
 * Between two versions that were rehearsed, and beyond the last, what holds for the one before; before the first, what
 * holds for the first.
 */
export function observabilityOf(
  table: Observability,
  asked: { readonly requirement: string; readonly view: ViewName; readonly ios: number },
): ObservabilityEntry | undefined {
  const own = table.filter(({ requirement, view }) => requirement === asked.requirement && view === asked.view);
  return own.findLast(({ ios }) => ios.min <= asked.ios) ?? own[0];
}
