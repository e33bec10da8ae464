/**
 * Runs a lab whose phone belongs to a second Ringproof. The two meet where a lab meets the world, over real sockets, and
 * nowhere else: pushes by the relay to the gateway that stands for Apple, or by simctl and the probe; signalling and probe
 * from the app to the lab; the phone driven by Appium through usbmuxd and WebDriverAgent.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadReport } from '../../conformance/load-report.ts';
import type { ConformanceReport } from '../../conformance/report.ts';
import { HarnessError } from '../errors.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { freePorts } from '../ports.ts';
import { realLabFile, simulatorLabFile, virtualLabFile } from './lab-files.ts';
import { type MeetingPoints, type PhoneMaker, startPhoneMaker, startRingproof } from './phone-maker.ts';
import { standInXcode } from './stand-in-xcode.ts';

/** Of the simulator that a virtual phone plays. */
const SIMULATOR_UDID = '5A0E7D5C-52C4-4C1C-8D3E-1F4B4C1D7E11';

export interface Rehearsal {
  /** Lab files, logs and reports go here. */
  readonly folder: string;
  readonly phone: VirtualPhoneEntry;
  /** Further options of `ringproof run`, such as `--profile`, `core`. */
  readonly options: readonly string[];
  /** Gets what the run prints. */
  readonly print?: (text: string) => void;
  /** Gets what the run has printed so far; may stop the phone maker in the middle. */
  readonly onOutput?: (output: string, phoneMaker: PhoneMaker) => void;
}

export interface RehearsedSimulator {
  readonly report: ConformanceReport;
  /** Command lines of `xcrun`, in order. */
  readonly asked: readonly string[];
  /** Those of them that simctl does not know. */
  readonly unknown: readonly string[];
}

/** On a virtual phone of the lab itself, to compare with. */
export async function onVirtualPhone(rehearsal: Rehearsal): Promise<ConformanceReport> {
  const { folder, phone, options } = rehearsal;
  await mkdir(folder, { recursive: true });
  const labFile = join(folder, 'virtual-phone.yaml');
  await writeFile(labFile, virtualLabFile(phone));
  return reportOf({ ...rehearsal, options: ['--driver', 'direct', ...options] }, labFile, {});
}

export async function rehearseReal(rehearsal: Rehearsal): Promise<ConformanceReport> {
  const { folder, phone } = rehearsal;
  return withPhoneMaker(rehearsal, undefined, async (phoneMaker, at) => {
    const labFile = join(folder, 'real-phone.yaml');
    await writeFile(labFile, realLabFile(phone, phoneMaker.phone, at));
    return reportOf(rehearsal, labFile, usbmuxdOf(phoneMaker), phoneMaker);
  });
}

export async function rehearseSimulator(rehearsal: Rehearsal): Promise<RehearsedSimulator> {
  const { folder, phone } = rehearsal;
  return withPhoneMaker(rehearsal, SIMULATOR_UDID, async (phoneMaker, at) => {
    const app = join(folder, 'Calls.app');
    await mkdir(app, { recursive: true });
    const xcode = await standInXcode(folder, phoneMaker.phone, {
      app,
      model: phone.model.name,
      ios: phone.ios.version,
    });
    const labFile = join(folder, 'simulator.yaml');
    await writeFile(labFile, simulatorLabFile(phone, phoneMaker.phone, at, app));
    const environment = { ...usbmuxdOf(phoneMaker), PATH: xcode.path };
    const report = await reportOf(rehearsal, labFile, environment, phoneMaker);
    const asked = await xcode.asked();
    return { report, asked, unknown: asked.filter((line) => !xcode.known.includes(line)) };
  });
}

async function withPhoneMaker<T>(
  { folder, phone }: Rehearsal,
  udid: string | undefined,
  run: (phoneMaker: PhoneMaker, at: MeetingPoints) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const [callServerPort = 0, probePort = 0] = await freePorts(2);
  const at = { callServerPort, probePort, probeSecret: randomBytes(16).toString('hex') };
  const phoneMaker = await startPhoneMaker(folder, phone, at, udid);
  try {
    return await run(phoneMaker, at);
  } finally {
    await writeFile(join(folder, 'phone-maker', 'journal.jsonl'), await phoneMaker.journal());
    await phoneMaker.stop();
  }
}

/** As for a lab whose phones are plugged into another machine. */
function usbmuxdOf({ phone }: PhoneMaker): Readonly<Record<string, string>> {
  return { USBMUXD_SOCKET_ADDRESS: phone.usbmuxd };
}

/** @throws HarnessError when the run ends without a report */
async function reportOf(
  { folder, options, print, onOutput }: Rehearsal,
  labFile: string,
  environment: Readonly<Record<string, string>>,
  phoneMaker?: PhoneMaker,
): Promise<ConformanceReport> {
  const run = startRingproof(folder, environment, ['run', '--lab', labFile, '--reports', 'reports', ...options]);
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    print?.(chunk.toString());
    if (phoneMaker !== undefined) onOutput?.(output, phoneMaker);
  };
  run.process.stdout?.on('data', take);
  run.process.stderr?.on('data', take);
  const exitCode = await run.exited;
  await run.stop();
  const loaded = await loadReport(join(folder, 'reports', 'latest')).catch(() => undefined);
  if (loaded !== undefined) return loaded.report;
  throw new HarnessError(`The run ended with exit code ${exitCode} and no report: ${output.trim()}`, 'See its logs.');
}
