/** `ringproof phones`: which phones are there, and who has them. */

import pc from 'picocolors';
import stringWidth from 'string-width';
import { EXIT_CODE } from '../lab/errors.ts';
import { readInventory } from '../lab/inventory.ts';
import { type ListedPhone, phonesHere, phonesOfLab } from '../lab/phones/list-phones.ts';

export interface PhonesCommand {
  /** A lab file, or the address of a lab's control API. */
  readonly lab: string;
  readonly json?: boolean;
}

const STATE: Readonly<Record<ListedPhone['state'], (text: string) => string>> = {
  free: pc.green,
  busy: pc.yellow,
  absent: pc.red,
};

/** @returns the exit code. @throws UsageError */
export async function phones({ lab, json }: PhonesCommand): Promise<number> {
  const url = /^https?:\/\//.test(lab) ? URL.parse(lab) : null;
  const list = url === null ? await phonesHere(await readInventory(lab)) : await phonesOfLab(url);
  if (json === true) {
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return EXIT_CODE.met;
  }
  const cells = list.phones.map(({ name, kind, ios = '?', udid, state }) => [name, kind, `iOS ${ios}`, udid, state]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  for (const [index, { state, reason = '' }] of list.phones.entries()) {
    const padded = (cells[index] ?? []).map(
      (cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)),
    );
    const [word = '', ...before] = padded.toReversed();
    process.stdout.write(`${[...before.toReversed(), STATE[state](word), reason].join('  ').trimEnd()}\n`);
  }
  for (const note of list.notes) process.stdout.write(`${pc.dim(note)}\n`);
  return EXIT_CODE.met;
}
