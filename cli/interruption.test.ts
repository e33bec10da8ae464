/** Ctrl-C and SIGTERM: everything ends, and nothing is left that could be taken for a report. */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import { Place, type Running, SHORT_RUN, START_LIMIT_MS } from './test-support.ts';

describe('A run that is interrupted', function () {
  this.timeout(START_LIMIT_MS);

  const places = { start: new Place(), checks: new Place(), reports: new Place() };
  const runs: Partial<Record<keyof typeof places, Running>> = {};
  // All at once, since each spends most of its time on starting Appium.
  before(async () => {
    runs.start = await places.start.start(['run', ...SHORT_RUN]);
    runs.checks = await places.checks.start(['run', '--phone', 'iPhone 15']);
    runs.reports = await places.reports.start(['run', ...SHORT_RUN]);
  });
  after(() => Object.values(places).forEach((place) => place.remove()));

  async function interrupt(name: keyof typeof places, when: string, signal: NodeJS.Signals): Promise<void> {
    const place = places[name];
    const run = runs[name] as Running;
    await run.says(when);
    run.process.kill(signal);
    const { exitCode, stderr } = await run.ended;
    assert.equal(stderr, 'Interrupted: everything was stopped, and no report was written.\n');
    assert.equal(exitCode, 130);
    assert.deepEqual(place.processes, []);
    assert.deepEqual(place.temporaryFiles, []);
    assert.equal(existsSync(place.at('reports', 'latest')), false);
    for (const folder of readdirSync(place.at('reports'))) {
      assert.deepEqual(readdirSync(place.at('reports', folder)), ['logs']);
    }
  }

  it('by Ctrl-C while it starts leaves nothing behind', () => interrupt('start', 'Starting phones', 'SIGINT'));

  it('by Ctrl-C while it checks leaves nothing behind', () => interrupt('checks', ' passed ', 'SIGINT'));

  it('by SIGTERM while it writes its reports leaves nothing behind', () =>
    interrupt('reports', 'Writing reports', 'SIGTERM'));
});
