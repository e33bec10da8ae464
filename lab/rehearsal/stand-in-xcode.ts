/** Puts a stand-in for Xcode's `xcrun` on the PATH of a lab that rehearses with a simulator. */

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MadePhone } from './phone-maker.ts';

const PROGRAM = fileURLToPath(new URL('./stand-in-simctl.js', import.meta.url));

interface Answer {
  readonly stdout?: string;
  /** What it does at the phone maker. */
  readonly does?: 'install' | 'push';
}

export interface StandInXcode {
  /** For the environment of the lab: the stand-in is found first. */
  readonly path: string;
  /** Command lines that it was asked and knows. */
  readonly known: readonly string[];
  /** Those so far, in order. */
  asked(): Promise<readonly string[]>;
}

/** @param app path of the .app folder. @param ios of the simulator, such as `18.6` */
export async function standInXcode(
  folder: string,
  phone: MadePhone,
  { app, model, ios }: { readonly app: string; readonly model: string; readonly ios: string },
): Promise<StandInXcode> {
  const { udid, bundleId } = phone;
  const device = { udid, isAvailable: true, state: 'Shutdown', name: model };
  const runtime = `com.apple.CoreSimulator.SimRuntime.iOS-${ios.replaceAll('.', '-')}`;
  const answers: Readonly<Record<string, Answer>> = {
    'simctl list --json devices': { stdout: JSON.stringify({ devices: { [runtime]: [device] } }) },
    [`simctl bootstatus ${udid} -b`]: {},
    [`simctl install ${udid} ${app}`]: { does: 'install' },
    [`simctl privacy ${udid} grant microphone ${bundleId}`]: {},
    [`simctl push ${udid} ${bundleId} -`]: { does: 'push', stdout: `Notification sent to '${bundleId}'\n` },
    [`simctl uninstall ${udid} ${bundleId}`]: {},
    [`simctl shutdown ${udid}`]: {},
  };
  const bin = join(folder, 'xcode');
  await mkdir(bin, { recursive: true });
  const setup = join(bin, 'simulator.json');
  await writeFile(setup, JSON.stringify({ answers, phone }));
  await writeFile(join(bin, 'asked'), '');
  const program = join(bin, 'xcrun');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' '${setup}' "$@"\n`);
  await chmod(program, 0o755);
  return {
    path: `${bin}:${process.env['PATH'] ?? ''}`,
    known: Object.keys(answers),
    async asked() {
      return (await readFile(join(bin, 'asked'), 'utf8')).split('\n').filter(Boolean);
    },
  };
}
