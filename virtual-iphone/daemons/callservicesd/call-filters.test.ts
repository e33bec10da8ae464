/** Reports that a filter refuses: Do Not Disturb, block list and the newer reasons. */

import { strict as assert } from 'node:assert';
import type { CallFilterChoices } from '../../phone-line.ts';
import { BUNDLE_ID, ScriptedPhone, type ScriptedPhoneOptions } from '../scripted-phone.ts';

const NUMBER = '+15550100';

describe('call filters', () => {
  let bed: ScriptedPhone;
  const errorWith = async (choices: CallFilterChoices, options: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({ ios: '26.4', ...options });
    await bed.startedOnce();
    bed.phone.line.setFilters(choices);
    await bed.voipPush();
    return bed.last('call.reported')?.['error'];
  };
  afterEach(() => bed.close());

  for (const [what, choices, code] of [
    ['Do Not Disturb', { doNotDisturb: true }, 3],
    ['the block list', { blockedHandles: [NUMBER] }, 4],
    ['a shared screen', { screenShared: true }, 5],
    ['a locked app', { protectedApps: [BUNDLE_ID] }, 6],
    ['a caller kept from the screen', { sensitiveHandles: [NUMBER] }, 7],
  ] as const) {
    it(`refuse a report with code ${code} for ${what}, show nothing and kill nobody`, async () => {
      assert.equal(await errorWith(choices), code);
      await bed.clock.elapse(8_000);
      assert.deepEqual([bed.events('call.shown').length, bed.app.alive], [0, true]);
    });
  }

  it('know codes 5 to 7 only in recent iOS', async () => {
    assert.equal(await errorWith({ screenShared: true, protectedApps: [BUNDLE_ID] }, { ios: '17.7' }), null);
  });

  it('let the contacts through that Do Not Disturb allows', async () => {
    assert.equal(await errorWith({ doNotDisturb: true, allowedHandles: [NUMBER] }), null);
  });

  it('are asked in the order of the phone’s settings', async () => {
    const both = { doNotDisturb: true, blockedHandles: [NUMBER] };
    assert.equal(await errorWith(both), 3);
    bed.close();
    assert.equal(await errorWith(both, { settings: { filterOrder: ['block-list', 'do-not-disturb'] } }), 4);
  });

  it('do not include Silence Unknown Callers, unless the phone is set so, and then only for unknown callers', async () => {
    const silence = { silenceUnknownCallers: true };
    const known = { ...silence, contacts: [NUMBER] };
    for (const [choices, silencesUnknownCallers, presentation] of [
      [silence, false, 'banner'],
      [silence, true, 'status-bar'],
      [known, true, 'banner'],
    ] as const) {
      assert.equal(await errorWith(choices, { settings: { silencesUnknownCallers } }), null);
      assert.equal(bed.last('call.shown')?.['presentation'], presentation);
      if (choices !== known) bed.close();
    }
  });

  it('are gone after a reset of the phone', async () => {
    await errorWith({ doNotDisturb: true, protectedApps: [BUNDLE_ID], screenShared: true });
    await bed.phone.reset();
    await bed.voipPush();
    assert.equal(bed.last('call.reported')?.['error'], null);
  });
});
