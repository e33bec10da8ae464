import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { BUNDLE_ID } from '../daemons/scripted-phone.ts';
import { WalkedPhone } from './walked-phone.ts';

/** The whole journal, times and identifiers included. */
async function journalHash(seed: number): Promise<string> {
  const phone = new WalkedPhone({ ios: '18.6', seed, invalidateEndsCalls: false });
  const { bed } = phone;
  await phone.begin();
  await bed.voipPush(phone.id('A'));
  bed.app.reportIncoming(phone.id('A'));
  await bed.clock.quiet();
  await phone.touch('answer', 'A');
  phone.named('mother', await bed.phone.line.receive('cellular', { number: '+15550123' }));
  await phone.touch('answer-hold', 'mother');
  await bed.clock.elapse(61_000);
  await phone.touch('end', 'mother');
  await phone.kill();
  await bed.phone.launch(BUNDLE_ID);
  await bed.alertPush({ aps: { alert: 'Missed call' } });
  await bed.clock.elapse(10_000);
  phone.close();
  const events = bed.journal.events();
  assert.ok(events.length > 40, `The walk left only ${events.length} events.`);
  return createHash('sha256').update(JSON.stringify(events)).digest('hex');
}

describe('a phone with a seed', () => {
  it('leaves the same journal, byte for byte, after the same walk', async () => {
    assert.equal(await journalHash(1), await journalHash(1));
  });

  it('leaves another one with another seed', async () => {
    assert.notEqual(await journalHash(1), await journalHash(2));
  });
});
