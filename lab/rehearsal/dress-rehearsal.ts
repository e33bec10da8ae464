/** Rehearses a part of the catalogue on a phone that belongs to a second Ringproof, and compares with a virtual one. */

import { join } from 'node:path';
import { loadObservability } from '../../conformance/observability/observability.ts';
import type { ConformanceReport } from '../../conformance/report.ts';
import { type ComparedRequirement, compare } from './compare.ts';
import { dealt } from './deal.ts';
import { onVirtualPhone, type Rehearsal, rehearseReal, rehearseSimulator } from './rehearse.ts';

export const REHEARSED_KINDS = ['real', 'simulator'] as const;
export type RehearsedKind = (typeof REHEARSED_KINDS)[number];

export interface DressRehearsal {
  readonly compared: readonly ComparedRequirement[];
  /** Command lines of `xcrun`, each once; none for a real phone. */
  readonly asked: readonly string[];
  /** Those of them that simctl does not know. */
  readonly unknown: readonly string[];
}

/**
 * @param rehearsal its options choose what of the catalogue
 * @param sideBySide how many phones of that make are rehearsed at once, each with a part of the requirements
 */
export async function dressRehearsal(
  kind: RehearsedKind,
  rehearsal: Rehearsal,
  sideBySide: number,
): Promise<DressRehearsal> {
  const { folder, phone } = rehearsal;
  const virtual = await onVirtualPhone({ ...rehearsal, folder: join(folder, 'virtual') });
  const shares = dealt(virtual, sideBySide);
  const runs = await Promise.all(
    shares.map((ids, index) => {
      const share = { ...rehearsal, folder: join(folder, `${kind}-${index + 1}`), options: only(ids) };
      return kind === 'simulator' ? rehearseSimulator(share) : onItsOwn(rehearseReal(share));
    }),
  );
  const told = { table: loadObservability(), view: `${kind} with probe`, ios: phone.ios.major } as const;
  const ids = shares.flat().toSorted(inOrderOf(virtual));
  const reports = runs.map(({ report }) => report);
  return {
    compared: compare(ids, virtual, reports, told),
    asked: [...new Set(runs.flatMap(({ asked }) => asked))],
    unknown: runs.flatMap(({ unknown }) => unknown),
  };
}

async function onItsOwn(report: Promise<ConformanceReport>) {
  return { report: await report, asked: [], unknown: [] };
}

function only(ids: readonly string[]): readonly string[] {
  return ids.flatMap((id) => ['--only', id]);
}

/** As the catalogue has them. */
function inOrderOf({ requirements }: ConformanceReport): (a: string, b: string) => number {
  const place = (id: string) => requirements.findIndex((requirement) => requirement.id === id);
  return (a, b) => place(a) - place(b);
}
