/**
 * A real iPhone in a lab file: how it is found and driven, which app is on it, where that app reaches the call server,
 * and the key by which Apple takes pushes to it.
 */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { RelayOptions } from '../../mock-apns/index.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import { ProbeInFile } from '../probe/entry.ts';

const UDID = /^([0-9A-F]{8}-[0-9A-F]{16}|[0-9a-f]{40})$/i;

/** What a lab file says of any phone that is not simulated here. */
export const PHONE_OUTSIDE = {
  name: z.string().min(1).optional(),
  model: z.string().min(1),
  ios: z
    .string('must be a version in quotes, such as "18.6"')
    .regex(/^\d+(\.\d+)*$/, 'must be a version such as "18.6"'),
  language: z.enum(['en', 'zh-Hans']).default('en'),
  callServer: z.strictObject({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
  }),
  /** Where the probe in the app reports, if it has one. */
  probe: ProbeInFile.optional(),
};

export const APP_FACTS = {
  bundleId: z.string().min(1),
  name: z.string().min(1),
  version: z.string('must be a version in quotes, such as "1.4"').min(1),
  backgroundModes: z.array(z.string()).default(['audio', 'voip']),
};

/** An iPhone that somebody owns, whoever drives it. */
const OWNED_PHONE = {
  ...PHONE_OUTSIDE,
  app: z.strictObject(APP_FACTS),
  apns: z.strictObject({
    environment: z.enum(['sandbox', 'production']),
    key: z.string().min(1),
    keyId: z.string().min(1),
    teamId: z.string().min(1),
    url: z.string().min(1).optional(),
    ca: z.string().min(1).optional(),
  }),
};

export const RealUdid = z.string().regex(UDID, 'must be the udid as Finder or `idevice_id -l` shows it');

export const RealPhoneInFile = z.strictObject({
  kind: z.literal('real'),
  ...OWNED_PHONE,
  udid: RealUdid,
  /** Its address; or already on the phone; or built by the driver, which takes a Mac with Xcode. */
  webDriverAgent: z.union(
    [
      z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
      z.strictObject({ preinstalled: z.string().min(1) }),
      z.strictObject({ build: z.strictObject({ teamId: z.string().min(1), signingId: z.string().min(1).optional() }) }),
    ],
    'must be { url: http://… }, { preinstalled: <bundle id> } or { build: { teamId: <your team> } }',
  ),
});

/** Nobody but a tester reaches it, so that it needs no udid. */
export const ManualPhoneInFile = z.strictObject({
  kind: z.literal('manual'),
  ...OWNED_PHONE,
  udid: RealUdid.optional(),
  /** How long the tester has for each thing that is asked. */
  answerWithinSeconds: z.number().int().min(5).max(600).default(60),
});

type WrittenReal = z.output<typeof RealPhoneInFile>;
type Written = WrittenReal | z.output<typeof ManualPhoneInFile>;

/** What the lab must be told of an app that it does not build: the names are those of its Info.plist. */
export type AppFacts = Pick<
  AppManifest,
  'CFBundleIdentifier' | 'CFBundleDisplayName' | 'CFBundleShortVersionString' | 'UIBackgroundModes'
>;

/** What a phone has of its own that gets its pushes from Apple. */
export interface OwnedPhoneParts {
  readonly app: AppFacts;
  /** Where the lab's call server listens; the app on the phone must reach it there. */
  readonly callServer: Written['callServer'];
  readonly probe?: ProbeInFile;
  readonly environment: 'sandbox' | 'production';
  readonly relay: RelayOptions;
}

/** What a phone of the lab has of its own when it is a real one. */
export interface RealPhoneParts extends OwnedPhoneParts {
  readonly udid: string;
  readonly webDriverAgent: WrittenReal['webDriverAgent'];
}

/** A file that an entry names could not be read; `setting` says where in the entry. */
export class EntryFileError extends Error {
  readonly setting: 'key' | 'ca';

  constructor(setting: 'key' | 'ca', message: string) {
    super(message);
    this.setting = setting;
  }
}

/**
 * @param labFile paths in the entry are relative to it
 * @throws EntryFileError
 */
export async function ownedPhoneParts(labFile: string, written: Written): Promise<OwnedPhoneParts> {
  const { app, callServer, apns, probe } = written;
  const text = async (setting: EntryFileError['setting'], path: string) => {
    const file = resolve(dirname(labFile), path);
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new EntryFileError(setting, error.code === 'ENOENT' ? `there is no file ${file}` : error.message);
    });
  };
  const { environment, keyId, teamId, url } = apns;
  const credential = { key: await text('key', apns.key), keyId, teamId };
  const ca = apns.ca === undefined ? {} : { ca: await text('ca', apns.ca) };
  return {
    app: appFacts(app),
    callServer,
    ...(probe && { probe }),
    environment,
    relay: { to: url === undefined ? environment : { url, ...ca }, credential },
  };
}

export function appFacts({ bundleId, name, version, backgroundModes }: Written['app']): AppFacts {
  return {
    CFBundleIdentifier: bundleId,
    CFBundleDisplayName: name,
    CFBundleShortVersionString: version,
    UIBackgroundModes: backgroundModes,
  };
}
