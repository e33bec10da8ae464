import { strict as assert } from 'node:assert';
import { createContext, runInContext } from 'node:vm';
import { endsWithin } from './time-limit.ts';

describe('a time limit', () => {
  it('lets work end, and hands on what it throws as it is', () => {
    const seen: string[] = [];
    const thrown = { own: 'error' };
    assert.equal(
      endsWithin(1_000, () => seen.push('worked')),
      true,
    );
    assert.throws(
      () =>
        endsWithin(1_000, () => {
          throw thrown;
        }),
      (error) => error === thrown,
    );
    assert.deepEqual(seen, ['worked']);
  });

  for (const source of [
    'for (;;) {}',
    'try { for (;;) {} } catch {} finally { for (;;) {} }',
    'const again = () => Promise.resolve().then(again); again();',
    "/^(a+)+$/.test('a'.repeat(60) + '!');",
  ]) {
    it(`ends ${source}, in another context too, and leaves the next work alone`, () => {
      const context = createContext({}, { microtaskMode: 'afterEvaluate' });
      let after = false;
      const ended = endsWithin(50, () => {
        runInContext(source, context);
        after = true;
      });
      assert.deepEqual([ended, after], [false, false]);
      assert.equal(
        endsWithin(1_000, () => runInContext('1 + 1', createContext())),
        true,
      );
    });
  }

  it('is over with the work: a limit that passes later ends nothing', () => {
    endsWithin(1, () => undefined);
    let turns = 0;
    const ended = endsWithin(1_000, () => {
      for (const until = process.hrtime.bigint() + 20_000_000n; process.hrtime.bigint() < until; ) turns += 1;
    });
    assert.ok(ended && turns > 0);
  });

  it('holds beside another copy of the module in the same process', async () => {
    const address = new URL('./time-limit.ts?copy', import.meta.url).href;
    const { endsWithin: another } = (await import(address)) as { endsWithin: typeof endsWithin };
    assert.notEqual(another, endsWithin);
    const done: string[] = [];
    for (const [name, limited] of Object.entries({ endsWithin, another })) limited(1_000, () => done.push(name));
    assert.deepEqual(done, ['endsWithin', 'another']);
    assert.equal(
      another(20, () => {
        for (;;);
      }),
      false,
    );
  });
});
