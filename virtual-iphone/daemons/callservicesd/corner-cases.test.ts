/** What the walks beside the model of CallKit have brought to light (`virtual-iphone/model-tests/`). */

import { strict as assert } from 'node:assert';
import type { CallActionData } from '../../messages.ts';
import { BUNDLE_ID, CALL, CONFIGURATION, hesitant, OTHER_CALL, ScriptedPhone } from '../scripted-phone.ts';

const HANDLE = { type: 2, value: '+15550100' } as const;
const START = { type: 'start', handle: HANDLE, video: false } as const;

describe('corner cases of callservicesd', () => {
  let bed: ScriptedPhone;
  const request = (...actions: readonly CallActionData[]) => {
    bed.app.send({ kind: 'callkit.request', request: 9, transaction: 'T1', actions });
    return bed.clock.quiet();
  };
  const refusal = () => bed.app.of('callkit.requested').at(-1)?.error?.code;
  const ring = async (call = CALL) => {
    bed.app.reportIncoming(call);
    await bed.clock.quiet();
  };
  const openApp = (script = {}) => {
    bed = new ScriptedPhone({ ios: '18.6', script });
    return bed.phone.launch(BUNDLE_ID);
  };
  afterEach(() => bed.close());

  it('refuses a transaction that starts the same UUID twice', async () => {
    await openApp();
    await request({ ...START, id: 'S1', call: CALL }, { ...START, id: 'S2', call: CALL });
    assert.equal(refusal(), 5);
    assert.deepEqual(bed.phone.calls(), []);
  });

  it('counts the calls that a transaction starts against the maximum of groups', async () => {
    await openApp();
    await ring();
    await request({ ...START, id: 'S1', call: OTHER_CALL }, { ...START, id: 'S2', call: CALL.replace('1', '3') });
    assert.equal(refusal(), 7);
  });

  it('leaves no group of one behind when a call is taken out of a pair', async () => {
    await openApp();
    for (const call of [CALL, OTHER_CALL]) {
      await ring(call);
      await request({ id: `answer ${call}`, type: 'answer', call });
    }
    await request({ id: 'join', type: 'set-group', call: CALL, other: OTHER_CALL });
    await request({ id: 'part', type: 'set-group', call: CALL, other: null });
    const before = bed.events('action.performed').length;
    await bed.phone.line.split(OTHER_CALL);
    assert.equal(bed.events('action.performed').length, before);
  });

  it('gives a call that only rings no audio when it is put on hold and taken back', async () => {
    await openApp({ onMessage: hesitant });
    await ring();
    await request({ id: 'back', type: 'set-held', call: CALL, onHold: false });
    bed.app.complete('back');
    await bed.clock.quiet();
    assert.equal(bed.app.of('audio.activated').length, 0);
  });

  it('tells a process at its launch of the calls that there are', async () => {
    bed = new ScriptedPhone({ ios: '18.6' });
    const cellular = await bed.phone.line.receive('cellular', { number: '+15550123' });
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(
      bed.app.launch.calls.map(({ id }) => id),
      [cellular],
    );
  });

  it('offers other answers as soon as the app has other limits', async () => {
    await openApp();
    await ring();
    await request({ id: 'answer', type: 'answer', call: CALL });
    await ring(OTHER_CALL);
    assert.equal(bed.shows(`answer-hold ${OTHER_CALL}`), true);
    const configuration = { ...CONFIGURATION, maximumCallGroups: 1 };
    bed.app.send({ kind: 'callkit.register-provider', configuration });
    await bed.clock.quiet();
    assert.equal(bed.shows(`answer-hold ${OTHER_CALL}`), false);
  });

  it('shows a call with the UUID of one that has just ended as the newest', async () => {
    await openApp();
    await request({ ...START, id: 'S1', call: CALL });
    await ring(OTHER_CALL);
    await request({ id: 'E1', type: 'end', call: CALL });
    await ring(CALL);
    assert.deepEqual(
      bed.phone.calls().map(({ id }) => id),
      [OTHER_CALL, CALL],
    );
  });
});
