/** `ringproof run --profile push-server` from outside: exit codes, reports, what a user is told, and what is left behind. */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const BELL = join(PACKAGE_ROOT, 'fixtures', 'push-servers', 'bell');

const PROFILE = ['run', '--profile', 'push-server'] as const;

describe('ringproof run --profile push-server', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  before(() => {
    place = new Place();
  });
  after(() => place.removeClean());

  const provider = (name: string, start: string) =>
    place.write(name, `bundleId: com.example.bell\nstart: ${start}\nurl: http://127.0.0.1:{port}\n`);

  it('judges a server as an app is judged, with the same reports', async () => {
    const only = ['--only', 'RP-PRV-001', '--only', 'RP-PRV-008'];
    const { exitCode, stdout } = await place.run(...PROFILE, '--provider', join(BELL, 'provider.yaml'), ...only);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /Bell 1\.0 \(com\.example\.bell\)/);
    const names = readdirSync(place.at('reports', 'latest'));
    for (const name of ['conformance.html', 'conformance.json', 'junit.xml', 'results.jsonl']) {
      assert.ok(names.includes(name), name);
    }
    const report = JSON.parse(readFileSync(place.at('reports', 'latest', 'conformance.json'), 'utf8'));
    assert.equal(report.profile, 'push-server');
    assert.equal(report.totals.byVerdict.pass, 2);
    assert.ok(report.requirements.every(({ area }: { area: string }) => area === 'PRV'));
  });

  it('fails a broken one, and says what the gateway saw', async () => {
    const file = await provider('broken.yaml', JSON.stringify(['node', join(BELL, 'server.js'), 'low-priority']));
    const run = await place.run(...PROFILE, '--provider', file, '--only', 'RP-PRV-009', '--only', 'RP-PRV-003');
    assert.equal(run.exitCode, 0, run.stdout);
    const keeps = await provider('keeps.yaml', JSON.stringify(['node', join(BELL, 'server.js'), 'keeps-calls']));
    const { exitCode, stdout } = await place.run(...PROFILE, '--provider', keeps, '--only', 'RP-PRV-003');
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /apns-expiration is absent/);
  });

  it('has no word against a server that does not start, and leaves no report', async () => {
    const before = readdirSync(place.at('reports')).length;
    const file = await provider('gone.yaml', '[./no-such-program]');
    const { exitCode, stderr } = await place.run(...PROFILE, '--provider', file);
    assert.equal(exitCode, 64);
    assert.match(stderr, /^ringproof: The push server, started as ".\/no-such-program", could not be run \(.*ENOENT\)/);
    assert.equal(readdirSync(place.at('reports')).length, before);
    assert.ok(existsSync(place.at('reports', 'latest')));
  });

  it('wants both options, or neither', async () => {
    const alone = await place.run(...PROFILE);
    assert.equal(alone.exitCode, 64);
    assert.match(alone.stderr, /^ringproof: The profile push-server needs a push server\.\nSay with --provider <file>/);
    const other = await place.run('run', '--provider', 'x.yaml');
    assert.equal(other.exitCode, 64);
    assert.match(other.stderr, /^ringproof: --provider is for a push server under test\./);
  });
});
