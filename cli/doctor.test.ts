/** `ringproof doctor` from outside: its table, its data, its exit codes. */

import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { Place, START_LIMIT_MS } from './test-support.ts';

describe('ringproof doctor', function () {
  this.timeout(START_LIMIT_MS);
  const place = new Place();
  after(() => place.removeClean());

  it('finds that the default lab needs nothing of Apple’s', async () => {
    const { exitCode, stdout, stderr } = await place.run('doctor');
    assert.equal(stderr, '');
    assert.match(stdout, /^Node +ok +\d+\.\d+\.\d+$/m);
    assert.match(stdout, /^Xcode +not needed /m);
    assert.match(stdout, /^READY: this machine has what .*default\.yaml with phones of kind virtual needs\.$/m);
    assert.equal(exitCode, 0);
  });

  it('names what a machine lacks for other phones, and what to do', async () => {
    const environment = { USBMUXD_SOCKET_ADDRESS: `UNIX:${place.at('nothing')}` };
    const command = await place.start(['doctor', '--kind', 'real', '--wda', 'http://127.0.0.1:1', '--json'], {
      environment,
    });
    const { exitCode, stdout } = await command.ended;
    const { kinds, good, checks } = JSON.parse(stdout);
    assert.deepEqual([kinds, good], [['virtual', 'real'], false]);
    const missing = checks.filter(({ status }: { status: string }) => status === 'missing');
    assert.deepEqual(
      missing.map(({ name }: { name: string }) => name),
      ['WebDriverAgent', 'usbmuxd'],
    );
    for (const { advice } of missing) assert.ok(advice.length > 10);
    assert.equal(exitCode, 1);
  });

  it('names what a machine lacks for the phones of a lab file', async () => {
    const lab = place.at('outside.yaml');
    const app = "{ bundleId: com.example.calls, name: Calls, version: '1.0' }";
    const apns = '{ environment: sandbox, key: key.p8, keyId: ABC123DEFG, teamId: ABCDE12345 }';
    // TEST-NET-1 of RFC 5737: the address of no machine.
    const real = `name: Desk, model: iPhone 15, ios: '18.6', callServer: { host: 192.0.2.1, port: 8090 }, app: ${app}, apns: ${apns}`;
    const built = 'udid: 00008120-000A11223344002E, webDriverAgent: { build: { teamId: ABCDE12345 } }';
    await writeFile(lab, `phones:\n  - { kind: real, ${real}, ${built} }\n`);
    await writeFile(place.at('key.p8'), 'no key');
    const environment = { USBMUXD_SOCKET_ADDRESS: `UNIX:${place.at('nothing')}`, PATH: place.at('nothing') };
    const command = await place.start(['doctor', '--lab', lab, '--kind', 'simulator', '--json'], { environment });
    const { exitCode, stdout } = await command.ended;
    const missing = (JSON.parse(stdout).checks as { name: string; status: string }[]).filter(
      ({ status }) => status === 'missing',
    );
    assert.deepEqual(
      missing.map(({ name }) => name),
      ['Xcode', 'simctl', 'usbmuxd', 'APNs key', 'Addresses for phones'],
    );
    assert.equal(exitCode, 1);
  });

  it('refuses a kind of phone that there is not', async () => {
    const { exitCode, stderr } = await place.run('doctor', '--kind', 'android');
    assert.match(stderr, /Allowed choices are virtual, simulator, real, manual\./);
    assert.equal(exitCode, 64);
  });
});
