import { strict as assert } from 'node:assert';
import { TestbedClock } from './clock.ts';
import { Journal } from './journal.ts';

describe('the journal', () => {
  const clock = new TestbedClock();
  after(() => clock.close());

  it('stamps events with testbed time and a running number', async () => {
    const journal = new Journal(clock);
    const first = journal.write('gateway', 'push.accepted', { topic: 'com.example.voip' });
    await clock.elapse(5_000);
    const second = journal.write('phone', 'call.reported', {}, 'udid-1');
    assert.deepEqual([first.seq, second.seq, journal.position], [1, 2, 2]);
    assert.ok(second.at - first.at >= 5_000);
  });

  it('finds events by kind, phone, data and position', () => {
    const journal = new Journal(clock);
    journal.write('phone', 'action.fulfilled', { action: 'answer' }, 'a');
    const mark = journal.position;
    journal.write('phone', 'action.fulfilled', { action: 'end' }, 'a');
    journal.write('phone', 'action.fulfilled', { action: 'end' }, 'b');
    const kind = 'action.fulfilled';
    assert.equal(journal.events({ kind }).length, 3);
    assert.equal(journal.events({ kind, phone: 'a' }).length, 2);
    assert.equal(journal.events({ kind, data: { action: 'end' } }).length, 2);
    assert.equal(journal.events({ kind, after: mark, phone: 'b' }).length, 1);
  });

  it('waits for an event that has not happened yet, and gives up at the limit', async () => {
    const journal = new Journal(clock);
    const waiting = journal.waitFor({ kind: 'call.ended' }, 1_000);
    journal.write('phone', 'call.ended');
    assert.equal((await waiting)?.kind, 'call.ended');
    assert.equal(await journal.waitFor({ kind: 'never' }, 10), undefined);
  });

  it('keeps the newest events up to its limit, and counts on', async () => {
    const journal = new Journal(clock, { limit: 3 });
    const later = journal.waitFor({ kind: 'call.ended', data: { number: 7 } }, 1_000);
    for (let number = 1; number <= 8; number += 1) {
      journal.write('phone', 'call.ended', { number });
      const kept = journal.events();
      assert.deepEqual([kept.length, kept.at(-1)?.seq, journal.position], [Math.min(number, 3), number, number]);
    }
    const kind = 'call.ended';
    const numbers = (after: number) => journal.events({ kind, after }).map(({ seq }) => seq);
    assert.deepEqual([numbers(0), numbers(6), numbers(8), numbers(99)], [[6, 7, 8], [7, 8], [], []]);
    assert.equal(journal.first({ kind })?.seq, 6);
    assert.equal(journal.first({ kind, data: { number: 5 } }), undefined);
    assert.equal((await later)?.seq, 7);
    assert.equal((await journal.waitFor({ kind, after: 7 }, 1_000))?.seq, 8);
  });

  it('refuses a limit that keeps nothing', () => {
    assert.throws(() => new Journal(clock, { limit: 0 }), /its limit is 0\. Pass how many events to keep, 1 or more/);
  });
});
