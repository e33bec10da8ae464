/** Apps that are broken or mean no good: each ends or fails alone, says why, and the process that holds it goes on. */

import { strict as assert } from 'node:assert';
import { AppUnderTest } from './app-under-test.ts';

describe('a hostile app', () => {
  let app: AppUnderTest;
  afterEach(() => app.stop());

  /** The same process still runs an app that behaves. */
  async function othersRun(): Promise<void> {
    const other = await AppUnderTest.start("console.log('fine');");
    assert.deepEqual(other.log, ['fine']);
    other.stop();
  }

  for (const [place, source] of [
    ['its first line', "throw new TypeError('at once');"],
    ['a timer', "setTimeout(() => { throw new TypeError('at once'); }, 0);"],
    ['a microtask', "queueMicrotask(() => { throw new TypeError('at once'); });"],
    ['a getter of what it throws', "throw { get message(): string { throw new TypeError('at once'); } };"],
    ['its own toString', "throw { toString(): string { throw new TypeError('at once'); } };"],
  ] as const) {
    it(`ends with an exception when it throws in ${place}`, async () => {
      app = await AppUnderTest.start(source);
      await app.clock.elapse(1);
      assert.deepEqual([app.exit?.kind, app.exits], ['exception', 1]);
      await othersRun();
    });
  }

  for (const [way, source] of [
    ['a loop', 'for (;;) {}'],
    ['promises without end', 'const again = (): Promise<void> => Promise.resolve().then(again); again();'],
    ['a regular expression', `/^(a+)+$/.test('${'a'.repeat(60)}!');`],
    ['a getter that the phone reads', 'console.log({ get toString() { for (;;) {} } });'],
  ] as const) {
    it(`is ended by the watchdog when it never returns from ${way}`, async () => {
      app = await AppUnderTest.start(source, { turnLimitMs: 100 });
      assert.ok(app.exit?.kind === 'killed', JSON.stringify(app.exit));
      assert.deepEqual([app.exit.by, app.exit.code], ['watchdog', '0x8badf00d']);
      await othersRun();
    });
  }

  it('may flood its log, and is heard to the end', async () => {
    app = await AppUnderTest.start("for (let line = 0; line < 20_000; line += 1) console.log('flood', line);");
    assert.equal(app.log.length, 20_000);
    await othersRun();
  });

  it('may send what is huge, and what cannot be sent at all', async () => {
    app = await AppUnderTest.start(`
      declare const ringproof: any;
      const cycle: any = { kind: 'app.log' };
      cycle.self = cycle;
      for (const message of [{ kind: 'app.log', level: 'Notice', text: 'x'.repeat(5_000_000) }, cycle, 10n]) {
        try { ringproof.send(message); } catch (error) { console.log('refused', (error as Error).name); }
      }
      console.log('still here');
    `);
    assert.deepEqual(app.log.slice(-3), ['refused TypeError', 'refused TypeError', 'still here']);
    await othersRun();
  });

  for (const message of ['undefined', 'null', 'Symbol()', '() => 1']) {
    it(`is ended when it sends ${message} in place of a message`, async () => {
      app = await AppUnderTest.start(`declare const ringproof: any; ringproof.send(${message});`);
      assert.equal(app.exit?.kind === 'exception' && app.exit.name, 'MessageNotUnderstood');
      assert.match(app.log.at(-1) ?? '', /reason: 'The phone cannot deal with (undefined|null): /);
      await othersRun();
    });
  }

  it('pollutes no prototype but its own', async () => {
    app = await AppUnderTest.start(`
      (Object.prototype as any).polluted = 'yes';
      (Array.prototype as any).push = () => { throw new Error('mine'); };
      JSON.stringify = () => '{"kind":"app.log","__proto__":{"polluted":"yes"}}';
      Object.defineProperty(Object.prototype, 'kind', { get: () => 'app.log', configurable: true });
      console.log('done');
    `);
    assert.equal(({} as { polluted?: string }).polluted, undefined);
    assert.equal(JSON.stringify({ a: 1 }), '{"a":1}');
    await othersRun();
  });

  it('gets nowhere by constructors of constructors', async () => {
    app = await AppUnderTest.start(`
      const roads: (() => any)[] = [
        () => (this as any).constructor.constructor('return process')(),
        () => (console.log as any).constructor.constructor('return process')(),
        () => (async () => {}).constructor('return process')(),
        () => (function* () {}).constructor('return process')(),
        () => Reflect.construct(Function, ['return process'])(),
        () => (0, eval)('process'),
        () => (globalThis as any).require('fs'),
        () => (globalThis as any).process.exit(1),
        () => new (globalThis as any).Proxy({}, { get: (_: any, __: any, me: any) => me.constructor }).x('return process')(),
      ];
      for (const road of roads) {
        try { const found = road(); console.log('FOUND', typeof found); } catch { console.log('shut'); }
      }
    `);
    assert.deepEqual(
      app.log.filter((line) => line.startsWith('FOUND')),
      [],
    );
    assert.equal(app.log.length, 9);
    await othersRun();
  });
});
