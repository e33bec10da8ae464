import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProcessTree } from './process-tree.ts';

/** Works for 0.3 s of CPU time, says so, and lives until its input ends. */
const WORKER = "while (process.cpuUsage().user < 300_000); console.log('worked'); process.stdin.resume();";

/** Leaves the work to a child. What follows the comment sign is there for its command line only. */
const TOOL = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(WORKER)}], { stdio: 'inherit' }); // tool`;

describe('a process tree', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('knows the CPU time of each owner, to whom a process of nobody belongs by its parent', async () => {
    const tool = spawn(process.execPath, ['-e', TOOL], { stdio: ['pipe', 'pipe', 'inherit'] });
    const tree = new ProcessTree<'ours' | 'theirs'>(process.pid, 'ours', (commandLine) =>
      commandLine.includes('// tool') ? 'theirs' : undefined,
    );
    await once(tool.stdout, 'data');
    tree.stop();
    tool.stdin.end();
    await once(tool, 'exit');
    assert.ok(tree.cpuSeconds('theirs') >= 0.3, `${tree.cpuSeconds('theirs')} s`);
    assert.ok(tree.cpuSeconds('ours') > 0);
  });

  it('knows the most memory that all of it held', async () => {
    const holder = "const held = Buffer.alloc(200 * 2 ** 20, 1); console.log('held'); process.stdin.resume(); // tool";
    const tool = spawn(process.execPath, ['-e', holder], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(tool.stdout, 'data');
    const tree = new ProcessTree<'ours'>(tool.pid ?? 0, 'ours', () => undefined);
    tree.stop();
    tool.stdin.end();
    await once(tool, 'exit');
    assert.ok(tree.peakMegabytes >= 200 && tree.peakMegabytes < 400, `${tree.peakMegabytes} MB`);
  });
});
