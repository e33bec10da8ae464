#!/usr/bin/env -S node --max-old-space-size=1024
// With the heap limit of lab/heap-limit.ts: no command has a quarter of it in use.
// Runs the TypeScript sources: compiled once and kept, or through tsx where they cannot be. This file alone must work on
// any Node, to say which one is needed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`ringproof needs Node 20.20 or newer; this is ${process.version}. Install a newer Node and run again.`);
  process.exit(64);
}

async function start() {
  const { compiled, runCompiled } = await import('./compiled.js');
  const file = await compiled();
  if (file !== undefined) return runCompiled(file);
  const { register } = await import('tsx/esm/api');
  register();
  return import('./main.ts');
}

start().catch((error) => {
  const missing = error.code === 'ERR_MODULE_NOT_FOUND';
  console.error(
    missing ? `ringproof: a package is not installed: ${error.message}\nRun \`npm ci\` in its folder first.` : error,
  );
  process.exit(missing ? 64 : 3);
});
