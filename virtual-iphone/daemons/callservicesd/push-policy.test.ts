import { strict as assert } from 'node:assert';
import { BUNDLE_ID, OTHER_CALL, registerAll, ScriptedPhone } from '../scripted-phone.ts';

const EXEMPT = 'com.apple.developer.pushkit.unrestricted-voip';
const EXEMPT_PTT = `${EXEMPT}.ptt`;

async function mustReport(sdk: string, entitlement: string, settings = {}): Promise<unknown> {
  const entitlements = { 'aps-environment': 'development', [entitlement]: true } as const;
  const bed = new ScriptedPhone({ ios: '26.4', manifest: { DTSDKName: `iphoneos${sdk}`, entitlements }, settings });
  const warnings: string[] = [];
  bed.phone.onLog(({ level, text }) => {
    if (level === 'Warning' && text.includes('unrestricted-voip')) warnings.push(text);
  });
  await bed.startedOnce();
  await bed.voipPush();
  bed.close();
  const must = bed.last('push.delivered')?.['mustReport'];
  assert.equal(warnings.length, must === true ? 1 : 0);
  return must;
}

describe('an exemption from the duty to report', () => {
  for (const [entitlement, counts, spent] of [
    [EXEMPT, '14.5', '15.0'],
    [EXEMPT_PTT, '18.0', '26.0'],
  ] as const) {
    it(`by ${entitlement} ends with the iOS ${spent} SDK, which the log tells`, async () => {
      assert.deepEqual([await mustReport(counts, entitlement), await mustReport(spent, entitlement)], [false, true]);
    });
  }

  for (const [sdk, titles] of [
    ['18.0', []],
    ['26.0', ['“Caller” Needs to Be Updated']],
  ] as const) {
    it(`of an app for Push to Talk is told the user ${titles.length === 0 ? 'not while it counts' : 'once it is spent, once'} (iOS ${sdk} SDK)`, async () => {
      const entitlements = { 'aps-environment': 'development', [EXEMPT_PTT]: true } as const;
      const bed = new ScriptedPhone({ ios: '26.4', manifest: { DTSDKName: `iphoneos${sdk}`, entitlements } });
      await bed.startedOnce();
      await bed.voipPush();
      await bed.voipPush(OTHER_CALL);
      assert.deepEqual(bed.values('alert.shown', 'title'), titles);
      bed.close();
    });
  }

  it('ends with another SDK where the phone is set so', async () => {
    assert.equal(await mustReport('15.0', EXEMPT, { voipExemptionEndsWithSdk: 16 }), false);
  });
});

describe('a VoIP push that waited for PushKit', () => {
  for (const [ios, waitedMs, must] of [
    ['26.4', 61_000, false],
    ['26.4', 5_000, true],
    ['26.0', 61_000, true],
  ] as const) {
    it(`${must ? 'must' : 'need not'} be reported after ${waitedMs / 1_000} s on iOS ${ios}`, async () => {
      // The deadline is put off, so that the app is there to take the old push.
      const bed = new ScriptedPhone({ ios, settings: { strictVoipDeadlineMs: 600_000 } });
      await bed.startedOnce();
      bed.script = { onStart: (app) => app.send({ kind: 'app.launched' }) };
      await bed.voipPush();
      await bed.clock.elapse(waitedMs);
      registerAll(bed.app);
      await bed.clock.quiet();
      assert.equal(bed.phone.appState(BUNDLE_ID), 3);
      assert.equal(bed.last('push.delivered')?.['mustReport'], must);
      bed.close();
    });
  }
});
