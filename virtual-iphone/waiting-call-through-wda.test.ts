/** Calls beside each other, driven as a WebDriverAgent client does it: find an element by name, click it. */

import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, CONFIGURATION, OTHER_CALL, ScriptedPhone } from './daemons/scripted-phone.ts';
import type { PhoneSettings } from './daemons/settings.ts';
import { composeScreen } from './ui/index.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './wda/index.ts';

describe('calls beside each other through WebDriverAgent', () => {
  let bed: ScriptedPhone;
  let host: WebDriverAgentHost;
  let url: string;
  afterEach(async () => {
    await host.close();
    bed.close();
  });

  async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    const reply = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, `${path}: ${JSON.stringify(reply['value'])}`);
    return reply;
  }

  /** A session that looks at this application, as a function that clicks by name. */
  async function clicker(application: string): Promise<(name: string) => Promise<void>> {
    const { sessionId } = await post('/session', { capabilities: { firstMatch: [{}] } });
    const session = `/session/${String(sessionId)}`;
    await post(`${session}/appium/settings`, { settings: { defaultActiveApplication: application } });
    return async (name) => {
      const { value } = await post(`${session}/element`, { using: 'name', value: name });
      const id = Object.values(value as Record<string, string>)[0];
      await post(`${session}/element/${String(id)}/click`, {});
    };
  }

  /** A phone in a call, on its full screen, and a session that looks at the process which hosts calls. */
  async function inCall(ios: string, settings: Partial<PhoneSettings> = {}): Promise<(name: string) => Promise<void>> {
    bed = new ScriptedPhone({
      ios,
      compose: composeScreen,
      settings: { incomingCallStyle: 'full-screen', ...settings },
    });
    host = await startWebDriverAgent();
    url = host.add(bed.phone, bed.clock);
    await bed.startedOnce();
    await bed.voipPush();
    return clicker(bed.phone.ios.features.callHost);
  }
  const states = () => bed.phone.calls().map(({ id, state }) => [id, state]);

  for (const [ios, accept, swap] of [
    ['16.7', 'Accept', 'swap'],
    ['18.6', 'acceptCall', 'Swap'],
  ] as const) {
    it(`holds and accepts, swaps and merges by the names of iOS ${ios}`, async () => {
      const click = await inCall(ios);
      await click(accept);
      await bed.voipPush(OTHER_CALL);
      await click('Hold & Accept');
      assert.deepEqual(states(), [
        [CALL, 'held'],
        [OTHER_CALL, 'connected'],
      ]);
      await click(swap);
      assert.deepEqual(states(), [
        [CALL, 'connected'],
        [OTHER_CALL, 'held'],
      ]);
      await click(ios === '16.7' ? 'merge calls' : 'Merge Calls');
      assert.equal(bed.last('action.fulfilled')?.['type'], 'set-group');
    });
  }

  /** A phone whose two calls are joined, with the list of the conference's calls open. */
  async function inConference(): Promise<(name: string) => Promise<void>> {
    const click = await inCall('18.6');
    await click('acceptCall');
    await bed.voipPush(OTHER_CALL);
    for (const name of ['Hold & Accept', 'Merge Calls', 'More Info']) await click(name);
    return click;
  }
  /** Actions of the newest transaction, as type and call. */
  const performed = () =>
    bed.app
      .of('callkit.perform')
      .at(-1)
      ?.actions.map(({ type, call }) => [type, call]);

  it('ends one call of a conference from the list, which goes with it', async () => {
    const click = await inConference();
    await click('End');
    assert.deepEqual(performed(), [['end', CALL]]);
    assert.deepEqual(
      states().map(([id]) => id),
      [OTHER_CALL],
    );
    await assert.rejects(click('More Info'));
  });

  it('takes a call out of a conference by Private', async () => {
    const click = await inConference();
    await click('Private');
    assert.deepEqual(performed(), [['set-group', CALL]]);
    assert.equal(bed.last('action.fulfilled')?.['type'], 'set-group');
    await click('Swap');
  });

  it('ends all calls of a conference by the End of its call screen, in one transaction', async () => {
    const click = await inConference();
    await click('Back');
    await click('End');
    assert.deepEqual(performed(), [
      ['end', CALL],
      ['end', OTHER_CALL],
    ]);
    assert.deepEqual(states(), []);
  });

  it('ends the current call instead of End & Accept, when set so, and then answers plainly', async () => {
    const click = await inCall('16.7', { endAndAcceptAllowed: false });
    await click('Accept');
    await bed.voipPush(OTHER_CALL);
    await assert.rejects(click('End & Accept'));
    await click('End Current');
    await click('Accept');
    assert.deepEqual(states(), [[OTHER_CALL, 'connected']]);
  });

  it('sends a cellular call to voicemail, and the call goes on', async () => {
    const click = await inCall('18.6');
    await click('acceptCall');
    await bed.phone.line.receive('cellular', { number: '+15550199' });
    await click('Send to Voicemail');
    assert.deepEqual(states(), [[CALL, 'connected']]);
  });

  for (const [name, intents] of [
    ['Cancel', 0],
    ['Call Back', 1],
  ] as const) {
    it(`takes a failed outgoing call off the screen with ${name}`, async () => {
      const click = await inCall('18.6');
      await click('acceptCall');
      await click('End');
      await bed.clock.elapse(2_000);
      const start = { id: 'A1', type: 'start', call: OTHER_CALL, video: false } as const;
      const handle = { type: 2, value: '+15550111' } as const;
      bed.app.send({ kind: 'callkit.request', request: 1, transaction: 'T1', actions: [{ ...start, handle }] });
      await bed.clock.quiet();
      await bed.phone.tap({ x: 190, y: 30 });
      bed.app.send({ kind: 'callkit.report-ended', call: OTHER_CALL, at: null, reason: 1 });
      await click(name);
      assert.equal(bed.app.of('app.user-activity').length, intents);
      assert.ok(bed.phone.surfaces().every(({ bundleId }) => bundleId !== 'com.apple.InCallService'));
    });
  }

  for (const [button, choice] of [
    ['Message', 'I’m on my way.'],
    ['Remind Me', 'In 1 hour'],
  ] as const) {
    it(`declines a call by ${choice}, where calls of apps offer it`, async () => {
      const click = await inCall('18.6', { appCallReplies: true });
      await click(button);
      await click('Cancel');
      await assert.rejects(click(choice));
      await click(button);
      await click(choice);
      assert.deepEqual(performed(), [['end', CALL]]);
    });
  }

  it('holds a call from More, which closes', async () => {
    const click = await inCall('26.4', { inCallMoreMenu: true });
    await click('acceptCall');
    await assert.rejects(click('Hold'));
    await click('More');
    await click('Hold');
    assert.deepEqual(states(), [[CALL, 'held']]);
    await assert.rejects(click('Hold'));
  });

  for (const touched of [true, false]) {
    it(`has a second call window after the answer until ${touched ? 'it is touched' : 'its time is over'}, when set so`, async () => {
      const click = await inCall('18.6', { secondCallWindowMs: 3_000 });
      const seconds = () => JSON.stringify(bed.phone.tree('com.apple.springboard')).includes('.second');
      assert.equal(seconds(), false);
      await click('acceptCall');
      assert.equal(seconds(), true);
      if (touched) await (await clicker('com.apple.springboard'))('Accept');
      else await bed.clock.elapse(3_100);
      assert.equal(seconds(), false);
      assert.deepEqual(states(), [[CALL, 'connected']]);
    });
  }

  it('calls back from Recents in the Phone app', async () => {
    const inTheCall = await inCall('18.6');
    await inTheCall('acceptCall');
    await inTheCall('End');
    await bed.clock.elapse(2_000);
    await bed.phone.pressHome();
    await (await clicker('com.apple.springboard'))('Phone');
    await (await clicker('com.apple.mobilephone'))('Alice');
    assert.equal(bed.app.of('app.user-activity')[0]?.intent.type, 'INStartCallIntent');
    assert.deepEqual(
      bed.phone.activeApps().map(({ bundleId }) => bundleId),
      [BUNDLE_ID],
    );
  });

  for (const [outcome, after] of [
    ['holds a cellular call', ['held', 'connected']],
    ['ends an app’s call that cannot be held', ['connected']],
  ] as const) {
    it(`dials from Add Call, which ${outcome}`, async () => {
      const click = await inCall('16.7');
      await click('Accept');
      if (outcome === 'holds a cellular call') {
        await click('End call');
        await bed.clock.elapse(2_000);
        await bed.phone.line.receive('cellular', { number: '+15550199' });
        await click('Accept');
      } else {
        bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { supportsHolding: false } });
        await bed.clock.quiet();
      }
      await click('add call');
      const phoneApp = await clicker('com.apple.mobilephone');
      for (const name of ['Keypad', '4', '2', '2', 'delete', 'Call']) await phoneApp(name);
      assert.deepEqual(
        bed.phone.calls().map(({ state }) => state),
        after,
      );
      const { caller, presentation } = bed.phone.calls().at(-1) ?? {};
      assert.deepEqual([caller, presentation], ['42', 'full-screen']);
    });
  }

  it('calls a contact from the Phone app', async () => {
    const click = await inCall('18.6');
    await click('acceptCall');
    await click('End');
    await bed.clock.elapse(2_000);
    bed.phone.line.setFilters({ contacts: ['+15550123'] });
    await bed.phone.pressHome();
    await (await clicker('com.apple.springboard'))('Phone');
    const phoneApp = await clicker('com.apple.mobilephone');
    for (const name of ['Contacts', '+15550123']) await phoneApp(name);
    assert.deepEqual(
      bed.phone.calls().map(({ caller, state }) => [caller, state]),
      [['+15550123', 'connected']],
    );
  });

  it('asks the app for a video call by the Video button, where its provider supports video', async () => {
    const click = await inCall('18.6');
    await click('acceptCall');
    const configuration = { ...CONFIGURATION, supportsVideo: true };
    bed.app.send({ kind: 'callkit.register-provider', configuration });
    await bed.clock.quiet();
    bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { supportsHolding: false } });
    await bed.clock.quiet();
    await click('Video');
    assert.deepEqual(
      bed.app.of('app.user-activity').map(({ intent }) => [intent.type, intent.video]),
      [['INStartCallIntent', true]],
    );
  });

  it('presses keys on the keypad and hides it again', async () => {
    const click = await inCall('18.6');
    await click('acceptCall');
    for (const name of ['Keypad', '4', '2', 'Hide', 'Mute']) await click(name);
    const tones = bed.app
      .of('callkit.perform')
      .flatMap(({ actions }) => actions)
      .flatMap((action) => (action.type === 'play-dtmf' ? [action.digits] : []));
    assert.deepEqual(tones, ['4', '2']);
    assert.equal(bed.phone.calls()[0]?.muted, true);
  });
});
