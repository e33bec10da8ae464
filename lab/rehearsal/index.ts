/**
 * `npm run rehearsal`: the dress rehearsal of a lab with a real phone or a simulator, whole. Prints how each requirement
 * came out beside a virtual phone, and fails where one differs without a reason in the table of what each kind can show.
 */

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { messageOf } from '../errors.ts';
import { onlyVirtual, readInventory, selectPhones } from '../inventory.ts';
import { dressRehearsal, REHEARSED_KINDS, type RehearsedKind } from './dress-rehearsal.ts';
import { stopRingproofs } from './phone-maker.ts';
import { rehearsalTable } from './rehearsal-table.ts';

interface Options {
  readonly kind: RehearsedKind;
  readonly phone: string;
  readonly profile: string;
  readonly only: readonly string[];
  readonly sideBySide: string;
  readonly folder: string;
}

const { kind, phone, profile, only, sideBySide, folder } = new Command('rehearsal')
  .description('Runs checks on a phone that belongs to a second Ringproof, and compares with a virtual phone.')
  .addOption(new Option('--kind <kind>', 'what the phone is in the lab file').choices(REHEARSED_KINDS).default('real'))
  .option('--phone <name>', 'which one of the default lab', 'iPhone 15')
  .option('--profile <name>', 'part of the catalogue', 'core')
  .option('--only <ids...>', 'requirement ids or their beginnings', [])
  .option('--side-by-side <n>', 'phones that share the work; each waits most of its time', '4')
  .option('--folder <path>', 'for lab files, logs and reports', 'reports/rehearsal')
  .parse()
  .opts<Options>();

/** They have process groups of their own, so that Ctrl-C reaches this process alone. */
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isInterrupted) process.exit(130);
    isInterrupted = true;
    void stopRingproofs();
  });
}

try {
  const [entry] = selectPhones((await readInventory(DEFAULT_LAB_FILE)).phones, [phone]);
  if (entry === undefined) throw new Error('The default lab has no phones.');
  const begin = Date.now();
  const rehearsal = {
    folder: resolve(folder),
    phone: onlyVirtual('A rehearsal', entry),
    options: ['--profile', profile, ...only.flatMap((id) => ['--only', id])],
    print: (text: string) => void process.stderr.write(text),
  };
  const outcome = await dressRehearsal(kind, rehearsal, Number(sideBySide));
  const took = `${entry.name}, iOS ${entry.ios.version}, in ${((Date.now() - begin) / 1000).toFixed(0)} s.`;
  process.stdout.write(`${rehearsalTable(kind, outcome)}\n${took}\n`);
  const isWrong = outcome.unknown.length > 0 || outcome.compared.some(({ wrong }) => wrong !== undefined);
  process.exitCode = isWrong ? 1 : 0;
} catch (error) {
  await stopRingproofs();
  process.stderr.write(isInterrupted ? 'Interrupted; nothing is left running.\n' : `${messageOf(error)}\n`);
  process.exitCode = isInterrupted ? 130 : 3;
}
