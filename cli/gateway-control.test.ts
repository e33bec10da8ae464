/** The control API beside `ringproof gateway`, as a test in another process uses it. */

import { strict as assert } from 'node:assert';
import { connectControl } from '../mock-apns/index.ts';
import { Place } from './test-support.ts';

describe('The control API of a gateway that runs alone', function () {
  this.timeout(30_000);

  const place = new Place();
  after(() => place.remove());

  function controlUrl(output: string): string {
    const url = /^Control +(\S+) /m.exec(output)?.[1];
    assert.ok(url !== undefined, output);
    return url;
  }

  it('serves at the port that it printed, and ends with the gateway', async () => {
    const gateway = await place.start(['gateway', '--control-port', '0']);
    const output = await gateway.says('Ctrl-C ends the gateway.\n');
    assert.match(output, /for programs on this machine/);
    const control = connectControl(controlUrl(output));
    const [device] = await control.sandbox.devices();
    assert.deepEqual([device?.id, device?.isConnected, device?.registrations.length], ['example', true, 2]);
    const events: string[] = [];
    const reading = (async () => {
      for await (const { kind } of control.events()) events.push(kind);
    })();
    await control.reset();
    gateway.process.kill('SIGINT');
    assert.equal((await gateway.ended).exitCode, 0);
    await reading.catch(() => undefined);
    await assert.rejects(control.info(), /cannot be reached/);
  });

  it('asks for a token that the environment has, and does not print it', async () => {
    const gateway = await place.start(['gateway', '--control-port', '0'], {
      environment: { RINGPROOF_CONTROL_TOKEN: 'open-sesame' },
    });
    const output = await gateway.says('Ctrl-C ends the gateway.\n');
    assert.ok(!output.includes('open-sesame'));
    await assert.rejects(connectControl(controlUrl(output)).info(), { status: 401 });
    await connectControl(controlUrl(output), { token: 'open-sesame' }).info();
    gateway.process.kill('SIGINT');
    assert.equal((await gateway.ended).exitCode, 0);
  });

  it('reads the config file, and needs a token for other machines', async () => {
    await place.write('control.yaml', 'control: { port: 0, token: open-sesame }\n');
    const gateway = await place.start(['gateway', '--config', 'control.yaml']);
    const output = await gateway.says('Ctrl-C ends the gateway.\n');
    assert.match(output, /for those who have the token/);
    gateway.process.kill('SIGINT');
    await gateway.ended;
    await place.write('open.yaml', 'control: { host: 0.0.0.0 }\n');
    const { exitCode, stdout, stderr } = await place.run('gateway', '--config', 'open.yaml');
    assert.deepEqual([exitCode, stdout], [64, '']);
    assert.match(stderr, /The control API was not opened: its address is '0\.0\.0\.0'.*no token/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('says which field of the config file is misspelled', async () => {
    await place.write('bad.yaml', 'control: { tokn: x }\n');
    const { exitCode, stderr } = await place.run('gateway', '--config', 'bad.yaml');
    assert.equal(exitCode, 64);
    assert.match(stderr, /bad\.yaml:1: control: there is no field tokn; perhaps token is meant/);
  });
});
