import { strict as assert } from 'node:assert';
import { TestbedClock } from './clock.ts';

describe('the testbed clock', () => {
  let clock: TestbedClock;
  beforeEach(() => {
    clock = new TestbedClock();
  });
  afterEach(() => clock.close());

  it('follows real time by itself', async () => {
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 5));
    assert.ok(Math.abs(clock.now() - clock.wallNow()) <= 1);
  });

  it('makes a minute pass at once and fires timers in the order they are due', async () => {
    const fired: [string, number][] = [];
    const start = clock.now();
    const note = (name: string) => () => fired.push([name, Math.round((clock.now() - start) / 1000)]);
    clock.setTimeout(note('late'), 50_000);
    clock.setTimeout(note('early'), 10_000);
    clock.setTimeout(note('early too'), 10_000);
    clock.setTimeout(note('never'), 61_000);
    await clock.elapse(60_000);
    assert.deepEqual(fired, [
      ['early', 10],
      ['early too', 10],
      ['late', 50],
    ]);
    assert.ok(clock.now() - start >= 60_000);
  });

  it('lets a timer set by a timer fire within the same elapse', async () => {
    const fired: number[] = [];
    const start = clock.now();
    const tick = () => {
      fired.push(clock.now() - start);
      if (fired.length < 3) clock.setTimeout(tick, 1_000);
    };
    clock.setTimeout(tick, 1_000);
    await clock.elapse(10_000);
    assert.deepEqual(fired, [1_000, 2_000, 3_000]);
  });

  it('takes no step while work is in flight', async () => {
    const order: string[] = [];
    clock.setTimeout(() => {
      const release = clock.busy('a push over a real socket');
      setTimeout(() => {
        order.push('push arrived');
        release();
      }, 15);
    }, 1_000);
    clock.setTimeout(() => order.push('later timer'), 1_001);
    await clock.elapse(2_000);
    assert.deepEqual(order, ['push arrived', 'later timer']);
  });

  it('stops elapsing as soon as what was awaited has happened', async () => {
    const start = clock.now();
    let rung = false;
    clock.setTimeout(() => {
      rung = true;
    }, 2_000);
    await clock.elapse(60_000, () => rung);
    const passed = clock.now() - start;
    assert.ok(rung && passed >= 2_000 && passed < 10_000, `${passed} ms passed`);
  });

  it('does not fire a cancelled timer', async () => {
    let fired = false;
    clock
      .setTimeout(() => {
        fired = true;
      }, 10)
      .cancel();
    await clock.elapse(20);
    assert.equal(fired, false);
  });

  it('does not fire a timer that another one cancelled when both were due', async () => {
    const fired: string[] = [];
    clock.setTimeout(() => {
      fired.push('first');
      second.cancel();
    }, 10);
    const second = clock.setTimeout(() => fired.push('second'), 10);
    clock.setTimeout(() => fired.push('third'), 10);
    await clock.elapse(20);
    assert.deepEqual(fired, ['first', 'third']);
  });

  it('keeps the order of the rest when most of very many timers are cancelled', async () => {
    const fired: number[] = [];
    // Time stands still in a timer, so that a thousand each are due at the same time.
    clock.setTimeout(() => {
      const timers = Array.from({ length: 5_000 }, (_, index) =>
        clock.setTimeout(() => fired.push(index), 1_000 - Math.floor(index / 1_000)),
      );
      for (const [index, timer] of timers.entries()) if (index % 100 !== 0) timer.cancel();
    }, 10);
    await clock.elapse(2_000);
    const left = Array.from({ length: 50 }, (_, index) => index * 100);
    const byDue = left.toSorted((one, other) => Math.floor(other / 1_000) - Math.floor(one / 1_000) || one - other);
    assert.deepEqual(fired, byDue);
  });

  it('sets and cancels 200,000 timers within seconds', function () {
    // The quadratic way took minutes; a busy machine takes some seconds.
    this.timeout(60_000);
    // The worst case for an ordered array: each new timer is due before all others.
    const timers = Array.from({ length: 200_000 }, (_, index) => clock.setTimeout(() => undefined, 1_000_000 - index));
    for (const timer of timers) timer.cancel();
  });

  it('runs overlapping elapses one after the other', async () => {
    const start = clock.now();
    await Promise.all([clock.elapse(1_000), clock.elapse(2_000)]);
    assert.ok(clock.now() - start >= 3_000);
  });

  it('tells who wants to know that time was made to pass', async () => {
    const start = clock.now();
    const told: number[] = [];
    const stop = clock.onElapsed(() => told.push(clock.now() - start));
    await clock.elapse(1_000);
    stop();
    await clock.elapse(1_000);
    assert.equal(told.length, 1);
    assert.ok((told[0] ?? 0) >= 1_000);
  });

  it('keeps outsiders on real time', async () => {
    await clock.elapse(3_600_000);
    assert.ok(Math.abs(clock.wallNow() - Date.now()) < 1_000);
    assert.ok(clock.now() - clock.wallNow() >= 3_599_000);
  });
});
