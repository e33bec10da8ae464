/** The example of this room's README, run. */

import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../clock/index.ts';
import { startGateway } from './index.ts';

function read(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

describe('the example of the mock APNs gateway', () => {
  const closing: (() => unknown)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it('carries a push from a provider to a phone', async () => {
    const clock = new TestbedClock();
    const journal = new Journal(clock);
    closing.push(() => clock.close());
    const gateway = await startGateway({ clock, journal });
    closing.push(() => gateway.close());

    const phone = gateway.device('phone-1');
    const deviceToken = await phone.register('com.example.phone.voip');
    phone.connect(async (push) => {
      assert.deepEqual(push.payload, { aps: {}, call: { id: '1' } });
    });

    const { key, keyId, teamId } = gateway.issueKey();
    const provider = new apn.Provider({
      token: { key, keyId, teamId },
      address: gateway.host,
      port: gateway.port,
      ca: [gateway.certificateAuthority],
    });
    closing.push(() => provider.shutdown());
    const call = new apn.Notification();
    call.rawPayload = { aps: {}, call: { id: '1' } };
    call.topic = 'com.example.phone.voip';
    call.pushType = 'voip';
    call.expiry = 0;
    await provider.send(call, deviceToken);

    await clock.quiet();
    assert.equal(journal.events({ kind: 'push.delivered', phone: 'phone-1' }).length, 1);
  });

  it('is printed in the README as it runs', async () => {
    const printed = /```ts\n(.*?)```/s.exec(await read('README.md'))?.[1] ?? 'no example';
    const code = printed.slice(printed.indexOf('const clock')).trimEnd();
    const indented = code.replace(/^(?=.)/gm, '    ');
    const run = (await read('example.test.ts')).replace(/^ *closing\.push.*\n/gm, '');
    assert.ok(run.includes(indented));
  });
});
