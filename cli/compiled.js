/**
 * Compiles the command when its sources have changed, and keeps the outcome in `.cache`: running TypeScript through tsx
 * takes longer than a gateway takes to start. docs/decisions/start-time.md has the figures and the other ways.
 */

import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, '.cache', 'command');
const LIST = join(CACHE, 'sources.json');

const DAY_MS = 24 * 60 * 60_000;

/** Loaded by every command, and small; the others stay packages, loaded when they are needed. */
const TAKEN_IN = ['commander', 'picocolors', 'tinyqueue'];

/** Commands that start a lab, which WebdriverIO and Appium load TypeScript into: tsx runs them. */
const LEFT_OUT = ['run', 'serve', 'selftest', 'certify', 'verify'];

/** @returns URL of the compiled command; undefined where it cannot be kept */
export async function compiled() {
  const known = readList();
  if (known !== undefined && known.sources.every(isUnchanged)) return pathToFileURL(join(CACHE, known.main));
  try {
    return await compile();
  } catch {
    // A folder that cannot be written to, say. What is wrong with a source is told by tsx, in its own words.
    return undefined;
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
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/main.ts'],
    outdir: join(CACHE, folder),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifyWhitespace: true,
    sourcemap: true,
    metafile: true,
    logLevel: 'silent',
    external: [
      ...LEFT_OUT.map((name) => `./${name}.ts`),
      ...Object.keys(dependencies).filter((name) => !TAKEN_IN.includes(name)),
    ],
    // Commander is CommonJS, and asks for node: modules.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    plugins: [{ name: 'own place', setup: keepPlace }],
  });
  const sources = Object.keys(metafile.inputs).map((file) => {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    return [file, mtimeMs, size];
  });
  removeOld();
  const main = join(folder, 'main.js');
  const unfinished = join(CACHE, `${folder}.json`);
  writeFileSync(unfinished, JSON.stringify({ main, sources }));
  renameSync(unfinished, LIST);
  return pathToFileURL(join(CACHE, main));
}

/** Builds that a command may still be running from stay. */
function removeOld() {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** A module that looks for files beside itself finds them beside its source. */
function keepPlace({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    loader: 'ts',
  }));
}
