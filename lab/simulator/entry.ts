/** One of Apple's simulators in a lab file: which one it is, the app that is installed there, and its call server. */

import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { ProbeInFile } from '../probe/entry.ts';
import { APP_FACTS, type AppFacts, appFacts, PHONE_OUTSIDE } from '../real/entry.ts';

const UDID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;

export const SimulatorUdid = z.string().regex(UDID, 'must be the udid as `xcrun simctl list devices` shows it');

export const SimulatorInFile = z.strictObject({
  kind: z.literal('simulator'),
  ...PHONE_OUTSIDE,
  udid: SimulatorUdid,
  app: z.strictObject({ ...APP_FACTS, path: z.string().min(1) }),
  /** Its address where it runs on the simulator already; without it the driver builds it. */
  webDriverAgent: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }).optional(),
});

type Written = z.output<typeof SimulatorInFile>;

/** What a phone of the lab has of its own when it is a simulator. */
export interface SimulatorParts {
  readonly udid: string;
  readonly app: AppFacts;
  /** Absolute path of the .app, built for simulators. */
  readonly appFolder: string;
  readonly callServer: Written['callServer'];
  readonly probe?: ProbeInFile;
  readonly webDriverAgent?: { readonly url: string };
}

/** @param labFile paths in the entry are relative to it */
export function simulatorParts(
  labFile: string,
  { udid, app, callServer, probe, webDriverAgent }: Written,
): SimulatorParts {
  const { path, ...facts } = app;
  return {
    udid,
    app: appFacts(facts),
    appFolder: resolve(dirname(labFile), path),
    callServer,
    ...(probe && { probe }),
    ...(webDriverAgent && { webDriverAgent }),
  };
}
