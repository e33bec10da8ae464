/** Calls answered and ended away from the screen. */

import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, OTHER_CALL, ScriptedPhone } from '../scripted-phone.ts';

describe('a headset, a car or a watch', () => {
  let bed: ScriptedPhone;
  beforeEach(async () => {
    bed = new ScriptedPhone({ ios: '18.6' });
    await bed.startedOnce();
  });
  afterEach(() => bed.close());

  it('answers with one answer action, and leaves app and phone where they are', async () => {
    await bed.phone.lock();
    await bed.voipPush();
    assert.equal(await bed.phone.line.answer(), true);
    assert.deepEqual(bed.last('transaction.requested')?.['actions'], ['answer']);
    assert.deepEqual([bed.phone.isLocked, bed.phone.appState(BUNDLE_ID)], [true, 3]);
    assert.equal(bed.phone.calls()[0]?.state, 'connected');
  });

  it('holds the active call to answer a waiting one', async () => {
    await bed.voipPush();
    await bed.phone.line.answer();
    await bed.voipPush(OTHER_CALL);
    await bed.phone.line.answer();
    assert.deepEqual(bed.last('transaction.requested')?.['actions'], ['set-held', 'answer']);
  });

  it('ends the call that is heard', async () => {
    await bed.voipPush();
    await bed.phone.line.answer();
    assert.equal(await bed.phone.line.hangUp(), true);
    assert.deepEqual(bed.last('call.ended'), { call: CALL, by: 'user', reason: null });
  });

  it('does nothing when there is no call', async () => {
    assert.deepEqual([await bed.phone.line.answer(), await bed.phone.line.hangUp()], [false, false]);
  });
});
