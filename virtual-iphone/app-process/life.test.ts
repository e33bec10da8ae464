import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AppUnderTest, inlineApp } from './app-under-test.ts';

const RUN = `import { UIApplicationMain } from 'UIKit';\n`;

describe('the life of an app process', () => {
  let app: AppUnderTest;
  afterEach(() => app.stop());

  it('launches, tells the phone, and sees testbed time', async () => {
    app = await AppUnderTest.start(`${RUN}
      UIApplicationMain(class {});
      console.log(new Date(0).toISOString(), new Date() instanceof Date, typeof Date(), Date.now() === +new Date());
    `);
    assert.equal(app.sentOf('app.launched').length, 1);
    assert.deepEqual(app.log, ['1970-01-01T00:00:00.000Z true string true']);
  });

  it('fires timers when the testbed clock says so', async () => {
    app = await AppUnderTest.start(`
      const start = Date.now();
      const at = (name: string) => () => console.log(name, String(Date.now() - start));
      setTimeout(at('late'), 60_000);
      setTimeout(at('early'), 5_000);
      clearTimeout(setTimeout(at('never'), 1_000));
      let ticks = 0;
      const interval = setInterval(() => { at('tick')(); if (++ticks === 2) clearInterval(interval); }, 10_000);
    `);
    const start = app.clock.now();
    await app.clock.elapse(61_000);
    assert.ok(app.clock.now() - start >= 61_000);
    const told = app.log.map((line) => line.replace(/(\d+)\d{3}$/, '$1 s'));
    assert.deepEqual(told, ['early 5 s', 'tick 10 s', 'tick 20 s', 'late 60 s']);
  });

  it('does not fire timers nor hear anything while suspended, and catches up when resumed', async () => {
    app = await AppUnderTest.start(`${RUN}
      UIApplicationMain(class { applicationDidBecomeActive() { console.log('active'); } });
      setTimeout(() => console.log('timer'), 1_000);
    `);
    app.process.suspend();
    await app.clock.elapse(5_000);
    await app.deliver({ kind: 'app.state', state: 'active' });
    assert.deepEqual(app.log, []);
    app.process.resume();
    await app.clock.quiet();
    assert.deepEqual(app.log, ['timer', 'active']);
  });

  it('ends with the exception that a callback did not catch, and says where it was thrown', async () => {
    app = await AppUnderTest.start(`
      import { NSException } from 'Foundation';
      setTimeout(() => {
        throw new NSException('NSRangeException', 'beyond bounds');
      }, 10);
      setTimeout(() => console.log('not any more'), 20);
    `);
    await app.clock.elapse(1_000);
    assert.deepEqual(app.exit, { kind: 'exception', name: 'NSRangeException', reason: 'beyond bounds' });
    assert.equal(app.process.alive, false);
    assert.equal(app.log.length, 1);
    assert.match(
      app.log[0] ?? '',
      /^\*\*\* Terminating app .*'NSRangeException', reason: 'beyond bounds'\n.*\n.*main\.ts:4:15/,
    );
  });

  it('ends with what a microtask throws', async () => {
    app = await AppUnderTest.start(`queueMicrotask(() => { throw new TypeError('in a microtask'); });`);
    assert.deepEqual(app.exit, { kind: 'exception', name: 'TypeError', reason: 'in a microtask' });
  });

  it('survives whatever is thrown, even what cannot be read', async () => {
    app = await AppUnderTest.start(`throw { toJSON() { throw new Error('no'); } };`);
    assert.equal(app.exit?.kind, 'exception');
  });

  it('delivers what was sent before the crash', async () => {
    app = await AppUnderTest.start(`console.log('before'); throw new Error('crash');`);
    assert.equal(app.log[0], 'before');
    assert.equal(app.exits, 1);
  });

  it('logs an unhandled rejection and lives on', async () => {
    app = await AppUnderTest.start(`${RUN}
      UIApplicationMain(class { applicationDidBecomeActive() { console.log('alive'); } });
      void Promise.reject(new RangeError('nobody listens'));
      (async () => { await undefined; throw new Error('async'); })();
      Promise.reject(new Error('handled')).catch(() => {});
    `);
    await app.deliver({ kind: 'app.state', state: 'active' });
    assert.equal(app.exit, undefined);
    const [first, second, third, ...more] = app.log;
    assert.match(first ?? '', /^Unhandled promise rejection: RangeError: nobody listens/);
    assert.match(second ?? '', /^Unhandled promise rejection: Error: async/);
    assert.equal(third, 'alive');
    assert.deepEqual(more, []);
  });

  for (const [where, source] of [
    ['a callback', `for (;;) {}`],
    ['a promise', `(async () => { await undefined; for (;;) {} })();`],
    ['a try that catches all', `for (;;) { try { for (;;) {} } catch {} finally { continue; } }`],
  ] as const) {
    it(`is ended by the watchdog when ${where} does not come to an end`, async () => {
      app = await AppUnderTest.start(`console.log('start'); ${source}`, { turnLimitMs: 50 });
      assert.deepEqual(app.exit, { kind: 'killed', by: 'watchdog', code: '0x8badf00d' });
      assert.deepEqual(app.log, ['start']);
    });
  }

  it('does the jobs that wait one by one, each with its promises, and sends what they gave in their order', async () => {
    app = await AppUnderTest.start(`${RUN}
      UIApplicationMain(class {
        applicationDidBecomeActive() { void Promise.resolve().then(() => console.log('promise')); }
        applicationWillResignActive() { console.log('second'); }
      });
    `);
    await app.deliver({ kind: 'app.state', state: 'active' }, { kind: 'app.state', state: 'inactive' });
    assert.deepEqual(app.log, ['promise', 'second']);
  });

  for (const [what, act, exit] of [
    ['does not come to an end', 'for (;;) {}', { kind: 'killed', by: 'watchdog', code: '0x8badf00d' }],
    ['throws', `throw new TypeError('no')`, { kind: 'exception', name: 'TypeError', reason: 'no' }],
  ] as const) {
    it(`does none of the jobs that wait behind one that ${what}`, async () => {
      const source = `${RUN}
        UIApplicationMain(class {
          applicationDidBecomeActive() { console.log('first'); }
          applicationWillResignActive() { console.log('second'); ${act}; }
          applicationDidEnterBackground() { console.log('third'); }
        });
      `;
      app = await AppUnderTest.start(source, { turnLimitMs: 200 });
      const states = ['active', 'inactive', 'background'] as const;
      await app.deliver(...states.map((state) => ({ kind: 'app.state', state }) as const));
      assert.deepEqual(app.exit, exit);
      assert.deepEqual(app.log.slice(0, 2), ['first', 'second']);
      assert.equal(app.log.includes('third'), false);
    });
  }

  it('is silent after it was killed: no timer, no socket, no message, one exit', async () => {
    app = await AppUnderTest.start(`
      setInterval(() => console.log('tick'), 100);
      new WebSocket('ws://a.test/').onmessage = () => console.log('message');
      fetch('http://a.test/').then(() => console.log('fetched'));
    `);
    const [socket] = app.server.sockets;
    socket?.open();
    app.process.kill({ kind: 'killed', by: 'user' });
    app.process.kill({ kind: 'killed', by: 'again' });
    socket?.send('late');
    app.process.deliver({ kind: 'app.touch', view: 1 });
    const before = app.log.length;
    await app.clock.elapse(1_000);
    assert.deepEqual(app.exit, { kind: 'killed', by: 'user' });
    assert.equal(app.exits, 1);
    assert.equal(socket?.closed, 1001);
    assert.equal(app.log.length, before);
  });

  it('leaves nothing behind: a dropped context is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const bundle = await inlineApp(
      `(globalThis as any).ballast = new Uint8Array(4_000_000); setInterval(() => {}, 10);`,
    );
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 3; round += 1) {
      app = await AppUnderTest.start(bundle);
      app.stop();
    }
    for (let round = 0; round < 5; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    assert.ok(process.memoryUsage().arrayBuffers - before < 4_000_000);
  });
});

describe('rejections of the host itself', () => {
  it('keep going to whoever listens for them', async () => {
    const app = await AppUnderTest.start(`console.log('an app ran');`);
    app.stop();
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const seen = new Promise((resolve) => process.once('unhandledRejection', resolve));
    void Promise.reject(new Error('of the host'));
    assert.match(String(await seen), /of the host/);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
});
