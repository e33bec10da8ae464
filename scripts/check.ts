/**
 * Everything but the tests, in parallel: types, lint, format, unused code and the lock file. One line per check, the
 * output of those that failed, and a last line with the count.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pc from 'picocolors';

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc', '--noEmit'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  format: ['biome', 'check', '--error-on-warnings', '.'],
  'unused code': ['knip'],
  'lock file': ['npm', 'ci', '--dry-run'],
};

const results = await Promise.all(
  Object.entries(CHECKS).map(async ([name, command]) => {
    const begin = performance.now();
    const child = spawn('npx', ['--no-install', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${code === 0 ? pc.green('passed') : pc.red('FAILED')}  ${name} (${seconds} s)`);
    return { passed: code === 0, name, output };
  }),
);

const failed = results.filter(({ passed }) => !passed);
for (const { name, output } of failed) console.log(`\n${pc.bold(name)}\n${output.trimEnd()}`);
console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
