/**
 * A second Ringproof that plays phone maker and Apple: a process of its own whose virtual iPhone has the probe in its
 * app, finds its call server and its probe's lab where the other process listens, and whose gateway stands for APNs.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type ManagedChild, startChild } from '../child-process.ts';
import { ControlClient } from '../control/client.ts';
import { HarnessError } from '../errors.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { REFERENCE_APP } from './lab-files.ts';

/** Where the lab under rehearsal is to listen, on this host. */
export interface MeetingPoints {
  readonly callServerPort: number;
  readonly probePort: number;
  readonly probeSecret: string;
}

/** What the phone maker prints about its phone, as somebody would copy it by hand. */
export interface MadePhone {
  readonly udid: string;
  /** Of its control API, which the stand-in for a simulator's host asks for what simctl does. */
  readonly control: string;
  readonly bundleId: string;
  readonly webDriverAgentUrl: string;
  /** Value of `USBMUXD_SOCKET_ADDRESS`. */
  readonly usbmuxd: string;
  readonly gateway: string;
  /** Files. */
  readonly authority: string;
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

export interface PhoneMaker {
  readonly phone: MadePhone;
  /** What happened in and around the phone as it writes it down itself, a line of JSON for each event; empty when it is gone. */
  journal(): Promise<string>;
  /** Takes the phone away, as one does who pulls the cable and switches it off. */
  stop(): Promise<void>;
}

const READY = 'Ctrl-C ends the lab.';

/**
 * @param udid where the phone is not to have the one of its name
 * @throws HarnessError when it does not come up; nothing is left running then
 */
export async function startPhoneMaker(
  folder: string,
  { model, ios, language }: Pick<VirtualPhoneEntry, 'model' | 'ios' | 'language'>,
  at: MeetingPoints,
  udid?: string,
): Promise<PhoneMaker> {
  const probe = `ws://127.0.0.1:${at.probePort}/probe#${at.probeSecret}`;
  const labFile = join(folder, 'phone-maker.yaml');
  const phones = [{ model: model.name, ios: ios.version, language, probe, ...(udid !== undefined && { udid }) }];
  await writeFile(labFile, stringify({ app: REFERENCE_APP, phones }));
  const child = startRingproof(folder, {}, [
    'serve',
    '--lab',
    labFile,
    '--reports',
    'phone-maker',
    '--call-server',
    `http://127.0.0.1:${at.callServerPort}`,
  ]);
  try {
    const phone = phoneIn(await outputUntil(child, READY));
    return {
      phone,
      async journal() {
        const events = await new ControlClient(phone.control)
          .phone(phone.udid)
          .journal()
          .catch(() => []);
        return events.map((event) => `${JSON.stringify(event)}\n`).join('');
      },
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

const started = new Set<ManagedChild>();

/** Ends every Ringproof that {@link startRingproof} has started, each of which ends its Appium. */
export async function stopRingproofs(): Promise<void> {
  await Promise.all([...started].map((child) => child.stop()));
}

/** Runs a command of this Ringproof, with none of this process's own settings for it. */
export function startRingproof(
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): ManagedChild {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('RINGPROOF_'));
  const child = startChild(process.execPath, [join(PACKAGE_ROOT, 'cli', 'ringproof.js'), ...args], {
    cwd,
    env: { ...Object.fromEntries(clean), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  void child.exited.then(() => started.delete(child));
  return child;
}

async function outputUntil(child: ManagedChild, text: string): Promise<string> {
  let output = '';
  const ready = new Promise<void>((resolve) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(text)) resolve();
    };
    child.process.stdout?.on('data', take);
    child.process.stderr?.on('data', take);
  });
  const code = await Promise.race([ready, child.exited]);
  if (code === undefined) return output;
  const advice = 'Start `ringproof serve` by hand to see more.';
  throw new HarnessError(`The phone maker ended with exit code ${code}: ${output.trim()}`, advice);
}

function phoneIn(directory: string): MadePhone {
  const [key = '', keyId = '', teamId = ''] = said(directory, 'team key').split(/ {2}key id | {2}team id /);
  const [gateway = '', authority = ''] = said(directory, 'APNs gateway').split('  CA ');
  const capabilities = JSON.parse(said(directory, 'capabilities')) as Readonly<Record<string, string>>;
  return {
    udid: said(directory, 'udid'),
    control: said(directory, 'Control API'),
    bundleId: said(directory, 'app'),
    webDriverAgentUrl: capabilities['appium:webDriverAgentUrl'] ?? '',
    usbmuxd: said(directory, 'usbmuxd').replace('USBMUXD_SOCKET_ADDRESS=', ''),
    gateway,
    authority,
    key,
    keyId,
    teamId,
  };
}

function said(directory: string, name: string): string {
  const value = new RegExp(`^ *${name} +(.+)$`, 'm').exec(directory)?.[1];
  if (value !== undefined) return value;
  throw new HarnessError(`The phone maker does not say its ${name}.`, `It said: ${directory}`);
}
