/** In which order a seeded run takes its spec files, so that no check may lean on one that ran before it. */

import { type Randomness, seededRandomness } from '../../clock/index.ts';

/** @returns the files in an order that the seed repeats; those that come first in every run stay first */
export function seededOrder(
  files: readonly string[],
  seed: number | string,
  comesFirst: (file: string) => boolean,
): string[] {
  return [
    ...files.filter(comesFirst),
    ...shuffled(
      files.filter((file) => !comesFirst(file)),
      seededRandomness(seed),
    ),
  ];
}

/** Fisher and Yates, from the end. */
function shuffled(files: readonly string[], randomness: Randomness): string[] {
  const rest = [...files];
  const taken: string[] = [];
  while (rest.length > 0) taken.push(...rest.splice(randomness.bytes(4).readUInt32BE() % rest.length, 1));
  return taken;
}
