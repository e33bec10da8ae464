import { strict as assert } from 'node:assert';
import { phoneEntry, signIn } from '../../bench/signed-in-phone.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import { createTestbed, type Testbed } from '../testbed.ts';
import { ControlApiError, ControlClient, type PhoneControl } from './client.ts';
import type { LabPhone, RunEvent } from './protocol.ts';
import { type ControlServer, startControlServer } from './server.ts';

const CALL = { name: 'Alice', handle: 'alice@example.com', video: false };

describe('The control API', () => {
  let testbed: Testbed;
  let server: ControlServer;
  let client: ControlClient;
  let phone: PhoneControl;
  const events: RunEvent[] = [];

  before(async () => {
    testbed = await createTestbed(await phoneEntry(), await makeCertificates());
    await signIn(testbed);
    const { udid, entry, bundle } = testbed;
    const described: LabPhone = {
      udid,
      name: entry.name,
      kind: 'virtual',
      model: entry.model.name,
      ios: entry.ios.version,
      language: entry.language,
      bundleId: bundle.manifest.CFBundleIdentifier,
      appName: bundle.manifest.CFBundleDisplayName,
      callHosts: ['com.apple.springboard'],
      unlockedCall: 'banner',
      backgroundModes: ['voip'],
      requirements: { 'RP-ANS-001': [{ app: 'background', phone: 'locked' }] },
      variants: [],
    };
    const ours = <T>(wanted: string, value: T) => (wanted === udid ? value : undefined);
    server = await startControlServer({
      info: () => ({ phones: [described], appiumUrl: 'http://127.0.0.1:4723' }),
      describe: (wanted) => ours(wanted, described),
      testbed: (wanted) => ours(wanted, testbed),
      capabilities: (wanted) => ({ 'appium:udid': wanted }),
      onRunEvent: (event) => events.push(event),
    });
    client = new ControlClient(server.url);
    phone = client.phone(udid);
  });
  after(async () => {
    await server.close();
    await testbed.close();
  });

  async function refusal(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      assert.ok(error instanceof ControlApiError);
      return error.message;
    }
    throw new assert.AssertionError({ message: 'The request was answered.' });
  }

  async function post(path: string, body: string): Promise<{ status: number; message: string }> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(server.url + path, { method: 'POST', headers, body });
    const answer = (await response.json()) as { error?: { message: string } };
    return { status: response.status, message: answer.error?.message ?? '' };
  }

  it('shows the lab, and a phone of it', async () => {
    assert.deepEqual(await client.info(), { phones: [await phone.describe()], appiumUrl: 'http://127.0.0.1:4723' });
    assert.deepEqual(Object.keys((await phone.describe()).requirements), ['RP-ANS-001']);
  });

  it('dials, waits in testbed time, and shows what the server and the phone know of the call', async () => {
    await phone.reset();
    const before = await phone.journalPosition();
    const call = await phone.dial(CALL);
    assert.equal(call.state, 'ringing');
    const uuid = call.id.toUpperCase();
    const shown = await phone.waitFor({ kind: 'call.shown', data: { call: uuid }, after: before }, 5_000);
    assert.equal(shown?.phone, testbed.udid);
    assert.equal(await phone.waitFor({ kind: 'call.shown', data: { call: 'another' } }, 5_000), null);
    await phone.cancel(call.id);
    await phone.rest();
    assert.equal((await phone.call(call.id)).state, 'ended');
    assert.equal((await phone.journal({ kind: 'push.accepted', after: before })).length, 1);
    assert.ok((await phone.journal()).length > 5);
    const { tokens, ...device } = await phone.serverDevice();
    assert.deepEqual(device, { registered: true, alertToken: true, voipToken: true, environment: 'sandbox' });
    assert.match(String(tokens?.voip), /^[0-9a-f]{64}$/);
  });

  it('pushes any payload to the phone, and says so when there is no token for it', async () => {
    await phone.reset();
    const before = await phone.journalPosition();
    await phone.pushPayload({ call: 17 });
    const pushed = await phone.waitFor({ kind: 'push.delivered', data: { channel: 'pushkit' }, after: before }, 5_000);
    assert.ok(pushed);
    await phone.withholdToken('voip');
    assert.match(await refusal(phone.pushPayload({})), /not pushed: the server holds no VoIP token/);
    await phone.reset();
  });

  it('lets VoIP pushes launch the app before the first unlock', async () => {
    await phone.reset();
    await phone.setVoipBeforeFirstUnlock('launch');
    await phone.reboot();
    const before = await phone.journalPosition();
    await phone.dial(CALL);
    assert.ok(await phone.waitFor({ kind: 'app.launched', data: { reason: 'voip-push' }, after: before }, 5_000));
    await phone.reset();
  });

  it('steers what the call server may use, until the next reset', async () => {
    await phone.reset();
    await phone.withholdToken('voip');
    assert.equal((await phone.serverDevice()).voipToken, false);
    await phone.setCredentials({ alert: false, voip: true });
    await phone.setNetworkDelay(1_000);
    await phone.reset();
    assert.equal((await phone.serverDevice()).voipToken, true);
  });

  it('ends the app as the system or the user does', async () => {
    await phone.reset();
    const before = await phone.journalPosition();
    await testbed.phone.launch(testbed.bundle.manifest.CFBundleIdentifier);
    await phone.terminateBySystem();
    await testbed.phone.launch(testbed.bundle.manifest.CFBundleIdentifier);
    await phone.forceQuit();
    const exits = await phone.journal({ kind: 'app.exited', after: before });
    assert.equal(exits.length, 2);
  });

  it('lets others call, and the user take, refuse and look up calls away from the screen', async () => {
    await phone.reset();
    const { id } = await phone.dial(CALL);
    await phone.rest();
    assert.deepEqual(await phone.line({ do: 'answer' }), { done: true });
    await phone.rest();
    const before = await phone.journalPosition();
    const made = await phone.line({ do: 'receive', from: 'cellular', number: '+15550199' });
    assert.ok('call' in made);
    assert.deepEqual(await phone.line({ do: 'answer' }), { done: true });
    const held = await phone.journal({ kind: 'call.state', data: { state: 'held' }, after: before });
    assert.deepEqual(
      held.map(({ data }) => data['call']),
      [id.toUpperCase()],
    );
    await phone.line({ do: 'remote-hang-up', call: made.call });
    assert.deepEqual(
      (await phone.recents()).map(({ call, missed }) => [call, missed]),
      [[made.call, false]],
    );
    await phone.line({ do: 'set-filters', doNotDisturb: true });
    await phone.line({ do: 'receive', from: 'another-app', number: '+15550198' });
    const [filtered] = (await phone.journal({ kind: 'call.reported', after: before })).slice(-1);
    assert.equal(filtered?.data['error'], 3);
    const wrong = { do: 'play-tones', call: id, text: 'abc' } as const;
    assert.match(await refusal(phone.line(wrong)), /text/);
    await phone.reset();
  });

  it('gives the phone new tokens, takes one away, and starts it anew', async () => {
    await phone.reset();
    const { CFBundleIdentifier: bundleId } = testbed.bundle.manifest;
    const tokens = () =>
      testbed.gateway
        .device(testbed.udid)
        .registrations()
        .map(({ token }) => token);
    await testbed.phone.launch(bundleId);
    await phone.rest();
    const before = tokens();
    const position = await phone.journalPosition();
    await phone.rotateTokens();
    assert.equal(tokens().filter((token) => before.includes(token)).length, 0);
    assert.ok(tokens().includes(String((await phone.serverDevice()).tokens.voip)));
    await phone.invalidateVoipToken();
    await phone.memoryPressure('critical');
    assert.equal(testbed.phone.appState(bundleId), 4);
    await phone.reboot();
    const [exit] = await phone.journal({ kind: 'app.exited', after: position });
    assert.deepEqual([exit?.data['reason'], testbed.phone.isLocked], ['reboot', true]);
    await phone.reset();
    assert.equal(testbed.phone.isLocked, false);
  });

  it('sets another region until the next reset, and refuses what is none', async () => {
    await phone.setRegion('CN');
    assert.equal(testbed.phone.region, 'CN');
    assert.match(await refusal(phone.setRegion('China')), /expected an ISO 3166 code such as CN/);
    await phone.reset();
    assert.equal(testbed.phone.region, 'US');
    await signIn(testbed);
  });

  it('keeps the phone off every network in flight mode, until it is put back or reset', async () => {
    // At its launch the app passes its tokens on, whatever has become of them.
    await testbed.phone.launch(testbed.bundle.manifest.CFBundleIdentifier);
    await phone.reset();
    const before = await phone.journalPosition();
    await phone.setFlightMode(true);
    await phone.dial(CALL);
    assert.deepEqual(await phone.journal({ kind: 'call.reported', after: before }), []);
    await phone.setFlightMode(false);
    const [lost] = await phone.journal({ kind: 'push.expired', after: before });
    assert.equal(lost?.data['because'], 'the device is not connected');
    await phone.setFlightMode(true);
    await phone.reset();
    const { id } = await phone.dial(CALL);
    const uuid = id.toUpperCase();
    assert.notEqual(await phone.waitFor({ kind: 'call.shown', data: { call: uuid }, after: before }, 5_000), null);
    await phone.reset();
  });

  it('updates the app over itself, which ends it and keeps its tokens', async () => {
    const { CFBundleIdentifier: bundleId } = testbed.bundle.manifest;
    await testbed.phone.launch(bundleId);
    await phone.rest();
    const { tokens } = await phone.serverDevice();
    await phone.update();
    assert.equal(testbed.phone.appState(bundleId), 1);
    assert.deepEqual((await phone.serverDevice()).tokens, tokens);
    await phone.reset();
  });

  it('leases a phone to one session at a time', async () => {
    const lease = await client.lease('iPhone 15');
    assert.deepEqual(lease.capabilities, { 'appium:udid': testbed.udid });
    const taken = 'POST /leases: "iPhone 15" is leased to another session.';
    assert.equal(await refusal(client.lease('iPhone 15')), taken);
    assert.equal(await refusal(client.lease('iPhone 15', 10)), taken);
    const next = client.lease('iPhone 15', 10_000);
    assert.deepEqual(
      (await client.leases()).map(({ phone: name, by }) => [name, by]),
      [['iPhone 15', 'another session']],
    );
    await client.returnLease(lease.id);
    await client.returnLease((await next).id);
    await client.returnLease(lease.id);
    assert.equal(await refusal(client.lease('nokia')), 'POST /leases: The lab has no phone named "nokia".');
  });

  it('passes on what workers tell, when it makes sense', async () => {
    const event = { type: 'trouble', phone: 'iPhone 15', message: 'no session' } as const;
    await client.tell(event);
    assert.deepEqual(events, [event]);
    const nonsense = await post('/events', '{"type":"check-finished","phone":"iPhone 15","result":{}}');
    assert.equal(nonsense.status, 400);
    assert.match(nonsense.message, /→ at result\.requirement/);
    assert.equal((await post('/events', 'null')).status, 400);
    assert.equal(events.length, 1);
  });

  it('says what it does not know, and what it cannot read', async () => {
    assert.equal(await refusal(client.phone('42').reset()), 'POST /phones/42/reset: The lab has no phone 42.');
    assert.match(await refusal(phone.call('42')), /: The call server knows no call 42\.$/);
    assert.match(await refusal(client.request('PUT', '/phones')), /: There is no PUT \/phones\.$/);
    assert.match(await refusal(phone.install('third')), /: "iPhone 15" has no variant "third"\.$/);
    assert.equal((await post(`/phones/${testbed.udid}/elapse`, '{"ms":-1}')).status, 400);
    const unreadable = await post(`/phones/${testbed.udid}/elapse`, '{"ms":');
    assert.equal(unreadable.status, 400);
    assert.match(unreadable.message, /JSON/);
    assert.equal((await fetch(`${server.url}/phones/42`)).status, 404);
  });

  it('names the port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    const none = { info: () => ({ phones: [], appiumUrl: '' }), describe: () => undefined };
    const other = { ...none, testbed: () => undefined, capabilities: () => ({}), onRunEvent: () => undefined };
    await assert.rejects(startControlServer(other, port), {
      name: 'UsageError',
      message: `Port ${port} is already in use.`,
      advice: 'Give another --control-port, or 0 for any free one.',
    });
  });

  it('cannot be reached once it is closed, which a client says with the address', async () => {
    const other = await startControlServer({
      info: () => ({ phones: [], appiumUrl: '' }),
      describe: () => undefined,
      testbed: () => undefined,
      capabilities: () => ({}),
      onRunEvent: () => undefined,
    });
    await other.close();
    assert.match(
      await refusal(new ControlClient(other.url).info()),
      new RegExp(`^The lab's control API at ${other.url} cannot be reached: `),
    );
  });
});
