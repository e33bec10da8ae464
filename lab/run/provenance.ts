/**
 * What the outcome of a run depends on, as digests: app, suite, harness and lab file. A certificate names them, so that
 * its reader can tell a patched suite or another build of the app.
 */

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { dirHash, sha256 } from '../../conformance/certificate/digest.ts';
import type { Configuration } from '../../conformance/certificate/statement.ts';
import type { Suite } from '../../conformance/suites.ts';
import { bundle, ownFile } from '../../virtual-iphone/app-process/bundle.ts';
import { type AppSource, onlyVirtual, readInventory } from '../inventory.ts';
import { PACKAGE_ROOT, packageVersion } from '../packages.ts';
import { addedSuites } from './added-suites.ts';
import { claimsOf } from './claimed.ts';

/** Folders whose files decide what a run does, besides requirements and specs. */
const HARNESS = ['call-server', 'clock', 'conformance', 'lab', 'mock-apns', 'virtual-iphone'];

/** Nothing that a run executes. */
const NOT_RUN = /\.(test|test-data)\.ts$|\.md$|(^|\/)\./;

export interface Provenance {
  /** `dirHash` of the files that the app is built from. */
  readonly appDigest: string;
  readonly configuration: readonly Configuration[];
}

/**
 * @param claimsFile as for a run: without it, the lab file's or the app's own
 * @throws UsageError when the lab file is wrong, InputError for the claims file, or AppLoadError when the app does not bundle
 */
export async function provenanceOf(labFile: string, claimsFile?: string): Promise<Provenance> {
  const inventory = await readInventory(labFile);
  const [lab, suite] = await Promise.all([readFile(labFile), suiteOf()]);
  const [phone] = inventory.phones;
  if (phone === undefined) throw new Error('A lab has at least one phone.');
  const variants = Object.entries(phone.variants).map(
    async ([name, source]): Promise<Configuration> => ({
      name: `variant ${name}`,
      digest: { dirHash: await appDigest(source) },
    }),
  );
  const claims = await claimsOf(claimsFile, inventory);
  const said =
    claims === undefined ? [] : [{ name: 'claims', digest: { sha256: sha256(await readFile(claims.file)) } }];
  const added = (await addedSuites(inventory)).map(addedSuite);
  return {
    appDigest: await appDigest(onlyVirtual('A certificate', phone).app),
    configuration: [
      ...suite,
      ...(await Promise.all(added)),
      { name: 'lab', digest: { sha256: sha256(lab) } },
      ...said,
      ...(await Promise.all(variants)),
    ],
  };
}

/** The suite as it is installed here. */
export async function suiteOf(): Promise<Configuration[]> {
  const digestOf = async (name: string, folders: readonly string[], files: readonly string[] = []) => ({
    name,
    digest: { dirHash: dirHash(await filesOf(PACKAGE_ROOT, folders, files)) },
  });
  return [
    { name: 'ringproof', uri: `pkg:npm/ringproof@${packageVersion()}` },
    await digestOf('requirements', ['requirements']),
    await digestOf('specs', ['specs']),
    await digestOf('harness', HARNESS, ['wdio.conf.ts']),
  ];
}

async function addedSuite({ name, version, folder }: Suite): Promise<Configuration> {
  const files = await filesOf(folder, ['requirements', 'specs'], ['package.json']);
  return { name: `suite ${name}`, uri: `pkg:npm/${name}@${version}`, digest: { dirHash: dirHash(files) } };
}

async function filesOf(
  root: string,
  folders: readonly string[],
  files: readonly string[],
): Promise<Map<string, Buffer>> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const names = lists.flat().map((path) => portable(relative(root, path)));
  return contentsOf(root, [...names.filter((name) => !NOT_RUN.test(name)), ...files]);
}

/**
 * The manifest and each file that the bundler took in, also from outside of the app's folder; what is Ringproof's own
 * belongs to the harness. Names are relative to the app's folder.
 */
async function appDigest({ folder, main = 'main.ts' }: AppSource): Promise<string> {
  const { sourceMap } = await bundle(join(folder, main), { before: '', after: '' });
  const { sources } = JSON.parse(sourceMap) as { sources: string[] };
  const frameworks = dirname(ownFile('../frameworks/x'));
  // The bundler gives paths relative to the working directory.
  const own = sources.map((source) => resolve(source)).filter((path) => !path.startsWith(frameworks + sep));
  const names = own.map((path) => portable(relative(folder, path)));
  return dirHash(await contentsOf(folder, ['manifest.yaml', ...names]));
}

async function contentsOf(folder: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  const read = names.map(async (name): Promise<[string, Buffer]> => [name, await readFile(join(folder, name))]);
  return new Map(await Promise.all(read));
}

function portable(path: string): string {
  return path.split(sep).join('/');
}
