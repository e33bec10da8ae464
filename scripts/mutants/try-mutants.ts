/**
 * Breaks one rule at a time, in a copy, and expects the named test to fail there; the same tests pass on the unbroken
 * copy first. A mutant that lives shows a rule that no test guards.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lab/packages.ts';
import type { Mutant } from './mutant.ts';

export interface MutantRoom {
  readonly mutants: readonly Mutant[];
  /** What its tests need, beside the clock. */
  readonly folders: readonly string[];
}

interface TestRun {
  readonly passed: boolean;
  readonly output: string;
}

const FILES = ['package.json', 'tsconfig.json', '.mocharc.json'];

/** Copies what the tests need; `node_modules` stays where it is. */
async function copyTo(folder: string, folders: readonly string[]): Promise<void> {
  for (const name of [...folders, ...FILES])
    await cp(join(PACKAGE_ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
}

async function runTests(folder: string, test: string, titles: readonly string[]): Promise<TestRun> {
  const any = titles.map((title) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const mocha = join(folder, 'node_modules/mocha/bin/mocha.js');
  const child = spawn(process.execPath, [mocha, '--exit', '--fail-zero', '--grep', any, test], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { passed: code === 0, output };
}

/** @returns what is wrong; undefined when the mutant was caught as expected */
async function tryMutant(mutant: Mutant, folders: readonly string[], scratch: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(scratch, 'mutant-'));
  await copyTo(folder, folders);
  const file = join(folder, mutant.file);
  const source = await readFile(file, 'utf8');
  const count = source.split(mutant.find).length - 1;
  if (count !== 1) return `its text stands ${count} times in ${mutant.file}, expected once: ${mutant.find}`;
  await writeFile(
    file,
    source.replace(mutant.find, () => mutant.replace),
  );
  const { passed, output } = await runTests(folder, mutant.test, [mutant.caughtBy]);
  if (passed) return `lives: ${mutant.test} passes`;
  // A copy that does not load fails, too, and proves nothing.
  return /^\s+\d+ failing$/m.test(output) ? undefined : `does not run:\n${output}`;
}

/**
 * Calls `tell` for each mutant as soon as it is judged, with what is wrong, or undefined when it was caught.
 *
 * @throws Error when a named test fails without any mutant, or does not exist
 */
export async function tryMutants(
  { mutants, folders }: MutantRoom,
  tell: (mutant: Mutant, problem: string | undefined) => void,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'ringproof-mutants-'));
  try {
    await checkSound(mutants, folders, scratch);
    const queue = [...mutants];
    await Promise.all(
      Array.from({ length: availableParallelism() }, async () => {
        for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
          tell(mutant, await tryMutant(mutant, folders, scratch));
        }
      }),
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function checkSound(mutants: readonly Mutant[], folders: readonly string[], scratch: string): Promise<void> {
  const sound = join(scratch, 'sound');
  await copyTo(sound, folders);
  for (const test of new Set(mutants.map((mutant) => mutant.test))) {
    const titles = mutants.filter((mutant) => mutant.test === test).map(({ caughtBy }) => caughtBy);
    const { passed, output } = await runTests(sound, test, titles);
    if (!passed) throw new Error(`${test} fails without any mutant:\n${output}`);
  }
}
