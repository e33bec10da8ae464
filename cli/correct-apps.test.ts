/** Nothing falls in correct apps that are built differently: the short way, as CI goes it. `ringproof selftest` goes the whole. */

import { strict as assert } from 'node:assert';
import { loadCorrectApps } from '../conformance/correct-apps.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

describe('A correct app that is built differently', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.removeClean());

  it('is failed by no requirement', async () => {
    for (const { name, lab, phone, profile } of await loadCorrectApps()) {
      const args = ['--lab', lab, '--phone', phone, '--profile', profile, '--driver', 'direct'];
      const { exitCode, stdout } = await place.run('run', ...args);
      assert.match(stdout, /\nMET: Every scored requirement is met\.\n/, name);
      assert.equal(exitCode, 0, name);
    }
  });
});
