/** A probe is played by a bare WebSocket here, so that it can do what no probe does. */

import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { InconclusiveError, NotObservableError } from '../control/controlled-testbed.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { PROBE_KINDS } from './call-kit-record.ts';
import { type ProbeServer, startProbeServer } from './probe-server.ts';
import { wireSchema } from './wire.ts';

const UDID = '00008120-000A1B2C3D4E5F60';
const BUNDLE_ID = 'com.example.app';
const SECRET = 'in-the-test-0001';
const CALL = '0A1B2C3D-1111-4222-8333-444455556666';
const ACTION = '0A1B2C3D-1111-4222-8333-444455557777';
const OFFERS = { holding: true, grouping: false, dtmf: false, video: false };

const REPORT = { type: 'report', call: CALL.toLowerCase(), caller: 'Alice', offers: OFFERS, error: null };
const ANSWER = { type: 'action', action: ACTION, of: 'answer', call: CALL };
const over = (call: string) => ({ type: 'call', call, connected: false, onHold: false, ended: true });

describe('The server of a probe', () => {
  const clock = new TestbedClock();
  let journal: Journal;
  let server: ProbeServer;
  beforeEach(async () => {
    journal = new Journal(clock);
    server = await startProbeServer(
      { host: '127.0.0.1', port: 0, secret: SECRET },
      { journal, udid: UDID, name: 'Desk phone', bundleId: BUNDLE_ID, catchUpLimitMs: 50 },
    );
  });
  afterEach(() => server.close());
  after(() => clock.close());

  const hello = (change: object = {}) => ({
    type: 'hello',
    version: 1,
    secret: SECRET,
    launch: randomUUID(),
    bundleId: BUNDLE_ID,
    build: 'debug',
    told: 0,
    ...change,
  });

  async function open(): Promise<WebSocket> {
    const socket = new WebSocket(server.address.split('#')[0] ?? '');
    await once(socket, 'open');
    return socket;
  }

  const say = (socket: WebSocket, ...messages: readonly object[]) => {
    for (const message of messages) socket.send(JSON.stringify(message));
  };

  async function heard(socket: WebSocket): Promise<Record<string, unknown>> {
    const [data] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(data.toString()) as Record<string, unknown>;
  }

  /** Welcomed, and all of it acknowledged. */
  async function telling(greeting: object, ...told: readonly object[]): Promise<WebSocket> {
    const socket = await open();
    say(socket, greeting);
    const { received } = await heard(socket);
    for (const [at, message] of told.entries()) {
      say(socket, { ...message, n: Number(received) + at + 1 });
      await heard(socket);
    }
    return socket;
  }

  const refusal = () => journal.first({ kind: 'probe.refused' })?.data['because'] as string;

  async function gone(socket: WebSocket): Promise<void> {
    const closing = journal.next(({ kind }) => kind === 'probe.closed', 5_000);
    socket.terminate();
    await closing;
  }

  it('is at rest when the call that it was told of is over, and not before', async () => {
    const socket = await telling(hello(), REPORT);
    let isAtRest = false;
    const waited = async () => {
      await server.desk.atRest();
      isAtRest = true;
    };
    const rest = waited();
    await Promise.resolve();
    assert.equal(isAtRest, false);
    say(socket, { ...over(CALL), n: 2 });
    await rest;
  });

  it('writes what a probe tells, of that phone and in the words of a virtual phone', async () => {
    const token = '00112233445566778899';
    await telling(hello(), { type: 'token', kind: 'voip', token }, REPORT, { type: 'audio', active: true });
    assert.deepEqual(
      journal.events().map(({ part, kind, phone, data }) => [part, kind, phone, data]),
      [
        ['probe', 'probe.connected', UDID, { bundleId: BUNDLE_ID, build: 'debug' }],
        ['probe', 'token.issued', UDID, { topic: 'com.example.app.voip', token: '00112233' }],
        [
          'probe',
          'call.reported',
          UDID,
          { call: CALL, caller: 'Alice', bundleId: BUNDLE_ID, error: null, offers: OFFERS },
        ],
        ['probe', 'call.state', UDID, { call: CALL, state: 'ringing' }],
        ['probe', 'audio.activated', UDID, { bundleId: BUNDLE_ID }],
      ],
    );
  });

  it('says why a call ended that CallKit says has ended', async () => {
    const other = randomUUID().toUpperCase();
    const failed = { type: 'outcome', action: ACTION, outcome: 'failed' };
    const remote = { ...REPORT, call: other };
    const end = { type: 'report-ended', call: other, reason: 'remoteEnded' };
    await telling(hello(), REPORT, ANSWER, failed, over(CALL), remote, end, end, over(other), over(randomUUID()));
    assert.deepEqual(
      journal.events({ kind: 'call.ended' }).map(({ data }) => data),
      [
        { call: CALL, by: 'app', reason: 'failed' },
        { call: other, by: 'app', reason: 'remoteEnded' },
      ],
    );
  });

  it('fails the action that was pending when its call ended', async () => {
    await telling(hello(), REPORT, ANSWER, over(CALL));
    const [failed] = journal.events({ kind: 'action.failed' });
    assert.deepEqual(failed?.data, { action: ACTION, type: 'answer', call: CALL, source: 'user', why: 'call-ended' });
  });

  it('lets no web page in, nor any other path', async () => {
    const url = server.address.split('#')[0] ?? '';
    for (const [address, options] of [
      [url, { origin: 'https://example.com' }],
      [`${url}/other`, {}],
    ] as const) {
      const [error] = (await once(new WebSocket(address, options), 'error')) as [Error];
      assert.equal(error.message, 'Unexpected server response: 404');
    }
    assert.equal(journal.position, 0);
  });

  for (const [what, messages, because] of [
    [
      'a wrong secret',
      [hello({ secret: 'guess' })],
      /^Its secret is not that of the phone\. Give the app the `probe\.secret`/,
    ],
    ['no secret', [{ type: 'hello', version: 1 }], /^Its secret is not that of the phone/],
    [
      'another version',
      [hello({ version: 2, secret: 'new' })],
      /^It speaks version 2 of the wire, and this lab 1\. Build/,
    ],
    [
      'another app',
      [hello({ bundleId: 'com.example.other' })],
      /^It is in com\.example\.other, and the app of "Desk phone"/,
    ],
    ['an unfinished hello', [hello({ launch: 'x' })], /^Its hello is not understood: .*must be a UUID/s],
    ['something else first', [{ ...REPORT, n: 1 }], /^Its first message is no hello\.$/],
    ['garbage', ['{"type":'], /^Its first message is no hello\.$/],
  ] as const) {
    it(`refuses ${what}, and says so to the probe and in the journal`, async () => {
      const socket = await open();
      for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      const answers: Record<string, unknown>[] = [];
      socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString()) as Record<string, unknown>));
      const [code] = (await once(socket, 'close')) as [number];
      assert.equal(code, 1008);
      assert.match(String(answers.at(-1)?.['because']), because);
      assert.match(refusal(), because);
      assert.deepEqual(journal.events({ kind: 'call.reported' }), []);
    });
  }

  for (const [what, text, because] of [
    ['garbage', '"', /^It sent what no probe says: /],
    ['a message with more in it', JSON.stringify({ ...REPORT, n: 1, more: true }), /Unrecognized key: "more"/],
    ['a message that is too long', `"${'a'.repeat(70_000)}"`, /Max payload size exceeded/],
    ['a second hello', JSON.stringify(hello()), /^It said hello twice\.$/],
  ] as const) {
    it(`hangs up on a probe that was welcome when it sends ${what}`, async () => {
      const socket = await telling(hello());
      socket.send(text);
      await once(socket, 'close');
      assert.match(refusal(), because);
    });
  }

  it('hangs up on a flood', async () => {
    const socket = await telling(hello());
    for (let n = 1; n <= 2_100; n += 1) say(socket, { type: 'audio', active: true, n });
    await once(socket, 'close');
    assert.match(refusal(), /more than 2000 messages in 10 s/);
    assert.ok(journal.events({ kind: 'audio.activated' }).length < 2_000);
  });

  it('does not fill the journal with those who try again and again', async () => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const socket = await open();
      say(socket, hello({ secret: String(attempt) }));
      await once(socket, 'close');
    }
    const refusals = journal.events({ kind: 'probe.refused' });
    assert.equal(refusals.length, 50);
    assert.equal(refusals.at(-1)?.data['more'], true);
  });

  it('takes a second probe only when the first is gone', async () => {
    const first = await telling(hello());
    const second = await open();
    say(second, hello());
    assert.match(
      String((await heard(second))['because']),
      /^Another probe speaks for "Desk phone" already\. Quit the app/,
    );
    await gone(first);
    await telling(hello(), REPORT);
    assert.equal(journal.events({ kind: 'call.reported' }).length, 1);
  });

  it('goes on where it was when a process connects again, and takes nothing twice', async () => {
    const launch = randomUUID();
    const first = await telling(hello({ launch }), REPORT);
    await gone(first);
    const again = await open();
    say(again, hello({ launch, told: 2 }));
    assert.deepEqual(await heard(again), { type: 'welcome', version: 1, received: 1 });
    await assert.rejects(server.desk.mustBeComplete({ kind: 'call.ended' }), InconclusiveError);
    say(again, { ...REPORT, n: 1 });
    assert.deepEqual(await heard(again), { type: 'received', n: 1 });
  });

  it('knows that nothing happened only while the probe is there', async () => {
    const asked = { kind: 'action.performed' };
    assert.throws(() => server.desk.mustObserve(asked), NotObservableError);
    const socket = await telling(hello());
    server.desk.mustObserve(asked);
    assert.throws(() => server.desk.mustObserve({ kind: 'call.shown' }), NotObservableError);
    await server.desk.mustBeComplete(asked);
    await gone(socket);
    await assert.rejects(
      server.desk.mustBeComplete(asked),
      /does not answer, so nobody knows whether there was any action\.performed/,
    );
    await telling(hello());
    await server.desk.mustBeComplete(asked);
  });

  it('does not take for silence what the probe never tells', async () => {
    const untold = ['request', 'requested', 'outcome', 'push-completed'];
    await gone(await telling(hello({ untold }), REPORT, over(CALL), ANSWER));
    await telling(hello({ untold }));
    assert.deepEqual(journal.first({ kind: 'action.performed' })?.data, { action: ACTION, type: 'answer', call: CALL });
    assert.equal(journal.first({ kind: 'probe.gap' }), undefined);
    server.desk.mustObserve({ kind: 'action.performed' });
    for (const kind of ['action.fulfilled', 'transaction.requested', 'call.ended', 'push.completed']) {
      assert.throws(() => server.desk.mustObserve({ kind }), /The probe in the app never tells of /);
    }
    const asked = { kind: 'action.performed', data: { source: 'app' } };
    assert.throws(() => server.desk.mustObserve(asked), /never tells of request: no record of action\.performed/);
  });

  it('cannot vouch for a record whose process ended in the middle of a call', async () => {
    const before = journal.position;
    await gone(await telling(hello(), REPORT));
    await telling(hello());
    await assert.rejects(
      server.desk.mustBeComplete({ kind: 'call.ended', after: before }),
      new RegExp(
        `has a hole: the app's process ended in the middle of the call ${CALL}\\. Nothing can be said of call\\.ended`,
      ),
    );
    await server.desk.mustBeComplete({ kind: 'call.ended', after: journal.position });
  });

  it('cannot vouch for a record from which the probe has dropped something', async () => {
    const socket = await telling(hello());
    say(socket, { ...REPORT, n: 4 });
    await heard(socket);
    await assert.rejects(server.desk.mustBeComplete({ kind: 'call.ended' }), /dropped what it had told from 1 to 3/);
  });

  it('has the app take a push, and says why it did not', async () => {
    await assert.rejects(
      server.desk.inject({}),
      /^InconclusiveError: No probe in the app is connected on "Desk phone"/,
    );
    const socket = await telling(hello());
    socket.on('message', (data: Buffer) => {
      const { type, id, payload } = JSON.parse(data.toString()) as {
        type: string;
        id: string;
        payload: { call: number };
      };
      const refused = payload?.call === 1 ? null : 'a release build takes no injected push';
      if (type === 'inject') say(socket, { type: 'injected', id, refused });
    });
    await server.desk.inject({ call: 1 });
    await assert.rejects(
      server.desk.inject({ call: 2 }),
      /not handed to the app on "Desk phone": a release build takes no/,
    );
    assert.deepEqual(
      journal.events({ kind: 'push.injected' }).map(({ data }) => data['refused']),
      [null, 'a release build takes no injected push'],
    );
  });

  it('has each kind that it writes on the page of journal events', async () => {
    const page = await readFile(join(PACKAGE_ROOT, 'docs', 'reference', 'journal.md'), 'utf8');
    const [, section = ''] = page.split('\n## probe\n');
    const documented = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => String(match[1]));
    const desk = await readFile(join(PACKAGE_ROOT, 'lab', 'probe', 'probe-desk.ts'), 'utf8');
    const own = [...desk.matchAll(/#write\('([^']+)'/g)].map((match) => String(match[1]));
    assert.deepEqual(documented.toSorted(), [...new Set([...own, ...PROBE_KINDS])].toSorted());
  });

  it('has a page with the schema of today', async () => {
    const file = join(PACKAGE_ROOT, 'docs', 'reference', 'probe.schema.json');
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), wireSchema(), 'run: npx tsx lab/probe/generate.ts');
  });
});
