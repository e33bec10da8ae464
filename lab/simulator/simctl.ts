/**
 * Apple's command line for simulators, `xcrun simctl`, which comes with Xcode. Only what a lab asks of it; each method
 * is one command.
 */

import { z } from 'zod';
import { askProgram, type ProgramOptions } from '../doctor/program.ts';
import { HarnessError } from '../errors.ts';

export interface SimulatorDevice {
  readonly udid: string;
  readonly name: string;
  /** Such as `18.6`. */
  readonly ios: string;
  readonly booted: boolean;
  /** Why it cannot be used, such as a runtime that is gone; absent: it can. */
  readonly unusable?: string;
}

const Devices = z.object({
  devices: z.record(
    z.string(),
    z.array(
      z.object({
        udid: z.string(),
        name: z.string(),
        state: z.string(),
        isAvailable: z.boolean().default(true),
        availabilityError: z.string().optional(),
      }),
    ),
  ),
});

/** `com.apple.CoreSimulator.SimRuntime.iOS-18-6`; other platforms have no phones. */
const IOS_RUNTIME = /\.iOS-([\d-]+)$/;

/** A simulator may migrate its data at the first boot after an update of Xcode, which takes minutes. */
const BOOT_LIMIT_MS = 300_000;
const INSTALL_LIMIT_MS = 120_000;

/** simctl refused, or is not there; the message says why, in its own words. */
export class SimctlError extends Error {
  override readonly name = 'SimctlError';
}

export class Simctl {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  /** All simulated iPhones and iPads of this Mac; undefined on a machine without `xcrun`. */
  async devices(): Promise<readonly SimulatorDevice[] | undefined> {
    const answer = await askProgram('xcrun', ['simctl', 'list', '--json', 'devices'], this.#environment);
    if (!answer.ran && answer.absent) return undefined;
    if (!answer.ran) throw new HarnessError(`simctl does not list simulators: ${answer.why}.`, 'Run ringproof doctor.');
    const { devices } = Devices.parse(JSON.parse(answer.output));
    return Object.entries(devices).flatMap(([runtime, ofRuntime]) => {
      const ios = IOS_RUNTIME.exec(runtime)?.[1]?.replaceAll('-', '.');
      if (ios === undefined) return [];
      return ofRuntime.map(({ udid, name, state, isAvailable, availabilityError }) => ({
        udid,
        name,
        ios,
        booted: state === 'Booted',
        ...(!isAvailable && { unusable: availabilityError ?? 'simctl calls it unavailable' }),
      }));
    });
  }

  /** Resolves when it is up, and at once where it is up already. */
  async boot(udid: string): Promise<void> {
    await this.#do(['bootstatus', udid, '-b'], { limitMs: BOOT_LIMIT_MS });
  }

  async shutdown(udid: string): Promise<void> {
    await this.#do(['shutdown', udid]);
  }

  /** @param app the .app folder */
  async install(udid: string, app: string): Promise<void> {
    await this.#do(['install', udid, app], { limitMs: INSTALL_LIMIT_MS });
  }

  async uninstall(udid: string, bundleId: string): Promise<void> {
    await this.#do(['uninstall', udid, bundleId]);
  }

  /** Gives the app a permission before it asks, such as `microphone`. */
  async grant(udid: string, service: string, bundleId: string): Promise<void> {
    await this.#do(['privacy', udid, 'grant', service, bundleId]);
  }

  /** An ordinary push; simctl takes no VoIP pushes. */
  async push(udid: string, bundleId: string, payload: object): Promise<void> {
    await this.#do(['push', udid, bundleId, '-'], { input: JSON.stringify(payload) });
  }

  /** @throws SimctlError */
  async #do(args: readonly string[], options: ProgramOptions = {}): Promise<void> {
    const answer = await askProgram('xcrun', ['simctl', ...args], this.#environment, options);
    if (!answer.ran) throw new SimctlError(answer.why);
  }
}
