/** Walks over provider, controller, system UI and app: as many as the plan says, from seeds that never change. */

import * as fc from 'fast-check';
import { CallModel } from './call-model.ts';
import type { Transition } from './transitions.ts';
import { STEPS } from './walk-commands.ts';
import { WalkedPhone } from './walked-phone.ts';

/** What the walks are made on. */
export const WALKED_VERSIONS = ['10.3', '13.7', '16.7', '18.6', '26.4'] as const;
export const WALKS_PER_VERSION = 240;
export const LONGEST_WALK = 80;

const SEED = 20_261;

export interface WalkRecord {
  readonly seen: Set<Transition>;
  /** Steps that were possible where the walk was. */
  steps: number;
}

/** @throws the first difference between phone and model, with the shortest walk that shows it */
export async function walk(ios: string, walks = WALKS_PER_VERSION, seed = SEED): Promise<WalkRecord> {
  const record: WalkRecord = { seen: new Set(), steps: 0 };
  const invalidating = fc.nat(3).map((n) => n === 0);
  const property = fc.asyncProperty(
    fc.commands([...STEPS], { maxCommands: LONGEST_WALK, size: 'max' }),
    invalidating,
    async (commands, invalidateEndsCalls) => {
      const phone = new WalkedPhone({ ios, seed, invalidateEndsCalls });
      const model = new CallModel({ ios: Number.parseInt(ios, 10), invalidateEndsCalls });
      try {
        await phone.begin();
        await fc.asyncModelRun(() => ({ model, real: phone }), commands);
      } finally {
        phone.close();
      }
      for (const transition of model.seen) record.seen.add(transition);
      record.steps += model.steps;
    },
  );
  await fc.assert(property, { seed: seed + Number.parseInt(ios, 10), numRuns: walks });
  return record;
}
