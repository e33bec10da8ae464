/** `ringproof merge` from outside: the files that it writes, and what it refuses to write over. */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Catalogue } from '../conformance/catalogue.ts';
import { parseCheckResults } from '../conformance/check.ts';
import { MID, NEW, type ShardSettings, shardOf } from '../conformance/merge/shard.test-data.ts';
import { reportSchema } from '../conformance/report.ts';
import { renderJson } from '../conformance/writers/json.ts';
import { catalogueOf } from '../lab/run/profiles.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const PICTURE = 'screenshots/RP-ANS-001-new.png';
const GONE = 'journals/RP-ANS-001-new.jsonl';

describe('ringproof merge', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await catalogueOf();
  });
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  const write = (name: string, settings: Omit<ShardSettings, 'name'>) =>
    place.write(`${name}/conformance.json`, renderJson(shardOf(catalogue, { name, ...settings }).report));

  it('writes the reports of a run, with what they point at', async () => {
    await write('one', { phones: [MID] });
    const attachments = [PICTURE, GONE, '../secret'];
    const failed = { outcome: 'failed' as const, message: 'No.', attachments };
    await write('two', { phones: [NEW], results: { 'RP-ANS-001 new': failed } });
    await place.write(`two/${PICTURE}`, 'picture');
    await place.write('secret', 'secret');
    const { exitCode, stdout, stderr } = await place.run('merge', 'one', 'two/conformance.json', '--out', 'all/runs');
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^Calls 1\.0 \(com\.example\.calls\), profile full, run run-one\+run-two\n[^]*\nRP-ANS-001 .* ✓ pass +✗ fail\n/,
    );
    assert.match(
      stdout,
      /\nMatrix {2}all\/runs\/conformance\.html\nData {4}all\/runs\/conformance\.json\nJUnit {3}all\/runs\/junit\.xml\n/,
    );
    assert.match(
      stdout,
      /\nNot beside two\/.*, and missing here too: journals\/RP-ANS-001-new\.jsonl, \.\.\/secret\.\n/,
    );
    assert.equal(exitCode, 1);
    assert.deepEqual(readdirSync(place.at('all', 'runs')).toSorted(), [
      'conformance.html',
      'conformance.json',
      'junit.xml',
      'results.jsonl',
      'screenshots',
      'summary.md',
    ]);
    assert.equal(readFileSync(place.at('all', 'runs', PICTURE), 'utf8'), 'picture');
    assert.equal(existsSync(place.at('all', 'secret')), false);
    const read = (name: string) => readFileSync(place.at('all', 'runs', name), 'utf8');
    const report = reportSchema.parse(JSON.parse(read('conformance.json')));
    assert.deepEqual(parseCheckResults('results.jsonl', read('results.jsonl')), report.checks);
  });

  it('is refused with the files that do not fit, and writes nothing', async () => {
    await write('one', { phones: [MID] });
    await write('two', { phones: [MID] });
    await write('used', { phones: [NEW] });
    const [overlap, used, lab, nowhere] = await Promise.all([
      place.run('merge', 'one', 'two', '--out', 'all'),
      place.run('merge', 'one', 'used', '--out', 'used'),
      place.run('merge', 'one', 'used', '--out', 'all', '--lab', 'nowhere.yaml'),
      place.run('merge', 'one', 'used'),
    ]);
    assert.match(
      overlap.stderr,
      /^ringproof: Runs overlap:\n.* is in one\/conformance\.json and two\/conformance\.json\n/,
    );
    assert.equal(used.stderr, 'ringproof: used is not empty.\nGive a new folder with --out.\n');
    assert.match(lab.stderr, /^ringproof: Cannot read the lab file nowhere\.yaml: /);
    assert.match(nowhere.stderr, /^error: required option '--out <folder>' not specified\n/);
    for (const { exitCode, stdout } of [overlap, used, lab, nowhere]) assert.deepEqual([exitCode, stdout], [64, '']);
    assert.equal(existsSync(place.at('all')), false);
  });
});
