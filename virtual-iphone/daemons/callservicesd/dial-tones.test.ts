import { strict as assert } from 'node:assert';
import { CALL, hesitant, ScriptedPhone } from '../scripted-phone.ts';

describe('tones during a call', () => {
  let bed: ScriptedPhone;
  beforeEach(async () => {
    bed = new ScriptedPhone({ ios: '18.6' });
    await bed.startedOnce();
    await bed.voipPush();
    await bed.touch(`answer ${CALL}`);
  });
  afterEach(() => bed.close());
  const played = () =>
    bed.app
      .of('callkit.perform')
      .flatMap(({ actions }) => actions)
      .flatMap((action) => (action.type === 'play-dtmf' ? [`${action.dtmfType} ${action.digits}`] : []));

  it('are one action for each key', async () => {
    await bed.phone.line.playTones(CALL, '12#');
    assert.deepEqual(played(), ['1 1', '1 2', '1 #']);
  });

  it('wait until the app has performed the tone before', async () => {
    bed.script.onMessage = hesitant;
    await bed.phone.line.playTones(CALL, '12');
    assert.deepEqual(played(), ['1 1']);
    bed.app.complete(bed.app.of('callkit.perform').at(-1)?.actions[0]?.id ?? '', 'failed');
    await bed.clock.quiet();
    assert.deepEqual(played(), ['1 1', '1 2']);
    assert.equal(bed.phone.calls()[0]?.state, 'connected');
  });

  it('go on after a comma in a few seconds, as one action', async () => {
    await bed.phone.line.playTones(CALL, '1,34');
    await bed.clock.elapse(1_500);
    assert.deepEqual(played(), ['1 1']);
    await bed.clock.elapse(1_100);
    assert.deepEqual(played(), ['1 1', '2 34']);
  });

  it('go on after a semicolon when the user says so, as one action', async () => {
    await bed.phone.line.playTones(CALL, ';56');
    await bed.clock.elapse(60_000);
    assert.deepEqual([played(), bed.last('tones.waiting')], [[], { call: CALL, digits: '56' }]);
    await bed.phone.line.sendWaitingTones(CALL);
    assert.deepEqual(played(), ['3 56']);
  });

  it('are not played on a call that supports none', async () => {
    bed.app.send({ kind: 'callkit.report-updated', call: CALL, update: { supportsDTMF: false } });
    await bed.phone.line.playTones(CALL, '1');
    assert.deepEqual(played(), []);
  });

  it('end with the call', async () => {
    await bed.phone.line.playTones(CALL, ',34');
    await bed.touch(`end ${CALL}`);
    await bed.clock.elapse(5_000);
    assert.deepEqual(played(), []);
  });
});
