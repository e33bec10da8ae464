/**
 * The probe against the truth: a virtual phone runs an app with the probe in it, which reports to a lab of its own over a
 * real WebSocket, and both records of whole calls are compared.
 */

import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { phoneEntry, signIn } from '../../bench/signed-in-phone.ts';
import { Journal, type JournalEvent, TestbedClock } from '../../clock/index.ts';
import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import type { UiNode } from '../../virtual-iphone/ui/model.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { createTestbed, type Testbed } from '../testbed.ts';
import { PROBE_KINDS } from './call-kit-record.ts';
import { type ProbeServer, startProbeServer } from './probe-server.ts';

const SECRET = 'in-the-test-0001';
const BUNDLE_ID = 'com.example.ringproof.calls';
const CALL = { from: { name: 'Alice', handle: 'alice@example.com' }, to: 'bob', video: false };

/** Kinds whose events are compared one by one; tokens are named otherwise by the phone, which is no app. */
const COMPARED = PROBE_KINDS.filter((kind) => !kind.startsWith('token.'));

/** Fields that an app does not learn of. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'push.delivered': ['id', 'mustReport'],
  'push.completed': ['id'],
};

describe('A probe in an app on a virtual phone', () => {
  const clock = new TestbedClock();
  let certificates: Certificates;
  let journal: Journal;
  let server: ProbeServer;
  let testbed: Testbed;
  before(async () => {
    certificates = await makeCertificates();
  });
  afterEach(async () => {
    await testbed.close();
    await server.close();
  });
  after(() => clock.close());

  async function open(change: Partial<VirtualPhoneEntry> = {}): Promise<void> {
    journal = new Journal(clock);
    const listen = { host: '127.0.0.1', port: 0, secret: SECRET };
    server = await startProbeServer(listen, {
      journal,
      udid: 'far',
      name: 'Far phone',
      bundleId: BUNDLE_ID,
      catchUpLimitMs: 500,
    });
    testbed = await createTestbed({ ...(await phoneEntry()), probe: server.address, ...change }, certificates);
    await signIn(testbed);
  }

  async function caughtUp(): Promise<void> {
    await testbed.clock.quiet();
    await server.desk.mustBeComplete({ kind: 'call.reported', after: journal.position });
  }

  const shown = (events: readonly JournalEvent[], kind: string) =>
    events
      .filter((event) => event.kind === kind && event.part !== 'call-server' && event.part !== 'gateway')
      .map(({ data }) =>
        Object.fromEntries(
          Object.entries(data)
            .filter(([field]) => HIDDEN[kind]?.includes(field) !== true)
            .map(([field, value]) => [field, field === 'source' && value === 'system' ? 'user' : value]),
        ),
      );

  /** Both records of what happens in `story`, kind by kind; those of `kinds` must be there at all. */
  async function agree(story: () => Promise<unknown>, ...kinds: readonly string[]): Promise<void> {
    const [here, there] = [testbed.journal.position, journal.position];
    await story();
    await caughtUp();
    const truth = testbed.journal.events().filter(({ seq }) => seq > here);
    const told = journal.events().filter(({ seq }) => seq > there);
    for (const kind of kinds) assert.ok(shown(truth, kind).length > 0, `the phone recorded no ${kind}`);
    for (const kind of COMPARED) {
      const [wanted, seen] = [shown(truth, kind), shown(told, kind)];
      // An app knows only of those that it has asked for.
      const own = kind === 'transaction.requested' ? wanted.filter((data) => data['source'] === 'app') : wanted;
      assert.deepEqual(seen, own, kind);
    }
  }

  const dial = async () => {
    const { id } = await testbed.callServer.dial(CALL);
    await testbed.clock.quiet();
    return id;
  };
  const answer = async () => {
    await testbed.phone.line.answer();
    await testbed.clock.quiet();
  };
  const hangUp = async () => {
    await testbed.phone.line.hangUp();
    await testbed.clock.quiet();
  };
  /** By the button of the banner. */
  const decline = async () => {
    const { phone, clock } = testbed;
    const { callHost } = testbed.entry.ios.features;
    const button = nodes(phone.tree(callHost)).find(({ label }) => label === 'Decline');
    assert.ok(button, 'there is no button to decline with');
    const { x, y, width, height } = button.frame;
    await phone.tap({ x: x + width / 2, y: y + height / 2 });
    await clock.quiet();
  };
  const pass = (ms: number) => testbed.clock.elapse(ms);

  it('tells of its token what APNs gave out', async () => {
    await open();
    const device = testbed.callServer.device('bob');
    assert.equal(server.desk.tokens?.voip, device?.voipToken);
    assert.equal(server.desk.tokens?.alert, device?.alertToken);
    assert.ok(device?.voipToken);
  });

  it('agrees with CallKit on a call that is answered, and ended by the user', async () => {
    await open();
    await agree(
      async () => {
        await dial();
        await answer();
        await pass(5_000);
        await hangUp();
      },
      'push.delivered',
      'push.completed',
      'call.reported',
      'call.state',
      'action.performed',
      'action.fulfilled',
      'audio.activated',
      'audio.deactivated',
      'call.ended',
    );
  });

  it('agrees on a call that is declined', async () => {
    await open();
    await testbed.phone.launch(BUNDLE_ID);
    await agree(async () => {
      await dial();
      await decline();
    }, 'call.ended');
  });

  it('agrees on a call that nobody answers, and one that the caller gives up', async () => {
    await open();
    await agree(async () => {
      await dial();
      await pass(70_000);
    }, 'call.ended');
    await agree(async () => {
      const id = await dial();
      await pass(5_000);
      await testbed.callServer.cancel(id);
      await pass(5_000);
    }, 'call.ended');
  });

  it('agrees on a call that the remote party ends', async () => {
    await open();
    await agree(async () => {
      const id = await dial();
      await answer();
      await pass(5_000);
      await testbed.callServer.hangUp(id);
      await pass(5_000);
    }, 'call.ended');
  });

  it('agrees on an answer that the app fails, and on one that runs into its time limit', async () => {
    await open();
    await agree(async () => {
      const id = await dial();
      testbed.network.set({ latencyMs: 40_000 });
      await answer();
      await testbed.callServer.cancel(id);
      await pass(50_000);
      testbed.network.set({});
      await pass(50_000);
    }, 'action.failed');
  });

  it('agrees on a call that the app makes', async () => {
    await open();
    await testbed.phone.launch(BUNDLE_ID);
    await agree(
      async () => {
        const { line } = testbed.phone;
        await line.startCall(BUNDLE_ID, { type: 1, value: 'carol@example.com' });
        await testbed.clock.quiet();
        const placed = testbed.journal.events({ kind: 'call.placed' }).at(-1);
        await testbed.callServer.remoteAnswers(placed?.data['call'] as string);
        await pass(5_000);
        await hangUp();
      },
      'transaction.requested',
      'call.state',
      'call.ended',
    );
    assert.equal(journal.events({ kind: 'action.performed', data: { type: 'start', source: 'app' } }).length, 1);
  });

  it('agrees on calls that are held, swapped and muted', async () => {
    await open();
    await agree(async () => {
      await dial();
      await answer();
      await testbed.callServer.dial({ ...CALL, from: { name: 'Carol', handle: 'carol@example.com' } });
      await testbed.clock.quiet();
      await answer();
      await pass(5_000);
      await hangUp();
      await pass(5_000);
      await hangUp();
    }, 'action.fulfilled');
  });

  it('tells of a push that the app does not report, and that the process then ended', async () => {
    const apps = join(PACKAGE_ROOT, 'fixtures', 'apps');
    const main = join(apps, 'mutants', 'strictness', 'does-not-report.ts');
    await open({ app: { folder: join(apps, 'reference'), main } });
    const [here, there] = [testbed.journal.position, journal.position];
    await dial();
    assert.equal(testbed.journal.events({ kind: 'app.exited', after: here })[0]?.data['cause'], 'exception');
    await assert.rejects(
      server.desk.mustBeComplete({ kind: 'call.reported', after: there }),
      /The probe in the app on "Far phone" does not answer/,
    );
    assert.deepEqual(journal.events({ kind: 'call.reported', after: there }), []);
  }).timeout(20_000);

  it('hands a push that the lab injects to the delegate of PushKit', async () => {
    await open();
    await testbed.phone.launch(BUNDLE_ID);
    await server.desk.inject({ call: { id: '11111111-2222-4333-8444-555555555555', ...CALL } });
    await caughtUp();
    const [delivered] = journal.events({ kind: 'push.delivered', data: { injected: true } });
    assert.ok(delivered, 'no injected push was delivered');
    assert.equal(testbed.journal.events({ kind: 'push.delivered', data: { channel: 'pushkit' } }).length, 0);
    assert.equal(testbed.journal.events({ kind: 'call.reported', data: { caller: 'Alice' } }).length, 1);
    assert.equal(journal.events({ kind: 'push.injected', data: { refused: null } }).length, 1);
  });

  it('does nothing in an app that is told of no lab', async () => {
    await open();
    const { position } = journal;
    const plain = await createTestbed(await phoneEntry(), certificates);
    try {
      await signIn(plain);
    } finally {
      await plain.close();
    }
    assert.equal(journal.position, position);
  });
});

function nodes(node: UiNode | undefined): UiNode[] {
  return node === undefined ? [] : [node, ...(node.children ?? []).flatMap(nodes)];
}
