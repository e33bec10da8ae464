/**
 * Reads a lab file: which phones a lab has and which app they run.
 *
 * Every mistake is reported with file and line, since a lab file is written by hand.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Claims } from '../conformance/claims/claims-file.ts';
import { readYaml } from '../conformance/yaml-lines.ts';
import type { PhoneSettings } from '../virtual-iphone/daemons/settings.ts';
import { IPHONE_MODELS, type IphoneModel } from '../virtual-iphone/ios/models.ts';
import { anyIosVersion, IOS_VERSIONS, type IosVersion, iosVersion } from '../virtual-iphone/ios/versions.ts';
import type { Language } from '../virtual-iphone/ui/model.ts';
import { UsageError } from './errors.ts';
import { PhoneSettingsInFile } from './phone-settings.ts';
import { PROBE_ADDRESS } from './probe/entry.ts';
import {
  EntryFileError,
  ManualPhoneInFile,
  type OwnedPhoneParts,
  ownedPhoneParts,
  RealPhoneInFile,
  type RealPhoneParts,
  RealUdid,
} from './real/entry.ts';
import { shownPath } from './shown-path.ts';
import { SimulatorInFile, type SimulatorParts, SimulatorUdid, simulatorParts } from './simulator/entry.ts';
import { udidOf } from './udid.ts';

/** Where an app's source is. */
export interface AppSource {
  /** Folder with its manifest.yaml. */
  readonly folder: string;
  /** Another main file than the folder's own, which is how a mutant is built. */
  readonly main?: string;
}

interface PhoneOfAnyKind {
  /** Unique in the lab: the model's name unless the file gives another. */
  readonly name: string;
  readonly language: Language;
  /** Other builds of the app that can be installed on this phone, by name; a phone that is not simulated has none. */
  readonly variants: Readonly<Record<string, AppSource>>;
  /** What the app says of itself; absent without a claims file. */
  readonly claims?: Claims;
}

/** A phone that the lab simulates. */
export interface VirtualPhoneEntry extends PhoneOfAnyKind {
  readonly kind: 'virtual';
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  /** What differs from the phone's defaults. */
  readonly settings?: Partial<PhoneSettings>;
  /** The app under test. */
  readonly app: AppSource;
  /** Absolute path of a module with a broken {@link Ringer} for the call server: `export function makeRinger(parts)`. */
  readonly brokenRinger?: string;
  /** The app has a probe, which reports to the lab at this address: `ws://host:port/probe#secret`. */
  readonly probe?: string;
  /** Absent: that of its name. */
  readonly udid?: string;
  /** What its testbed takes every identifier from; absent: the system's chance. */
  readonly seed?: number;
}

/** An iPhone that somebody owns. */
export interface RealPhoneEntry extends PhoneOfAnyKind, RealPhoneParts {
  readonly kind: 'real';
  readonly model: Pick<IphoneModel, 'name'>;
  readonly ios: Omit<IosVersion, 'build'>;
}

/** An iPhone that somebody owns and no driver reaches, such as one with iOS 9: a tester looks at it and taps it. */
export interface ManualPhoneEntry extends PhoneOfAnyKind, OwnedPhoneParts {
  readonly kind: 'manual';
  readonly udid: string;
  readonly model: Pick<IphoneModel, 'name'>;
  readonly ios: Omit<IosVersion, 'build'>;
  /** How long the tester has for each thing that is asked. */
  readonly answerWithinMs: number;
}

/** One of Apple's simulators, on a Mac. */
export interface SimulatorEntry extends PhoneOfAnyKind, SimulatorParts {
  readonly kind: 'simulator';
  readonly model: Pick<IphoneModel, 'name'>;
  readonly ios: Omit<IosVersion, 'build'>;
}

/** One phone of the lab. */
export type PhoneEntry = VirtualPhoneEntry | RealPhoneEntry | SimulatorEntry | ManualPhoneEntry;

export function isVirtual(phone: PhoneEntry): phone is VirtualPhoneEntry {
  return phone.kind === 'virtual';
}

/** @throws UsageError that says what (such as "A run without Appium") takes virtual phones only */
export function onlyVirtual(what: string, phone: PhoneEntry): VirtualPhoneEntry {
  if (isVirtual(phone)) return phone;
  throw new UsageError(
    `${what} takes virtual phones only, and "${phone.name}" is a ${phone.kind} one.`,
    'Choose other phones with --phone, or another lab with --lab.',
  );
}

/** Of a real phone or simulator; older ones are in a tester's hands. */
export const OLDEST_DRIVEN_IOS = 10;

export interface Inventory {
  readonly file: string;
  readonly phones: readonly PhoneEntry[];
  /** Absolute path of the claims file that it names. */
  readonly claims?: string;
  /** Absolute paths of the suites that it adds to Ringproof's own. */
  readonly suites: readonly string[];
}

const VirtualPhoneInFile = z.strictObject({
  kind: z.literal('virtual'),
  name: z.string().min(1).optional(),
  model: z.string(),
  ios: z.string('must be a version in quotes, such as "18.6"'),
  language: z.enum(['en', 'zh-Hans']).default('en'),
  settings: PhoneSettingsInFile.optional(),
  probe: z
    .string()
    .regex(PROBE_ADDRESS, 'must be the address of a probe, such as ws://127.0.0.1:8091/probe#<secret>')
    .optional(),
  /** For a lab that plays the phones of another one, which names them by udid. */
  udid: z.union([RealUdid, SimulatorUdid], 'must be a udid as real phones or simulators have').optional(),
});

const PhoneInFile = z.discriminatedUnion('kind', [
  VirtualPhoneInFile,
  SimulatorInFile,
  RealPhoneInFile,
  ManualPhoneInFile,
]);
const KINDS = PhoneInFile.options.map(({ shape }) => shape.kind.value);

const LabFile = z.strictObject({
  app: z.string().min(1).optional(),
  claims: z.string().min(1).optional(),
  suites: z.array(z.string().min(1)).default([]),
  variants: z.record(z.string(), z.string().min(1)).default({}),
  phones: z
    .array(z.preprocess((entry) => (isWithoutKind(entry) ? { ...entry, kind: 'virtual' } : entry), PhoneInFile))
    .min(1, 'must list at least one phone'),
});

function isWithoutKind(entry: unknown): entry is object {
  return typeof entry === 'object' && entry !== null && !('kind' in entry);
}

type Path = readonly PropertyKey[];

const READ_PROBLEMS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };

/** @throws UsageError that names file, line, value and what was expected. */
export async function readInventory(file: string): Promise<Inventory> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = READ_PROBLEMS[error.code ?? ''] ?? error.message;
    throw new UsageError(
      `Cannot read the lab file ${shownPath(file)}: ${why}.`,
      'Give an existing file with --lab, or leave the option out to use the default lab.',
    );
  });
  const { document, lineOf, lineOfError } = readYaml(text);
  const fail = (path: Path, message: string, advice: string): never => {
    throw new UsageError(`${shownPath(file)}:${lineOf(path)}: ${describe(path)}${message}.`, advice);
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const line = lineOfError(syntax);
    const [what] = syntax.message.split(' at line ');
    throw new UsageError(`${shownPath(file)}:${line}: not valid YAML: ${what}.`, 'Mend that line and run again.');
  }
  const parsed = LabFile.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) throw parsed.error;
    const extra = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = extra === undefined ? issue.path : [...issue.path, extra];
    const message = extra === undefined ? problem(issue, document.getIn(issue.path)) : 'is not a setting of a lab file';
    return fail(path, message, 'See fixtures/labs/default.yaml for a complete example.');
  }

  const source = (path: Path, written: string): AppSource => {
    const folder = resolve(dirname(file), written);
    if (existsSync(join(folder, 'manifest.yaml'))) return { folder };
    const what = existsSync(folder) ? `${folder} has no manifest.yaml` : `there is no folder ${folder}`;
    return fail(path, what, 'Give the folder of an app with its manifest.yaml, relative to the lab file.');
  };
  const { app: appFolder } = parsed.data;
  if (appFolder === undefined && parsed.data.phones.some(({ kind }) => kind === 'virtual')) {
    return fail(['app'], 'is missing', 'Name the folder of the app that the virtual phones run.');
  }
  const app = appFolder === undefined ? undefined : source(['app'], appFolder);
  const variants = Object.fromEntries(
    Object.entries(parsed.data.variants).map(([name, written]) => [name, source(['variants', name], written)]),
  );
  const virtual = (entry: z.output<typeof VirtualPhoneInFile>, index: number): VirtualPhoneEntry => {
    const model = IPHONE_MODELS.find((candidate) => candidate.name === entry.model);
    if (model === undefined) {
      const known = IPHONE_MODELS.map(({ name }) => name).join(', ');
      return fail(['phones', index, 'model'], `unknown model "${entry.model}"`, `Known models: ${known}.`);
    }
    const ios = iosVersion(entry.ios);
    if (ios === undefined) {
      const advice = `Known versions: ${IOS_VERSIONS.join(', ')}.`;
      return fail(['phones', index, 'ios'], `unknown iOS version "${entry.ios}"`, advice);
    }
    const [first, last] = model.majors;
    if (ios.major < first || ios.major > last) {
      const advice = `It runs iOS ${first} to ${last}.`;
      return fail(['phones', index, 'ios'], `an ${model.name} cannot run iOS ${entry.ios}`, advice);
    }
    const name = entry.name ?? model.name;
    const { kind, language, settings, probe, udid } = entry;
    const own = { ...(settings && { settings }), ...(probe && { probe }), ...(udid && { udid }) };
    return { name, kind, model, ios, language, ...own, app: app as AppSource, variants };
  };
  const owned = async (
    entry: z.output<typeof RealPhoneInFile> | z.output<typeof ManualPhoneInFile>,
    index: number,
  ): Promise<RealPhoneEntry | ManualPhoneEntry> => {
    const parts = await ownedPhoneParts(file, entry).catch((error: unknown) => {
      if (!(error instanceof EntryFileError)) throw error;
      return fail(['phones', index, 'apns', error.setting], error.message, 'Paths are relative to the lab file.');
    });
    const { model, name = model, ios, language } = entry;
    const phone = { name, model: { name: model }, ios: anyIosVersion(ios), language, variants: {}, ...parts };
    if (entry.kind === 'real') {
      return { kind: 'real', ...phone, udid: entry.udid, webDriverAgent: entry.webDriverAgent };
    }
    const { udid = udidOf(name), answerWithinSeconds } = entry;
    return { kind: 'manual', ...phone, udid, answerWithinMs: answerWithinSeconds * 1_000 };
  };
  const simulator = (entry: z.output<typeof SimulatorInFile>, index: number): SimulatorEntry => {
    const parts = simulatorParts(file, entry);
    if (!existsSync(parts.appFolder)) {
      const advice = 'Build the app for simulators with Xcode and name the .app folder, relative to the lab file.';
      return fail(['phones', index, 'app', 'path'], `there is no app ${parts.appFolder}`, advice);
    }
    const { kind, model, name = model, ios, language } = entry;
    return { name, kind, model: { name: model }, ios: anyIosVersion(ios), language, variants: {}, ...parts };
  };
  const entryOf = (entry: z.output<typeof PhoneInFile>, index: number): PhoneEntry | Promise<PhoneEntry> => {
    if (entry.kind === 'virtual') return virtual(entry, index);
    if (entry.kind !== 'manual' && Number.parseInt(entry.ios, 10) < OLDEST_DRIVEN_IOS) {
      const advice = 'List the phone as `kind: manual`: a tester is asked then.';
      return fail(['phones', index, 'ios'], `the stock driver starts on no iOS before ${OLDEST_DRIVEN_IOS}`, advice);
    }
    return entry.kind === 'simulator' ? simulator(entry, index) : owned(entry, index);
  };
  const phones: PhoneEntry[] = [];
  for (const [index, entry] of parsed.data.phones.entries()) phones.push(await entryOf(entry, index));
  refuseSharing(phones, (index, what, advice) => fail(['phones', index], what, advice));
  phones.forEach((phone, index) => {
    if (phones.findIndex(({ name }) => name === phone.name) !== index) {
      fail(['phones', index], `a second phone is named "${phone.name}"`, 'Give each phone a `name` of its own.');
    }
  });
  const { claims } = parsed.data;
  const beside = (written: string) => resolve(dirname(file), written);
  const suites = parsed.data.suites.map(beside);
  return { file: resolve(file), phones, suites, ...(claims && { claims: beside(claims) }) };
}

/**
 * The phones whose name contains one of the wanted words, case ignored; all of them when nothing is wanted.
 *
 * @throws UsageError when a word matches no phone.
 */
export function selectPhones(phones: readonly PhoneEntry[], wanted: readonly string[]): readonly PhoneEntry[] {
  if (wanted.length === 0) return phones;
  const matches = (word: string) => phones.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()));
  for (const word of wanted) {
    if (matches(word).length === 0) {
      const names = phones.map(({ name }) => `"${name}"`).join(', ');
      throw new UsageError(`No phone of this lab matches "${word}".`, `The lab has ${names}.`);
    }
  }
  const chosen = new Set(wanted.flatMap(matches));
  return phones.filter((phone) => chosen.has(phone));
}

/** What two phones outside cannot share, and which kinds a lab cannot have together. */
function refuseSharing(
  phones: readonly PhoneEntry[],
  fail: (index: number, what: string, advice: string) => never,
): void {
  const outside = phones.flatMap((phone, index) => (phone.kind === 'virtual' ? [] : [{ phone, index }]));
  const [first] = outside;
  if (first !== undefined && outside.length < phones.length) {
    const advice = 'Keep two lab files: each kind is found through a usbmuxd of its own.';
    fail(first.index, 'a lab has either real phones or virtual ones', advice);
  }
  const byHand = outside.find(({ phone }) => phone.kind === 'manual');
  if (byHand !== undefined && outside.some(({ phone }) => phone.kind !== 'manual')) {
    fail(byHand.index, 'a manual phone has a lab of its own', 'Keep two lab files: a tester cannot be in two places.');
  }
  for (const [at, { phone, index }] of outside.entries()) {
    for (const { phone: earlier } of outside.slice(0, at)) {
      if (earlier.udid.toLowerCase() === phone.udid.toLowerCase()) {
        fail(index, `the udid is that of "${earlier.name}"`, 'List each iPhone once.');
      }
      if (earlier.callServer.port === phone.callServer.port && earlier.callServer.host === phone.callServer.host) {
        const advice = 'Give each phone a call server with a port of its own.';
        fail(index, `the call server is that of "${earlier.name}"`, advice);
      }
      if (phone.probe !== undefined && earlier.probe?.port === phone.probe.port) {
        fail(
          index,
          `the port of its probe is that of "${earlier.name}"`,
          'Give each probe a port and a secret of its own.',
        );
      }
    }
  }
}

function describe(path: Path): string {
  return path.length === 0
    ? ''
    : `${path.map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`)).join('')}: `.slice(1);
}

function problem(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.path.length === 0) return 'a lab file has the settings `app` and `phones`';
  if (found === undefined) return 'is missing';
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'kind') {
    const kinds = KINDS.map((kind) => JSON.stringify(kind));
    return `must be ${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}; found ${JSON.stringify(found)}`;
  }
  if (issue.code === 'invalid_value') {
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}; found ${JSON.stringify(found)}`;
  }
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}
