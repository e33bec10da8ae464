import { strict as assert } from 'node:assert';
import { ScriptedPhone } from '../scripted-phone.ts';

describe('a phone that lies locked for long', () => {
  let bed: ScriptedPhone;
  const lieIdle = async (idleDisconnectMs?: number) => {
    bed = new ScriptedPhone({ ios: '18.6', settings: idleDisconnectMs === undefined ? {} : { idleDisconnectMs } });
    await bed.startedOnce();
    await bed.phone.lock();
    await bed.clock.elapse(1_860_000);
  };
  const received = async () => {
    await bed.alertPush({ aps: { alert: 'Missed call' } });
    return bed.events('push.received').length;
  };
  afterEach(() => bed.close());

  it('can be set to lose APNs until it is unlocked', async () => {
    await lieIdle(1_800_000);
    assert.equal(await received(), 0);
    await bed.phone.unlock();
    assert.equal(await received(), 1);
  });

  it('is on line again after a reset', async () => {
    await lieIdle(1_800_000);
    await bed.phone.reset();
    assert.equal(await received(), 1);
  });

  it('keeps its connection else', async () => {
    await lieIdle();
    assert.equal(await received(), 1);
  });
});
