/**
 * Apple's command line for simulators, `xcrun simctl`, which comes with Xcode. Only what a lab asks of it; each method
 * is one command.
 */

import { z } from 'zod';
import { askProgram } from '../doctor/program.ts';
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
}
