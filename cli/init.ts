/**
 * `ringproof init`: writes a claims file, and a lab file where there is none. What the app's manifest or Info.plist shows
 * is taken from there; only the rest is asked.
 */

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { confirm } from '@inquirer/prompts';
import pc from 'picocolors';
import { parse as parsePlist } from 'plist';
import { parse as parseYaml } from 'yaml';
import { CLAIM_NAMES, CLAIMS, type Claim } from '../conformance/claims/claims.ts';
import { CLAIMS_FILE, type Claims, writtenClaims } from '../conformance/claims/claims-file.ts';
import { EXIT_CODE, messageOf, UsageError } from '../lab/errors.ts';
import { shownPath } from '../lab/shown-path.ts';

export interface InitCommand {
  /** Folder of the app, with its manifest.yaml or Info.plist. */
  readonly app: string;
  /** Lab file to write unless it is there. */
  readonly lab: string;
  readonly set: Readonly<Partial<Record<Claim, boolean>>>;
  /** Asks nothing: what cannot be seen is not claimed. */
  readonly yes?: boolean;
  readonly overwrite?: boolean;
}

/** Asks a question that is answered by yes or no. */
export type Ask = (message: string, suggested: boolean) => Promise<boolean>;

/** @returns the exit code. @throws UsageError */
export async function init(command: InitCommand, ask: Ask | undefined = askUnless(command.yes)): Promise<number> {
  const folder = resolve(command.app);
  const seen = claimsOf(await infoOf(folder));
  const file = join(folder, CLAIMS_FILE);
  await mayWrite(file, command, ask);
  const said: Partial<Record<Claim, boolean>> = { ...seen, ...command.set };
  for (const claim of CLAIM_NAMES) {
    said[claim] ??= said.callkit === false || ask === undefined ? false : await ask(`It ${CLAIMS[claim]}?`, false);
  }
  await written(file, writtenClaims(said as Claims));
  const labFile = resolve(command.lab);
  if (existsSync(labFile)) say(`${shownPath(labFile)} is there already, and stays as it is.`);
  else await written(labFile, labFor(relative(dirname(labFile), folder) || '.'));
  say(`Next: ${pc.cyan(`ringproof run --lab ${shownPath(labFile)}`)}`);
  return EXIT_CODE.met;
}

/** Only somebody at a terminal can be asked. */
function askUnless(yes: boolean | undefined): Ask | undefined {
  if (yes === true || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return (message, suggested) => confirm({ message, default: suggested });
}

async function mayWrite(file: string, { overwrite }: InitCommand, ask: Ask | undefined): Promise<void> {
  if (!existsSync(file) || overwrite === true) return;
  if (ask !== undefined && (await ask(`${shownPath(file)} is there already. Write it anew?`, false))) return;
  throw new UsageError(`${shownPath(file)} is there already.`, 'Change it by hand, or add --overwrite.');
}

async function written(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new UsageError(`${shownPath(file)} cannot be written: ${messageOf(error)}.`, 'Give another folder.');
  });
  say(`Wrote ${pc.cyan(shownPath(file))}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What an app says of itself to iOS: the keys of its manifest.yaml, which are those of an Info.plist. */
async function infoOf(folder: string): Promise<Record<string, unknown>> {
  const readers = { 'manifest.yaml': parseYaml, 'Info.plist': parsePlist } as const;
  for (const [name, read] of Object.entries(readers)) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    try {
      const info: unknown = read(await readFile(file, 'utf8'));
      if (typeof info === 'object' && info !== null && !Array.isArray(info)) return { ...info };
    } catch (error) {
      throw new UsageError(`${shownPath(file)} cannot be read: ${messageOf(error)}.`, 'Mend the file and try again.');
    }
    throw new UsageError(`${shownPath(file)} has no keys.`, 'It should have those of an Info.plist.');
  }
  throw new UsageError(
    `${shownPath(folder)} has neither manifest.yaml nor Info.plist.`,
    "Give the app's folder, such as: ringproof init path/to/app",
  );
}

/** What can be seen without asking: an app without voip mode gets no VoIP push, and so has no call to report. */
function claimsOf(info: Record<string, unknown>): Partial<Record<Claim, boolean>> {
  const modes: readonly unknown[] = Array.isArray(info['UIBackgroundModes']) ? info['UIBackgroundModes'] : [];
  // Without a call to report there is no CallKit, in China or elsewhere.
  const calls = modes.includes('voip') ? { callkit: true } : { callkit: false, china: true };
  const entitlements = info['entitlements'];
  if (typeof entitlements !== 'object' || entitlements === null) return calls;
  return { ...calls, fallback: 'aps-environment' in entitlements };
}

function labFor(app: string): string {
  return [
    '# The phones to prove it on, and the app under test. Paths are relative to this file.',
    `app: ${JSON.stringify(app)}`,
    'phones:',
    ...[
      ['iPhone 6', '12.5'],
      ['iPhone 7', '15.8'],
      ['iPhone 15', '18.6'],
      ['iPhone 17', '26.4'],
    ].map(([model, ios]) => `  - { model: ${model}, ios: '${ios}' }`),
    '',
  ].join('\n');
}
