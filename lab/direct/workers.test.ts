/** Worker processes without a run: how many phones each takes, and what is said of one that hangs. */

import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../control/protocol.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readInventory } from '../inventory.ts';
import type { Visit } from './messages.ts';
import { startWorkers } from './workers.ts';

describe('Workers without Appium', function () {
  // They load what a lab loads.
  this.timeout(120_000);

  let folder: string;
  let visit: Visit;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rp-test-'));
    const [phone] = (await readInventory(DEFAULT_LAB_FILE)).phones;
    assert.ok(phone?.kind === 'virtual');
    visit = { phone, requirements: {}, specs: [] };
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('take one phone after the other, and are replaced when they have had enough of them', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `Phone ${index}`);
    const visits = names.map((name) => ({ ...visit, phone: { ...visit.phone, name } }));
    const events: RunEvent[] = [];
    const workers = startWorkers({ visits, logFolder: folder, onEvent: (event) => events.push(event) });
    assert.equal(await workers.ended, 0);
    assert.deepEqual(
      events.map(({ type, phone }) => `${type} ${phone}`).toSorted(),
      names.map((name) => `specs-ended ${name}`).toSorted(),
    );
    assert.equal(workers.app()?.CFBundleIdentifier, 'com.example.ringproof.calls');
    await workers.stop();
  });

  it('account for a phone that hangs, and go on with the next', async () => {
    // It starts later than one may be silent.
    const events: RunEvent[] = [];
    const options = { logFolder: folder, silenceLimitMs: 1, onEvent: (event: RunEvent) => void events.push(event) };
    const workers = startWorkers({ visits: [visit], ...options });
    assert.equal(await workers.ended, 1);
    const { name: phone } = visit.phone;
    assert.deepEqual(events, [
      { type: 'trouble', phone, message: 'The phone and its checks hung, and were ended.' },
      { type: 'specs-ended', phone, specs: [], exitCode: 143 },
    ]);
    await workers.stop();
  });

  it('end the run with the reason when one cannot be loaded', async () => {
    const hook = join(folder, 'hook.cjs');
    writeFileSync(hook, 'process.exit(7);');
    const before = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = `--require ${hook}`;
    try {
      const workers = startWorkers({ visits: [visit, visit], logFolder: folder, onEvent: () => assert.fail() });
      await assert.rejects(workers.ended, {
        name: 'HarnessError',
        message: 'A worker process ended with exit code 7 before it had loaded.',
        advice: `Its output is in ${join(folder, 'workers.log')}.`,
      });
      await workers.stop();
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  });
});
