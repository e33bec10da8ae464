/** A whole lab with one phone, Appium included, and a user who has signed in. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab, startLab } from '../lab/lab.ts';
import type { Testbed } from '../lab/testbed.ts';
import { phoneEntry, signIn } from './signed-in-phone.ts';

export interface OnePhoneLab {
  readonly lab: Lab;
  readonly bed: Testbed;
  readonly capabilities: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function onePhoneLab(): Promise<OnePhoneLab> {
  const logFolder = await mkdtemp(join(tmpdir(), 'ringproof-bench-'));
  const lab = await startLab({ phones: [await phoneEntry()], requirementsFor: () => ({}), logFolder });
  const bed = lab.testbeds[0] as Testbed;
  await signIn(bed);
  return {
    lab,
    bed,
    capabilities: lab.capabilities(bed.udid),
    async close() {
      await lab.close();
      await rm(logFolder, { recursive: true, force: true });
    },
  };
}
