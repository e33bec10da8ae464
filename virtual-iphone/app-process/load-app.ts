/** Turns an app's folder into something every phone can run: its manifest and its code, compiled once. */

import { existsSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import type { AppBundle } from '../messages.ts';
import { AppLoadError } from './app-load-error.ts';
import { type BundledScript, bundle, ownFile } from './bundle.ts';
import { readManifest } from './manifest.ts';
import { SourcePlaces } from './source-places.ts';

export interface LoadOptions {
  /** The file that calls UIApplicationMain, relative to the folder. Default `main.ts`. */
  readonly main?: string;
  /** Absolute path of a file of the build that runs before the main file, such as a probe. */
  readonly first?: string;
}

/**
 * Name under which the runtime's turn is known in a context. A lexical name, so nothing in the context can list it, and
 * random, so nothing can guess it; calling it outside a turn would do nothing anyway.
 */
const TURN = `turn_${crypto.randomUUID().replaceAll('-', '')}`;

/** Takes the next job and does it. */
export const TURN_SCRIPT = new Script(`${TURN}()`, { filename: 'turn' });

/** The code of an {@link AppBundle}, for the launcher. */
export class CompiledApp {
  /** Evaluates to a function that takes the host function and answers the runtime's handles. */
  readonly runtime: Script;
  /** Evaluates to a function that takes the frameworks' channel and runs the app's main file. */
  readonly main: Script;
  readonly places: SourcePlaces;

  constructor(runtime: Script, main: Script, places: SourcePlaces) {
    this.runtime = runtime;
    this.main = main;
    this.places = places;
  }
}

/** Folder inside an app's folder that holds its notification service extension, with a manifest of its own. */
const NOTIFICATION_SERVICE = 'notification-service';

const loaded = new Map<string, Promise<AppBundle>>();
let runtime: Promise<Script> | undefined;

/**
 * Reads `manifest.yaml` and bundles the main file of an app, and of the extension in `notification-service/`. The answer is kept for the life of this process: an app
 * that is edited meanwhile is not read again.
 *
 * @example
 * const app = await loadApp('fixtures/apps/reference');
 * const mutant = await loadApp('fixtures/apps/reference', { main: '../mutants/reports-late.ts' });
 *
 * @throws AppLoadError that names file and line when the manifest or the code cannot be used.
 */
export function loadApp(folder: string, options: LoadOptions = {}): Promise<AppBundle> {
  const main = resolve(folder, options.main ?? 'main.ts');
  const { first } = options;
  const key = `${resolve(folder)}\n${main}\n${first ?? ''}`;
  let app = loaded.get(key);
  if (app === undefined) {
    app = load(folder, main, first);
    loaded.set(key, app);
    app.catch(() => loaded.delete(key));
  }
  return app;
}

async function load(folder: string, main: string, first?: string): Promise<AppBundle> {
  const manifest = await readManifest(join(folder, 'manifest.yaml'));
  const notificationService = await loadExtension(join(folder, NOTIFICATION_SERVICE), manifest.CFBundleIdentifier);
  runtime ??= compileRuntime();
  const script = await bundle(main, { before: "(function (ringproof) { 'use strict';", after: '})' }, first);
  const filename = `${manifest.CFBundleIdentifier}/${basename(main).replace(/\.[cm]?tsx?$/, '.js')}`;
  const compiled = new Script(script.code, { filename });
  const code = new CompiledApp(await runtime, compiled, placesOf(filename, script));
  return { manifest, code, ...(notificationService === undefined ? {} : { notificationService }) };
}

/** @throws AppLoadError when the extension's bundle id does not begin with the app's, as App Store Connect wants it */
async function loadExtension(folder: string, bundleId: string): Promise<AppBundle | undefined> {
  if (!existsSync(join(folder, 'manifest.yaml'))) return undefined;
  const extension = await load(folder, join(folder, 'main.ts'));
  const { CFBundleIdentifier: own } = extension.manifest;
  if (own.startsWith(`${bundleId}.`)) return extension;
  const problem = `${join(folder, 'manifest.yaml')}: CFBundleIdentifier: ${own}`;
  throw new AppLoadError('The extension does not belong to the app.', [problem], `Let it begin with ${bundleId}.`);
}

function placesOf(filename: string, script: BundledScript): SourcePlaces {
  return new SourcePlaces(filename, new SourceMap(JSON.parse(script.sourceMap)));
}

async function compileRuntime(): Promise<Script> {
  const script = await bundle(ownFile('./runtime/index'), {
    before:
      `let ${TURN}; (function (host) { 'use strict'; let answer; ` +
      `const ready = (turn, handles) => { ${TURN} = turn; answer = handles; };`,
    after: 'return answer; })',
  });
  return new Script(script.code, { filename: 'runtime' });
}
