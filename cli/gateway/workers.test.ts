/** `ringproof gateway --workers n` as a user has it: by Ctrl-C, by a kill, by mistakes. */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Place, type Running } from '../test-support.ts';

describe('A gateway with workers that runs alone', function () {
  this.timeout(60_000);

  const place = new Place();
  after(() => place.remove());

  const workerProcesses = () => place.processes.filter((commandLine) => commandLine.includes('workers/worker.ts'));

  /** Every process that the place's commands started is gone, and what they shared. */
  async function nothingIsLeft(): Promise<void> {
    // Workers end a moment after a gateway that was killed.
    while (place.processes.length > 0) await new Promise((resolve) => setImmediate(resolve));
    const shared = place.temporaryFiles.filter((name) => name.startsWith('ringproof-workers-'));
    assert.deepEqual(shared, []);
  }

  async function start(): Promise<Running> {
    const gateway = await place.start(['gateway', '--workers', '2']);
    await gateway.says('Ctrl-C ends the gateway.\n');
    return gateway;
  }

  it('takes a push from itself', async () => {
    const { exitCode, stdout, stderr } = await place.run('gateway', '--workers', '2', '--once', '--quiet');
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.ok(stdout.endsWith('1 accepted (1 delivered), 0 refused\n'), stdout);
    await nothingIsLeft();
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`leaves no process and no file after ${signal}`, async () => {
      const gateway = await start();
      if (process.platform === 'linux') assert.equal(workerProcesses().length, 2);
      gateway.process.kill(signal);
      const { exitCode, stderr } = await gateway.ended;
      assert.deepEqual([exitCode, stderr], [0, '']);
      assert.deepEqual([place.processes, place.temporaryFiles], [[], []]);
    });
  }

  it('takes its workers along when it is killed, and they remove what they shared', async () => {
    const gateway = await start();
    gateway.process.kill('SIGKILL');
    await once(gateway.process, 'exit');
    await nothingIsLeft();
  });

  it('says that a worker died, and goes on', async () => {
    const gateway = await start();
    place.kill('workers/worker.ts');
    assert.match(await gateway.says('ended with SIGKILL'), /worker [12] ended with SIGKILL, and is replaced/);
    gateway.process.kill('SIGINT');
    assert.equal((await gateway.ended).exitCode, 0);
    await nothingIsLeft();
  });

  it('takes the number from a config file, and the command line before it', async () => {
    await place.write('workers.yaml', 'workers: 2\n');
    const events = async (...args: string[]) => {
      const { stdout } = await place.run('gateway', '--once', '--log', '-', '--config', 'workers.yaml', ...args);
      return stdout.split('\n').filter((line) => line.includes('worker.started')).length;
    };
    assert.deepEqual([await events(), await events('--workers', '3'), await events('--workers', '1')], [2, 3, 0]);
  });

  for (const value of ['0', '65', '2.5', 'two', '-1']) {
    it(`refuses --workers ${value}`, async () => {
      const { exitCode, stdout, stderr } = await place.run('gateway', '--once', `--workers=${value}`);
      assert.deepEqual([exitCode, stdout], [64, '']);
      assert.match(stderr, new RegExp(`argument '${value}' is invalid. Expected a number of processes from 1 to 64`));
    });
  }

  it('refuses a number in the config file that cannot be, with its line', async () => {
    await place.write('bad.yaml', '\nworkers: 65\n');
    const { exitCode, stderr } = await place.run('gateway', '--config', 'bad.yaml');
    assert.equal(exitCode, 64);
    assert.match(stderr, /bad\.yaml:2: workers: .*64/);
  });
});
