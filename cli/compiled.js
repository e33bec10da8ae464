/**
 * Compiles the command when its sources have changed, and keeps the outcome in `.cache`: running TypeScript through tsx
 * takes longer than a gateway takes to start. docs/decisions/start-time.md has the figures and the other ways.
 */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, '.cache', 'command');
const LIST = join(CACHE, 'sources.json');

const DAY_MS = 24 * 60 * 60_000;

/** Loaded by every command, and small; others that CommonJS can load stay packages, loaded when they are needed. */
const TAKEN_IN = ['commander', 'picocolors', 'tinyqueue'];

/** @returns file of the compiled command; undefined where it cannot be kept */
export async function compiled() {
  const known = readList();
  if (known !== undefined && known.sources.every(isUnchanged)) return join(CACHE, known.main);
  try {
    return await compile();
  } catch {
    // A folder that cannot be written to, say. What is wrong with a source is told by tsx, in its own words.
    return undefined;
  }
}

/** Runs the compiled command here, from what V8 has kept of an earlier run where there is that. */
export function runCompiled(file) {
  const kept = `${file}.v8`;
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(`(function (require, importTypeScript) {${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    cachedData,
  });
  // Of another Node, or none yet. What has been run by the end is worth keeping.
  if (cachedData === undefined || script.cachedDataRejected) process.once('exit', () => keep(script, kept));
  script.runInThisContext()(createRequire(file), importTypeScript);
}

/** For what a command finds out only while it runs. tsx is slow to start, so it waits until then. */
async function importTypeScript(address) {
  const { register } = await import('tsx/esm/api');
  register();
  return import(address);
}

function keep(script, file) {
  try {
    writeFileSync(`${file}.${process.pid}`, script.createCachedData());
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // The next run is as slow as this one.
  }
}

function readList() {
  try {
    const list = JSON.parse(readFileSync(LIST, 'utf8'));
    statSync(join(CACHE, list.main));
    return list;
  } catch {
    return undefined;
  }
}

function isUnchanged([file, changed, size]) {
  const now = statSync(join(ROOT, file), { throwIfNoEntry: false });
  return now !== undefined && now.mtimeMs === changed && now.size === size;
}

/** A folder per build, so that commands that start together do not read each other's half-written files. */
async function compile() {
  const { build } = await import('esbuild');
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const folder = `${process.pid}-${process.hrtime.bigint()}`;
  const main = join(folder, 'main.cjs');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/main.ts'],
    outfile: join(CACHE, main),
    bundle: true,
    platform: 'node',
    // What is imported late is then run late, in one file.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node20',
    minifyWhitespace: true,
    sourcemap: true,
    metafile: true,
    logLevel: 'silent',
    external: Object.keys(dependencies).filter((name) => !TAKEN_IN.includes(name) && isForCommonJs(name)),
    plugins: [{ name: 'own place', setup: keepPlace }],
  });
  const sources = ['cli/compiled.js', ...Object.keys(metafile.inputs)].map((file) => {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    return [file, mtimeMs, size];
  });
  removeOld();
  const unfinished = join(CACHE, `${folder}.json`);
  writeFileSync(unfinished, JSON.stringify({ main, sources }));
  renameSync(unfinished, LIST);
  return join(CACHE, main);
}

/** A package of ECMAScript modules would be loaded with a warning, if at all. */
function isForCommonJs(name) {
  try {
    const file = createRequire(import.meta.url).resolve(name);
    const folder = file.slice(0, file.lastIndexOf(join('node_modules', name)));
    const { type } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
    return file.endsWith('.cjs') || (type !== 'module' && !file.endsWith('.mjs'));
  } catch {
    return false;
  }
}

/** Builds that a command may still be running from stay. */
function removeOld() {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** A module that looks for files beside itself finds them beside its source, and imports as TypeScript what it computes. */
function keepPlace({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      .replace(/\bimport\((?!['"])/g, 'importTypeScript('),
    loader: 'ts',
  }));
}
