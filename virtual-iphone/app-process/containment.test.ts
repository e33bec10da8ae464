import { strict as assert } from 'node:assert';
import { AppUnderTest } from './app-under-test.ts';

/** Tries to get at the host through a value's constructors; logs what came of it. */
const TRY = `
function attempt(name: string, make: () => any) {
  try {
    const value = make();
    let last = value;
    for (let step = 0; step < 5 && last; step += 1) last = last.constructor;
    const found = last('return typeof process')();
    console.log(name, 'ESCAPED', found);
  } catch (error) {
    const own = error instanceof Error && Object.getPrototypeOf(Object.getPrototypeOf(error)) === Error.prototype;
    console.log(name, own ? 'held' : 'FOREIGN ERROR');
  }
}
`;

describe('containment of an app', () => {
  let app: AppUnderTest;
  afterEach(() => app.stop());

  it('has no Node in its globals', async () => {
    app = await AppUnderTest.start(`
      console.log(['process', 'require', 'module', 'Buffer', 'global', 'setImmediate', 'Atomics', 'SharedArrayBuffer',
        'WebAssembly'].map((name) => typeof (globalThis as any)[name]).join(' '));
      console.log(Object.getOwnPropertyNames(globalThis).filter((name) => /turn|host|ringproof/.test(name)).join(' '));
    `);
    assert.deepEqual(app.log, [Array(9).fill('undefined').join(' '), '']);
  });

  it('reaches no host constructor through its globals, its channel or the values they give', async () => {
    app = await AppUnderTest.start(`${TRY}
      declare const ringproof: any;
      attempt('this', () => globalThis);
      attempt('console', () => console.log);
      attempt('timer', () => setTimeout(() => {}, 1));
      attempt('timer function', () => setTimeout);
      attempt('date', () => new Date());
      attempt('uuid', () => crypto.randomUUID);
      attempt('url', () => new URL('http://a.test/b'));
      attempt('channel', () => ringproof.send);
      attempt('launch', () => ringproof.launch.info);
      attempt('promise', () => fetch('http://a.test/'));
    `);
    assert.deepEqual(
      app.log.filter((line) => !line.endsWith(' held')),
      [],
    );
    assert.equal(app.log.length, 10);
  });

  it('reaches no host constructor through results and errors of the network', async () => {
    app = await AppUnderTest.start(`${TRY}
      setTimeout(() => fetch('http://a.test/ok').then(async (response) => {
        attempt('response', () => response);
        attempt('headers', () => response.headers);
        attempt('json', () => response.json());
        const json: any = await response.json();
        attempt('parsed', () => json.list);
      }), 10);
      setTimeout(() => fetch('http://a.test/down').catch((error) => attempt('network error', () => error)), 10);
      const socket = new WebSocket('ws://a.test/');
      socket.onopen = (event) => attempt('socket event', () => event);
      socket.onmessage = (event) => attempt('message', () => event);
    `);
    app.server.answer = ({ url }) => {
      if (url.endsWith('down')) throw new Error('a.test cannot be reached');
      return { status: 200, headers: {}, body: '{"list":[1]}' };
    };
    app.server.sockets[0]?.open();
    app.server.sockets[0]?.send('hello');
    await app.clock.elapse(20);
    assert.equal(app.log.length, 7);
    assert.deepEqual(
      app.log.filter((line) => !line.endsWith(' held')),
      [],
    );
  });

  it('meets only its own errors when it fills the stack or asks for what is not there', async () => {
    app = await AppUnderTest.start(`${TRY}
      function deep(act: () => void): void { try { deep(act); } catch { act(); } }
      const caught: any[] = [];
      for (const act of [() => console.log('x'), () => Date.now(), () => crypto.randomUUID(), () => setTimeout(act, 1)]) {
        const inner = (): void => { try { act(); } catch (error) { caught.push(error); } inner2(act); };
        const inner2 = (again: () => void): void => { try { again(); inner(); } catch (error) { caught.push(error); } };
        try { inner(); } catch (error) { caught.push(error); }
      }
      console.log('errors', caught.length > 0, caught.every((error) => error instanceof Error));
      const importing = 'node:fs';
      import(importing).catch((error: any) => {
        console.log('import', error instanceof Error);
        attempt('import error', () => error);
      });
      attempt('eval', () => (0, eval)('1'));
    `);
    const told = app.log.filter((line) => line !== 'x');
    assert.deepEqual(told, ['errors true true', 'eval held', 'import true', 'import error held']);
  });

  it('cannot get at the host by replacing built-in methods', async () => {
    app = await AppUnderTest.start(`
      const seen: unknown[] = [];
      const { call, apply } = Function.prototype;
      Function.prototype.call = function (...all: any[]) { seen.push(this); return Reflect.apply(call, this, all); };
      Function.prototype.apply = function (...all: any[]) { seen.push(this); return Reflect.apply(apply, this, all as any); };
      (Error as any).prepareStackTrace = (_: Error, sites: any[]) => {
        for (const site of sites) seen.push(site.getFunction(), site.getThis());
        return 'replaced';
      };
      Date.now(); crypto.randomUUID(); setTimeout(() => {}, 1); void new Error('x').stack;
      const foreign = seen.filter((value) => typeof value === 'function' && !(value instanceof Function));
      console.log('foreign', foreign.length);
    `);
    assert.deepEqual(app.log, ['foreign 0']);
  });
});
