/** W3C actions become taps, drags and typing. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorOf, useWire } from '../wire.ts';

describe('W3C actions of WebDriverAgent', () => {
  const wire = useWire();

  const perform = async (session: string, actions: readonly unknown[], type = 'pointer') =>
    wire.call('POST', `${session}/actions`, { actions: [{ type, id: 'a', actions }] });
  const move = (x: number, y: number, more: object = {}) => ({ type: 'pointerMove', x, y, ...more });
  const down = { type: 'pointerDown', button: 0 };
  const up = { type: 'pointerUp', button: 0 };
  const pause = (duration: number) => ({ type: 'pause', duration });

  it('are taps, long presses and drags', async () => {
    const session = await wire.open();
    await perform(session, [move(10, 20), down, pause(100), up]);
    await perform(session, [move(10, 20), down, pause(800), up]);
    await perform(session, [move(10, 20), down, pause(300), move(200, 0, { origin: 'pointer', duration: 500 }), up]);
    assert.deepEqual(wire.phone.deeds, ['tap 10,20', 'drag 10,20,10,20 after 800', 'drag 10,20,210,20 after 300']);
  });

  it('count from the middle of an element', async () => {
    const session = await wire.open();
    const origin = { 'element-6066-11e4-a52e-4f735466cecf': await wire.idOf(session, 'accept') };
    await perform(session, [move(1, 2, { origin }), down, up, { type: 'pointerMove', origin }, down, up]);
    assert.deepEqual(wire.phone.deeds, ['tap 79,739.6', 'tap 78,737.6']);
  });

  it('refuse invisible and stale elements', async () => {
    const session = await wire.open();
    const banner = { ELEMENT: await wire.idOf(session, 'banner') };
    assert.equal(errorOf(await perform(session, [move(0, 0, { origin: banner })])), '400 element not visible');
    const stale = { ELEMENT: 'gone' };
    assert.equal(errorOf(await perform(session, [move(0, 0, { origin: stale })])), '404 stale element reference');
  });

  it('take cancelled items back', async () => {
    const session = await wire.open();
    await perform(session, [move(1, 1), move(5, 5), { type: 'pointerCancel' }, down, up]);
    assert.deepEqual(wire.phone.deeds, ['tap 1,1']);
  });

  it('type keys in groups', async () => {
    const session = await wire.open();
    const key = (type: string, value: string) => ({ type, value });
    const press = (value: string) => [key('keyDown', value), key('keyUp', value)];
    await perform(
      session,
      [...press('h'), pause(100), key('keyDown', 'i'), key('keyDown', '!'), key('keyUp', '!'), key('keyUp', 'i')],
      'key',
    );
    assert.deepEqual(wire.phone.deeds, ['type h', 'type i!']);
    assert.equal(errorOf(await perform(session, [key('keyDown', 'x')], 'key')), '500 unknown error');
  });

  it('know no wheel, no empty name, no finger that comes from nowhere', async () => {
    const session = await wire.open();
    assert.equal(errorOf(await perform(session, [], 'wheel')), '500 unknown error');
    assert.equal(errorOf(await perform(session, [down])), '500 unknown error');
    assert.equal(errorOf(await perform(session, [move(1, 1), down])), '500 unknown error');
    const unnamed = await wire.call('POST', `${session}/actions`, {
      actions: [{ type: 'pointer', id: '', actions: [] }],
    });
    assert.equal(errorOf(unnamed), '500 unknown error');
    assert.deepEqual(wire.phone.deeds, []);
  });
});
