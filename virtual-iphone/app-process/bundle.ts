/**
 * Bundles TypeScript for an app's context with esbuild: one script, no module system, no Node. The frameworks an app
 * imports by Apple's names become part of the bundle.
 */

import { isBuiltin } from 'node:module';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, build, type Message, type Plugin } from 'esbuild';
import { AppLoadError } from './app-load-error.ts';

/** Apple's module names and the folders that implement them. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  AVFAudio: 'avfaudio',
  CallKit: 'callkit',
  Foundation: 'foundation',
  Intents: 'intents',
  LiveCommunicationKit: 'livecommunicationkit',
  PushKit: 'pushkit',
  Security: 'security',
  UIKit: 'uikit',
  UserNotifications: 'user-notifications',
};

/** Ending of this room's own source files: `.ts` in a clone, `.js` in the published package. */
const EXTENSION = extname(import.meta.url);

/** Path of a file of this room, given without its ending. */
export function ownFile(path: string): string {
  return fileURLToPath(new URL(`${path}${EXTENSION}`, import.meta.url));
}

export interface Wrapping {
  /** Code before the bundle, on one line. */
  readonly before: string;
  readonly after: string;
}

export interface BundledScript {
  readonly code: string;
  /** Source map, version 3, as JSON. */
  readonly sourceMap: string;
}

/** @param first a file that runs before the entry. @throws AppLoadError with esbuild's file, line and text. */
export async function bundle(entry: string, wrapping: Wrapping, first?: string): Promise<BundledScript> {
  try {
    const result = await build({
      entryPoints: [entry],
      inject: first === undefined ? [] : [first],
      bundle: true,
      write: false,
      outfile: 'app.js',
      format: 'iife',
      platform: 'neutral',
      mainFields: ['react-native', 'browser', 'module', 'main'],
      conditions: ['react-native', 'import'],
      target: 'es2022',
      // An `import()` that survived bundling would be rejected by the host with an error of the host's realm.
      supported: { 'dynamic-import': false },
      charset: 'utf8',
      keepNames: true,
      sourcemap: 'external',
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: {} },
      alias: Object.fromEntries(
        Object.entries(FRAMEWORKS).map(([name, folder]) => [name, ownFile(`../frameworks/${folder}/index`)]),
      ),
      banner: { js: wrapping.before },
      footer: { js: wrapping.after },
      plugins: [refuseNodeModules],
    });
    const text = (ending: string) => result.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    return { code: text('.js'), sourceMap: text('.map') };
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (errors === undefined) throw error;
    throw new AppLoadError(
      `The app does not bundle: ${relative(process.cwd(), entry)}.`,
      errors.map(describe),
      `Mend the lines above. An app may import its own files, npm packages without Node, and ${Object.keys(FRAMEWORKS).join(', ')}.`,
    );
  }
}

const refuseNodeModules: Plugin = {
  name: 'no-node-modules',
  setup(builder) {
    builder.onResolve({ filter: /^(node:)?[a-z_]+(\/[a-z]+)?$/ }, ({ path, resolveDir }) => {
      if (!isBuiltin(path)) return null;
      // A package of the same name (events, buffer …) may stand in node_modules; `node:` always means Node itself.
      if (!path.startsWith('node:') && resolveDir.includes('node_modules')) return null;
      return { errors: [{ text: `An iOS app has no Node module: "${path}" does not exist on a phone.` }] };
    });
  },
};

function describe(message: Message): string {
  const { location, text } = message;
  return location === null ? text : `${location.file}:${location.line}:${location.column + 1} ${text}`;
}
