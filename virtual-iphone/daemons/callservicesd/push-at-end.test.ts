/** A VoIP push that comes when the app is just ending, or has just ended: somebody calls, and the phone must ring. */

import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, OTHER_CALL, ScriptedPhone } from '../scripted-phone.ts';

describe('a VoIP push at the end of the app', () => {
  let bed: ScriptedPhone;
  afterEach(() => bed.close());

  const ways: readonly (readonly [string, () => unknown])[] = [
    ['was ended for memory', () => bed.phone.terminateBySystem(BUNDLE_ID)],
    ['was swiped away', () => bed.phone.forceQuit(BUNDLE_ID)],
    ['crashed', () => bed.app.kill({ kind: 'exception', name: 'NSRangeException', reason: 'x' })],
    ['was ended by a test', () => bed.phone.terminate(BUNDLE_ID)],
  ];
  const states: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['in front', async () => undefined],
    ['in the background', () => bed.phone.pressHome()],
    [
      'suspended',
      async () => {
        await bed.phone.pressHome();
        await bed.clock.elapse(6_000);
      },
    ],
  ];
  for (const [way, end] of ways) {
    for (const [state, bring] of states) {
      for (const ms of [0, 1, 10, 28, 50]) {
        it(`rings ${ms} ms after the app ${state} ${way}`, async () => {
          bed = new ScriptedPhone({ ios: '18.6', seed: 1 });
          await bed.phone.launch(BUNDLE_ID);
          await bring();
          const old = bed.app;
          void end();
          if (ms > 0) await bed.clock.elapse(ms);
          await bed.voipPush();
          await bed.clock.elapse(100);
          assert.notEqual(bed.app, old);
          assert.deepEqual(
            bed.phone.calls().map((call) => [call.id, call.state]),
            [[CALL, 'ringing']],
          );
        });
      }
    }
  }

  it('leaves the app its whole time to report, though the deadline of an earlier push comes meanwhile', async () => {
    bed = new ScriptedPhone({ ios: '18.6', seed: 1 });
    await bed.voipPush();
    await bed.phone.pressHome();
    await bed.clock.elapse(6_900);
    void bed.phone.terminate(BUNDLE_ID);
    bed.script = {
      onMessage: (app, { kind }) => {
        if (kind === 'pushkit.push') bed.clock.setTimeout(() => app.reportIncoming(OTHER_CALL), 200);
      },
    };
    await bed.clock.elapse(28);
    await bed.voipPush(OTHER_CALL);
    await bed.clock.elapse(300);
    assert.deepEqual(
      bed.phone.calls().map((call) => [call.id, call.state]),
      [[OTHER_CALL, 'ringing']],
    );
    assert.deepEqual(bed.values('app.exited', 'reason'), ['XCTest']);
  });
});
