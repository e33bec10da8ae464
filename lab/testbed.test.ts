import { strict as assert } from 'node:assert';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phoneEntry, signIn } from '../bench/signed-in-phone.ts';
import { type Certificates, makeCertificates } from '../mock-apns/index.ts';
import type { VirtualPhoneEntry } from './inventory.ts';
import { CALLEE, createTestbed, type Testbed } from './testbed.ts';

const CALL = { from: { name: 'Alice', handle: 'alice@example.com' }, to: CALLEE, video: false };

describe('A testbed', () => {
  let certificates: Certificates;
  let entry: VirtualPhoneEntry;
  let folder: string;
  const open: Testbed[] = [];
  before(async () => {
    certificates = await makeCertificates();
    entry = await phoneEntry();
    folder = await mkdtemp(join(tmpdir(), 'ringproof-testbed-'));
  });
  afterEach(async () => {
    for (const testbed of open.splice(0)) await testbed.close();
  });
  after(() => rm(folder, { recursive: true }));

  async function create(more: Partial<VirtualPhoneEntry> = {}): Promise<Testbed> {
    const testbed = await createTestbed({ ...entry, ...more }, certificates);
    open.push(testbed);
    return testbed;
  }

  it('carries a call from the call server to the call screen', async () => {
    const testbed = await create();
    await signIn(testbed);
    const { id } = await testbed.callServer.dial(CALL);
    await testbed.clock.quiet();
    const [shown] = testbed.journal.events({ kind: 'call.shown', phone: testbed.udid });
    assert.equal(shown?.data['call'], id.toUpperCase());
    assert.equal(testbed.journal.events({ kind: 'push.accepted' }).length, 1);
  });

  it('is not disturbed by the one beside it', async () => {
    const [one, two] = [await create(), await create({ name: 'Second' })];
    await signIn(one);
    await signIn(two);
    assert.notEqual(one.udid, two.udid);
    const [positionOfTwo, clockOfTwo] = [two.journal.position, two.clock.now()];
    await one.callServer.dial(CALL);
    await one.clock.elapse(3_600_000);
    await one.install(undefined);
    assert.equal(two.journal.position, positionOfTwo);
    assert.ok(two.clock.now() - clockOfTwo < 600_000, 'an hour of the one is not an hour of the other');
    assert.equal(one.callServer.device(CALLEE), undefined);
    assert.ok(two.callServer.device(CALLEE)?.voipToken, 'the app of the other is still signed in');
  });

  it('draws tokens and ids from a seed, the same ones each time, and other ones than its neighbour', async () => {
    const drawn = async (change: Partial<VirtualPhoneEntry>) => {
      const testbed = await create(change);
      await signIn(testbed);
      const { id } = await testbed.callServer.dial(CALL);
      await testbed.clock.quiet();
      const tokens = testbed.gateway
        .device(testbed.udid)
        .registrations()
        .map(({ token }) => token);
      assert.equal(tokens.length, 2);
      return { id, tokens };
    };
    const [first, again] = [await drawn({ seed: 7 }), await drawn({ seed: 7 })];
    assert.deepEqual(again, first);
    for (const other of [{ seed: 8 }, { seed: 7, name: 'Second' }, {}]) {
      const { id, tokens } = await drawn(other);
      assert.notEqual(id, first.id);
      assert.equal(
        tokens.some((token) => first.tokens.includes(token)),
        false,
      );
    }
  });

  it('has the same udid for the same name, so that histories of reports meet', async () => {
    assert.equal((await create()).udid, (await create()).udid);
  });

  it('comes to rest after anything: no call, no delay, no lock; the user stays signed in', async () => {
    const testbed = await create();
    await signIn(testbed);
    testbed.network.set({ delayMs: 5_000 });
    testbed.callServer.setCredentials({ alert: false, voip: true });
    await testbed.callServer.dial(CALL);
    await testbed.phone.lock();
    await testbed.reset();
    assert.equal(testbed.phone.isLocked, false);
    assert.deepEqual(
      testbed.phone.activeApps().map(({ bundleId }) => bundleId),
      ['com.apple.springboard'],
    );
    assert.ok(testbed.callServer.device(CALLEE)?.voipToken);
    const before = testbed.clock.now();
    const { id } = await testbed.callServer.dial(CALL);
    await testbed.clock.quiet();
    assert.ok(testbed.journal.events({ kind: 'call.shown', data: { call: id.toUpperCase() } }).length === 1);
    assert.ok(testbed.clock.now() - before < 5_000, 'the network is quick again');
  });

  it('installs a variant in place of the app, and the app again with the next reset', async () => {
    const testbed = await create({ variants: { other: { folder: entry.app.folder, main: 'main.ts' } } });
    await signIn(testbed);
    await testbed.install('other');
    assert.equal(testbed.callServer.device(CALLEE), undefined, 'a fresh app has nobody signed in');
    await signIn(testbed);
    assert.equal(testbed.callServer.device(CALLEE), undefined, 'the reset brought the app back, fresh');
    await assert.rejects(testbed.install('third'), /"iPhone 15" has no variant "third"/);
  });

  it('begins anew with the app when a reset brings it back from another region', async () => {
    const testbed = await create();
    await signIn(testbed);
    await testbed.phone.setRegion('CN');
    await testbed.phone.launch(testbed.bundle.manifest.CFBundleIdentifier);
    assert.equal(testbed.callServer.device(CALLEE)?.voipToken, null);
    await testbed.reset();
    assert.equal(testbed.callServer.device(CALLEE), undefined);
  });

  it('refuses a variant that does not load, or is another app', async () => {
    const broken = join(folder, 'broken');
    await cp(entry.app.folder, broken, { recursive: true });
    await writeFile(join(broken, 'main.ts'), 'const = 1;');
    await assert.rejects(create({ variants: { broken: { folder: broken } } }), /broken\/main\.ts:1:7 /);

    const other = join(folder, 'other');
    await cp(entry.app.folder, other, { recursive: true });
    const manifest = await readFile(join(other, 'manifest.yaml'), 'utf8');
    await writeFile(join(other, 'manifest.yaml'), manifest.replace('com.example.ringproof.calls', 'com.example.other'));
    await assert.rejects(create({ variants: { other: { folder: other } } }), {
      name: 'UsageError',
      message: 'The variant "other" has the bundle id com.example.other, and the app com.example.ringproof.calls.',
    });
  });
});
