/** Lets every stranger loose on a lab of one virtual phone, behind the doors that `ringproof serve` opens. */

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ipa } from '../../virtual-iphone/usbmuxd/ipa.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readInventory, selectPhones } from '../inventory.ts';
import { type Lab, startLab } from '../lab.ts';
import { DRIVER, INSPECTOR } from './driver.ts';
import { type Outcome, outcomeOf, type Scene, type Stranger } from './stranger.ts';
import { TOOLS } from './tools.ts';

export interface Judgement {
  readonly stranger: string;
  readonly call: string;
  readonly outcome: Outcome;
}

export const STRANGERS: readonly Stranger[] = [DRIVER, INSPECTOR, ...TOOLS];

const NEW_BUNDLE_ID = 'com.example.ringproof.guest';
const GUEST_MANIFEST = `
CFBundleIdentifier: ${NEW_BUNDLE_ID}
CFBundleDisplayName: Guest
CFBundleShortVersionString: '1.0'
MinimumOSVersion: '9.0'
DTSDKName: iphoneos18.0
UIBackgroundModes: [voip]
entitlements: { aps-environment: development }
`;
const GUEST_MAIN = "console.log('The guest is here.');\n";

/** A tool that hangs is a failure; the slowest answer takes seconds. */
const TOOL_LIMIT_MS = 30_000;

export async function judgeStrangers(report: (judgement: Judgement) => void): Promise<readonly Judgement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-strangers-'));
  const inventory = await readInventory(DEFAULT_LAB_FILE);
  const lab = await startLab({
    phones: selectPhones(inventory.phones, ['iPhone 15']),
    requirementsFor: () => ({}),
    logFolder: folder,
  });
  try {
    const judgements: Judgement[] = [];
    const { scene, end } = await openScene(lab, folder);
    for (const stranger of STRANGERS) {
      for (const call of stranger.calls) {
        const outcome: Outcome = isMissing(stranger.needs)
          ? { kind: 'skipped', text: `skipped: ${stranger.needs} is not installed` }
          : await outcomeOf(call, scene);
        const judgement = { stranger: stranger.name, call: call.name, outcome };
        judgements.push(judgement);
        report(judgement);
      }
    }
    await end();
    return judgements;
  } finally {
    await lab.close();
    await rm(folder, { recursive: true });
  }
}

async function openScene(lab: Lab, folder: string): Promise<{ scene: Scene; end: () => Promise<unknown> }> {
  const [phone] = lab.phones;
  if (phone === undefined) throw new Error('The lab has no phone.');
  const { udid, bundleId } = phone;
  const path = join(folder, 'guest.ipa');
  const files = { 'manifest.yaml': GUEST_MANIFEST, 'main.ts': GUEST_MAIN };
  await writeFile(path, ipa({ bundleId: NEW_BUNDLE_ID, name: 'Guest', version: '1.0', files }));
  const capabilities = { ...lab.capabilities(udid), 'appium:autoLaunch': true };
  const body = { capabilities: { alwaysMatch: capabilities, firstMatch: [{}] } };
  const { sessionId } = (await ask(lab.appium.url, 'POST', '/session', body)) as { sessionId: string };
  const command: Scene['command'] = (method, below, given) =>
    ask(lab.appium.url, method, `/session/${sessionId}${below}`, given);
  const scene: Scene = {
    udid,
    bundleId,
    mjpegPort: Number(lab.capabilities(udid)['appium:mjpegServerPort']),
    ipa: path,
    newBundleId: NEW_BUNDLE_ID,
    command,
    mobile: (name, args = {}) => command('POST', '/execute/sync', { script: `mobile: ${name}`, args: [args] }),
    element: async (name) => {
      const found = await command('POST', '/element', { using: 'accessibility id', value: name });
      return (found as Record<string, string>)['element-6066-11e4-a52e-4f735466cecf'] ?? '';
    },
    run: async (program, ...args) => {
      const env = { ...process.env, ...lab.usbmuxdEnvironment, TZ: 'UTC', LC_ALL: 'C' };
      const { stdout, stderr } = await promisify(execFile)(program, args, { env, timeout: TOOL_LIMIT_MS });
      return stdout + stderr;
    },
  };
  return { scene, end: () => command('DELETE', '') };
}

async function ask(url: string, method: string, path: string, body?: object): Promise<unknown> {
  const sent = method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {};
  const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, ...sent });
  const { value } = (await response.json()) as { value: { message?: string } | undefined };
  if (response.ok) return value;
  throw new Error(value?.message ?? `HTTP ${response.status}`);
}

function isMissing(program: string | undefined): boolean {
  if (program === undefined) return false;
  return !(process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
