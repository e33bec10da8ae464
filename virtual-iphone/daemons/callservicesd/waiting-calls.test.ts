/** A second call of the app, a cellular call and another app's call beside the app's own. */

import { strict as assert } from 'node:assert';
import type { CallUpdateData, ProviderConfigurationData } from '../../messages.ts';
import {
  BUNDLE_ID,
  CALL,
  CONFIGURATION,
  honest,
  OTHER_CALL,
  registerAll,
  ScriptedPhone,
  type ScriptedPhoneOptions,
} from '../scripted-phone.ts';

const THIRD_CALL = '33333333-2222-4333-8444-555555555555';

/** The app's provider says so, and its calls have these fields. */
interface Provided {
  readonly configuration?: Partial<ProviderConfigurationData>;
  readonly update?: CallUpdateData;
}

describe('calls beside each other', () => {
  let bed: ScriptedPhone;
  const inCall = async ({ configuration, update, ...options }: Partial<ScriptedPhoneOptions> & Provided = {}) => {
    const made = { ...CONFIGURATION, ...configuration };
    const script: ScriptedPhoneOptions['script'] = {
      onStart: (app) => {
        registerAll(app);
        app.send({ kind: 'callkit.register-provider', configuration: made });
      },
      onMessage: (app, message) => {
        if (message.kind === 'pushkit.push') app.reportIncoming(message.payload['call'] as string, update);
        else honest(app, message);
      },
    };
    bed = new ScriptedPhone({ ios: '18.6', script, ...options });
    await bed.startedOnce();
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
  };
  const answers = (call: string) =>
    (['plain', 'end', 'hold', 'end-held'] as const).filter((way) => bed.shows(`answer-${way} ${call}`));
  /** Actions of the newest transaction that reached the app, as type and call. */
  const performed = () =>
    bed.app
      .of('callkit.perform')
      .at(-1)
      ?.actions.map(
        (action) => `${action.type}${action.type === 'set-held' ? ` ${action.onHold}` : ''} ${action.call}`,
      );
  const states = () => bed.phone.calls().map(({ id, state }) => `${state} ${id}`);
  afterEach(() => bed.close());

  describe('a second call of one app', () => {
    it('ends the active call before it answers on End & Accept', async () => {
      await inCall();
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer-end ${OTHER_CALL}`);
      assert.deepEqual(performed(), [`end ${CALL}`, `answer ${OTHER_CALL}`]);
      assert.deepEqual(states(), [`connected ${OTHER_CALL}`]);
    });

    it('holds the active call before it answers on Hold & Accept', async () => {
      await inCall();
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer-hold ${OTHER_CALL}`);
      assert.deepEqual(performed(), [`set-held true ${CALL}`, `answer ${OTHER_CALL}`]);
    });

    it('ends the held call, holds the active one and answers, where one is held already', async () => {
      await inCall({ configuration: { maximumCallGroups: 3 } });
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer-hold ${OTHER_CALL}`);
      await bed.voipPush(THIRD_CALL);
      assert.deepEqual(answers(THIRD_CALL), ['end', 'end-held']);
      await bed.touch(`answer-end-held ${THIRD_CALL}`);
      assert.deepEqual(performed(), [`end ${CALL}`, `set-held true ${OTHER_CALL}`, `answer ${THIRD_CALL}`]);
    });

    it('leaves the held call on hold on End & Accept', async () => {
      await inCall();
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer-hold ${OTHER_CALL}`);
      await bed.voipPush(THIRD_CALL);
      await bed.touch(`answer-end ${THIRD_CALL}`);
      assert.deepEqual(states(), [`held ${CALL}`, `connected ${THIRD_CALL}`]);
    });

    for (const [why, provided] of [
      ['supports no holding', { update: { supportsHolding: false } }],
      ['has no free call group', { configuration: { maximumCallGroups: 1 } }],
    ] as const) {
      it(`offers no Hold & Accept when the app ${why}`, async () => {
        await inCall(provided);
        await bed.voipPush(OTHER_CALL);
        assert.deepEqual(answers(OTHER_CALL), ['end']);
      });
    }

    it('offers no Hold & Accept while an outgoing call is not connected', async () => {
      await inCall();
      await bed.touch(`end ${CALL}`);
      const handle = { type: 2, value: '+15550111' } as const;
      const actions = [{ id: 'A1', type: 'start', call: CALL, handle, video: false }] as const;
      bed.app.send({ kind: 'callkit.request', request: 1, transaction: 'T1', actions });
      await bed.clock.quiet();
      await bed.voipPush(OTHER_CALL);
      assert.deepEqual(answers(OTHER_CALL), ['end']);
    });

    it('asks nothing on iOS 26 when the provider has two groups, and holds even what cannot be held', async () => {
      await inCall({ ios: '26.4', update: { supportsHolding: false } });
      await bed.voipPush(OTHER_CALL);
      assert.deepEqual(answers(OTHER_CALL), ['plain']);
      assert.equal(bed.last('call.shown')?.['presentation'], 'banner');
      await bed.touch(`answer-plain ${OTHER_CALL}`);
      assert.deepEqual(performed(), [`set-held true ${CALL}`, `answer ${OTHER_CALL}`]);
    });

    it('offers only End & Accept on iOS 26 when the provider has one group', async () => {
      await inCall({ ios: '26.4', configuration: { maximumCallGroups: 1 } });
      await bed.voipPush(OTHER_CALL);
      assert.deepEqual(answers(OTHER_CALL), ['end']);
    });

    it('fills the screen, also while the phone is locked, unless the phone is set otherwise', async () => {
      await inCall();
      await bed.phone.lock();
      await bed.voipPush(OTHER_CALL);
      assert.equal(bed.last('call.shown')?.['presentation'], 'full-screen');
      bed.close();
      await inCall({ settings: { waitingCallFillsScreen: false } });
      await bed.voipPush(OTHER_CALL);
      assert.equal(bed.last('call.shown')?.['presentation'], 'banner');
    });
  });

  describe('two calls', () => {
    const two = async (options: Parameters<typeof inCall>[0] = {}) => {
      await inCall(options);
      await bed.voipPush(OTHER_CALL);
      await bed.touch(`answer-hold ${OTHER_CALL}`);
    };

    it('swap: the active one is held before the held one comes back', async () => {
      await two();
      await bed.touch(`hold ${CALL}`);
      assert.deepEqual(performed(), [`set-held true ${OTHER_CALL}`, `set-held false ${CALL}`]);
      assert.deepEqual(states(), [`connected ${CALL}`, `held ${OTHER_CALL}`]);
    });

    it('merge by one action on the active call, and split again', async () => {
      await two();
      await bed.touch(`merge ${OTHER_CALL}`);
      assert.deepEqual(performed(), [`set-group ${OTHER_CALL}`]);
      assert.equal(bed.shows(`merge ${OTHER_CALL}`), false);
      await bed.phone.line.split(OTHER_CALL);
      const last = bed.app.of('callkit.perform').at(-1)?.actions[0];
      assert.equal(last?.type === 'set-group' && last.other, null);
      assert.equal(bed.shows(`merge ${OTHER_CALL}`), true);
    });

    for (const [why, provided] of [
      ['a group may have one call only', { configuration: { maximumCallsPerCallGroup: 1 } }],
      ['the calls support no grouping', { update: { supportsGrouping: false } }],
    ] as const) {
      it(`cannot be merged when ${why}`, async () => {
        await two(provided);
        assert.equal(bed.shows(`merge ${OTHER_CALL}`), false);
      });
    }

    it('are no group any more when one of them ends', async () => {
      await two();
      await bed.touch(`merge ${OTHER_CALL}`);
      await bed.touch(`end ${OTHER_CALL}`);
      await bed.touch(`hold ${CALL}`);
      const actions = bed.app.of('callkit.perform').length;
      await bed.phone.line.split(CALL);
      assert.equal(bed.app.of('callkit.perform').length, actions);
    });

    it('stay merged when the call supports no ungrouping', async () => {
      await two({ update: { supportsUngrouping: false } });
      await bed.touch(`merge ${OTHER_CALL}`);
      await bed.phone.line.split(OTHER_CALL);
      assert.deepEqual(performed(), [`set-group ${OTHER_CALL}`]);
    });

    it('are disconnected one by one when a hold of a swap fails but the other is fulfilled', async () => {
      await two();
      bed.script.onMessage = (app, message) => {
        if (message.kind !== 'callkit.perform') return;
        for (const action of message.actions) {
          app.complete(action.id, action.call === CALL ? 'failed' : 'fulfilled');
        }
      };
      await bed.touch(`hold ${CALL}`);
      assert.deepEqual(states(), [`held ${OTHER_CALL}`]);
      assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'app', reason: 'failed' });
    });
  });

  describe('a cellular call beside the app’s call', () => {
    it('gets only its own action on Hold & Accept, while the app’s call is held and loses its audio', async () => {
      await inCall();
      const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
      await bed.touch(`answer-hold ${cellular}`);
      assert.deepEqual(performed(), [`set-held true ${CALL}`]);
      assert.deepEqual(states(), [`held ${CALL}`, `connected ${cellular}`]);
      assert.ok(bed.app.kinds().includes('audio.deactivated'));
    });

    it('sends the app an end on End & Accept', async () => {
      await inCall();
      const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
      await bed.touch(`answer-end ${cellular}`);
      assert.deepEqual(performed(), [`end ${CALL}`]);
    });

    it('is answered only when the app has performed the hold', async () => {
      await inCall();
      bed.script.onMessage = () => undefined;
      const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
      await bed.touch(`answer-hold ${cellular}`);
      assert.equal(bed.phone.calls().at(-1)?.state, 'connecting');
      bed.app.complete(bed.app.of('callkit.perform').at(-1)?.actions[0]?.id ?? '');
      assert.equal(bed.phone.calls().at(-1)?.state, 'connected');
    });

    for (const [who, resumed, settings] of [
      ['user', true, {}],
      ['other side', false, {}],
      ['user', false, { resumeAfterUserEnd: false }],
      ['other side', true, { resumeAfterRemoteEnd: true }],
    ] as const) {
      const set = Object.keys(settings).length === 0 ? '' : ', when the phone is set so';
      it(`${resumed ? 'gives the call back' : 'leaves the call on hold'} after the ${who} ends it${set}`, async () => {
        await inCall({ settings });
        const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
        await bed.touch(`answer-hold ${cellular}`);
        if (who === 'user') await bed.touch(`end ${cellular}`);
        else await bed.phone.line.remoteHangUp(cellular);
        await bed.clock.quiet();
        assert.deepEqual(states(), [`${resumed ? 'connected' : 'held'} ${CALL}`]);
        assert.equal(bed.events('audio.activated', { bundleId: BUNDLE_ID }).length, resumed ? 2 : 1);
      });
    }

    it('is held when the app takes its own call back', async () => {
      await inCall();
      const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
      await bed.touch(`answer-hold ${cellular}`);
      const actions = [{ id: 'A1', type: 'set-held', call: CALL, onHold: false }] as const;
      bed.app.send({ kind: 'callkit.request', request: 1, transaction: 'T1', actions });
      await bed.clock.quiet();
      assert.deepEqual(states(), [`connected ${CALL}`, `held ${cellular}`]);
    });

    it('is seen by the app as a call without name', async () => {
      await inCall();
      const cellular = await bed.phone.line.receive('cellular', { number: '+15550199' });
      const mirror = bed.app.of('callkit.calls').at(-1)?.calls ?? [];
      assert.deepEqual(
        mirror.map(({ id, hasConnected }) => [id, hasConnected]),
        [
          [CALL, true],
          [cellular, false],
        ],
      );
      assert.deepEqual(Object.keys(mirror[1] ?? {}).toSorted(), [
        'hasConnected',
        'hasEnded',
        'id',
        'isOnHold',
        'isOutgoing',
      ]);
    });

    for (const [supportsHolding, action] of [
      [true, `set-held true ${CALL}`],
      [false, `end ${CALL}`],
    ] as const) {
      it(`${supportsHolding ? 'holds' : 'ends'} the app’s call when the user dials and it can${supportsHolding ? '' : 'not'} be held`, async () => {
        await inCall({ update: { supportsHolding } });
        const dialled = await bed.phone.line.dialCellular('+15550198');
        assert.deepEqual(performed(), [action]);
        assert.equal(bed.phone.calls().find(({ id }) => id === dialled)?.state, 'connected');
      });
    }
  });

  it('gives another app’s active call a hold when the app starts a call, but not the app’s own', async () => {
    await inCall();
    await bed.touch(`end ${CALL}`);
    const other = await bed.phone.line.receive('another-app', { number: '+15550177', name: 'Carol' });
    await bed.touch(`answer ${other}`);
    const handle = { type: 2, value: '+15550111' } as const;
    const actions = [{ id: 'A1', type: 'start', call: OTHER_CALL, handle, video: false }] as const;
    bed.app.send({ kind: 'callkit.request', request: 1, transaction: 'T1', actions });
    await bed.clock.quiet();
    assert.deepEqual(states(), [`held ${other}`, `connecting ${OTHER_CALL}`]);
    await bed.voipPush(THIRD_CALL);
    bed.app.send({ kind: 'callkit.report-outgoing', call: OTHER_CALL, phase: 'connected', at: null });
    const answer = [{ id: 'A2', type: 'answer', call: THIRD_CALL }] as const;
    bed.app.send({ kind: 'callkit.request', request: 2, transaction: 'T2', actions: answer });
    await bed.clock.quiet();
    assert.ok(states().includes(`connected ${OTHER_CALL}`));
  });

  it('refuses a UUID that another app’s call has', async () => {
    await inCall();
    const other = await bed.phone.line.receive('another-app', { number: '+15550177' });
    bed.app.reportIncoming(other);
    assert.equal(bed.last('call.reported')?.['error'], 2);
  });
});
