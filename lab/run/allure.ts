/**
 * Generates the Allure site from the results that the workers left. Allure 2 is a Java program inside its npm package;
 * a machine without Java gets every other report and is told.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from '../child-process.ts';
import { packageFolder } from '../packages.ts';
import { fitNarrowScreens } from './allure-narrow.ts';

/** The generator lives for a second or two, too short for Java's optimising compiler to pay for itself: a third less CPU. */
const QUICK_START = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

export type AllureOutcome =
  | { readonly kind: 'generated'; readonly index: string }
  | { readonly kind: 'left-out'; readonly reason: string };

/**
 * @param results folder of `*-result.json` files
 * @param site folder to write; opened through a web server or with `allure open`
 * @throws the signal's reason; nothing is left running then
 */
export async function generateAllureSite(results: string, site: string, signal?: AbortSignal): Promise<AllureOutcome> {
  signal?.throwIfAborted();
  if (!(await hasJava())) {
    return {
      kind: 'left-out',
      reason: 'no Java on this machine (install a Java runtime, version 8 or newer, to get the Allure site)',
    };
  }
  signal?.throwIfAborted();
  const program = join(packageFolder('allure-commandline'), 'dist', 'bin', 'allure');
  const child = startChild(program, ['generate', '--clean', '--output', site, results], {
    // Only exactly `true` keeps the analytics tag out of the pages and the generator off the network.
    env: {
      ...process.env,
      ALLURE_NO_ANALYTICS: 'true',
      JAVA_OPTS: [process.env['JAVA_OPTS'], QUICK_START].filter(Boolean).join(' '),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => void child.stop();
  signal?.addEventListener('abort', stop);
  let output = '';
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await child.exited;
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (code !== 0)
    return { kind: 'left-out', reason: `Allure could not generate it: ${output.trim() || `exit ${code}`}` };
  await fitNarrowScreens(site);
  return { kind: 'generated', index: join(site, 'index.html') };
}

export async function hasJava(environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const java = environment['JAVA_HOME'] === undefined ? 'java' : join(environment['JAVA_HOME'], 'bin', 'java');
  const child = spawn(java, ['-version'], { stdio: 'ignore', env: environment });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
