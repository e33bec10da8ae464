/**
 * `npm run bench [name …]`: runs the benchmarks one after the other and prints a table for each. Measures; gates nothing:
 * the exit code says only whether everything could be measured.
 */

import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import pc from 'picocolors';
import type { Result } from './benchmark.ts';
import { BENCHMARKS, GROUPS, namesOf } from './benchmarks.ts';
import { conditions, conditionsLine } from './conditions.ts';
import { renderResult } from './table.ts';

const ONE = fileURLToPath(new URL('./one.ts', import.meta.url));

const command = new Command('bench')
  .description('Measures Ringproof against what the same job costs without it.')
  .addArgument(
    new Argument('[names...]', 'which benchmarks or groups of them; all by default').choices([
      ...GROUPS,
      ...Object.keys(BENCHMARKS),
    ]),
  )
  .option('--json <file>', 'also write all figures to this file')
  .parse();

const asked = command.args.flatMap(namesOf);
const { json } = command.opts<{ json?: string }>();
const names = Object.keys(BENCHMARKS).filter((name) => asked.length === 0 || asked.includes(name));

const under = conditions();
console.log(conditionsLine(under));
const results: Record<string, Result & { readonly seconds: number }> = {};
for (const name of names) {
  const benchmark = await BENCHMARKS[name]?.();
  const begin = performance.now();
  const result = await inOwnProcess(name);
  if (result === undefined) {
    console.error(`\n${pc.red(name)} could not be measured; its output is above.`);
    process.exitCode = 1;
    continue;
  }
  const seconds = (performance.now() - begin) / 1000;
  results[name] = { ...result, seconds };
  console.log(`\n${pc.bold(name)}  ${benchmark?.title} (${seconds.toFixed(0)} s)\n${renderResult(result)}`);
}
if (json !== undefined) {
  await writeFile(
    json,
    `${JSON.stringify({ format: 'ringproof-bench/1', conditions: under, results }, undefined, 2)}\n`,
  );
}

/** @returns undefined when the process ended without a result */
async function inOwnProcess(name: string): Promise<Result | undefined> {
  const child = fork(ONE, [name], { execArgv: [...process.execArgv, '--expose-gc'] });
  let result: Result | undefined;
  child.once('message', (message: Result) => {
    result = message;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return code === 0 ? result : undefined;
}
