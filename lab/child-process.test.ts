import { strict as assert } from 'node:assert';
import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { startChild } from './child-process.ts';

const PIPED: SpawnOptions = { stdio: ['ignore', 'pipe', 'inherit'] };

/** Starts a child of its own that lives on, and tells its number. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(child.pid);
`;

async function firstLine(stream: Readable | null): Promise<string> {
  assert.ok(stream !== null);
  const [line] = (await once(createInterface({ input: stream }), 'line')) as [string];
  return line;
}

/** Also false for one that has ended and waits to be buried. */
async function assertEnds(pid: number): Promise<void> {
  const lives = spawn('sh', [
    '-c',
    `while kill -0 ${pid} 2>/dev/null && ! grep -q '^State:.Z' /proc/${pid}/status 2>/dev/null; do :; done`,
  ]);
  await once(lives, 'exit');
}

describe('A child process of the lab', () => {
  it('tells its exit code, in the way of a shell', async () => {
    const codes = [
      startChild(process.execPath, ['-e', 'process.exit(7)'], {}).exited,
      startChild(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'], {}).exited,
      startChild('no-such-program', [], {}).exited,
    ];
    assert.deepEqual(await Promise.all(codes), [7, 137, 127]);
  });

  it('takes its own children along when it is stopped, and can be stopped twice', async () => {
    const child = startChild(process.execPath, ['-e', `${PARENT} setInterval(() => {}, 1000);`], PIPED);
    const grandchild = Number(await firstLine(child.process.stdout));
    await child.stop();
    await assertEnds(grandchild);
    assert.equal(await child.exited, 143);
    await child.stop();
  });

  it('takes its own children along that outlive it', async () => {
    const child = startChild(process.execPath, ['-e', `${PARENT} child.unref();`], PIPED);
    const grandchild = Number(await firstLine(child.process.stdout));
    assert.equal(await child.exited, 0);
    await child.stop();
    await assertEnds(grandchild);
  });

  it('ends with the lab when that exits without stopping it', async () => {
    const room = JSON.stringify(new URL('child-process.ts', import.meta.url).href);
    const lab = `
      const { startChild } = await import(${room});
      const child = startChild(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      console.log(child.process.pid);
      setImmediate(() => process.exit(0));
    `;
    const running = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', lab], PIPED);
    await assertEnds(Number(await firstLine(running.stdout)));
  });
});
