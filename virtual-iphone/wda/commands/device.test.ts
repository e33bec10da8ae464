/** Buttons, lock, background, keyboard: what reaches the phone. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { node, VOIP_TREE } from '../in-memory-phone.ts';
import { errorOf, useWire } from '../wire.ts';

const VOIP = 'com.example.voip';

describe('Device commands of WebDriverAgent', () => {
  const wire = useWire();

  it('press buttons and refuse those the wire.phone does not have', async () => {
    const session = await wire.open();
    await wire.call('POST', `${session}/wda/pressButton`, { name: 'HOME' });
    await wire.call('POST', `${session}/wda/performIoHidEvent`, { page: 12, usage: 48, duration: 0.5 });
    assert.deepEqual(wire.phone.deeds, ['home', 'side button']);
    const reply = await wire.call('POST', `${session}/wda/pressButton`, { name: 'turbo' });
    assert.equal(errorOf(reply), '500 unknown error');
    assert.match(JSON.stringify(reply.value), /It has: home, volumeup, volumedown/);
  });

  it('lock only what is unlocked', async () => {
    await wire.call('POST', '/wda/lock');
    await wire.call('POST', '/wda/lock');
    assert.equal((await wire.call('GET', '/wda/locked')).value, true);
    assert.deepEqual(wire.phone.deeds, ['lock']);
  });

  it('send an app to the background for a while of testbed time', async () => {
    const session = await wire.open();
    const gone = new Promise<void>((resolve) => {
      wire.phone.onHome = () => setImmediate(resolve);
    });
    const back = wire.call('POST', `${session}/wda/deactivateApp`, { duration: 60 });
    await gone;
    assert.deepEqual(wire.phone.deeds, ['home']);
    await wire.clock.elapse(60_000);
    await back;
    assert.deepEqual(wire.phone.deeds, ['home', `launch ${VOIP}`]);
  });

  it('turn the phone dark, and say what it is', async () => {
    const style = async () => {
      const { value } = await wire.call('GET', '/wda/device/info');
      return (value as { readonly userInterfaceStyle: string }).userInterfaceStyle;
    };
    assert.equal(await style(), 'light');
    await wire.call('POST', '/wda/device/appearance', { name: 'Dark' });
    assert.deepEqual(wire.phone.deeds, ['appearance dark']);
    assert.equal(await style(), 'dark');
    assert.equal(errorOf(await wire.call('POST', '/wda/device/appearance', { name: 'blue' })), '400 invalid argument');
  });

  it('wait for a Darwin notification, and no longer than asked for', async () => {
    const session = await wire.open();
    const expect = (body: unknown) => wire.call('POST', `${session}/wda/expectNotification`, body);
    const name = 'com.apple.springboard.lockstate';
    const begun = new Promise<void>((resolve) => {
      const listen = wire.phone.onDarwinNotification.bind(wire.phone);
      wire.phone.onDarwinNotification = (listener) => {
        setImmediate(resolve);
        return listen(listener);
      };
    });
    const posted = expect({ name, type: 'darwin' });
    await begun;
    wire.phone.post('com.example.other');
    wire.phone.post(name);
    assert.deepEqual([(await posted).status, (await posted).value], [200, null]);
    assert.equal(errorOf(await expect({ name, type: 'darwin', timeout: 0.001 })), '408 timeout');
    assert.equal(errorOf(await expect({ name, timeout: 0.001 })), '408 timeout');
    assert.equal(errorOf(await expect({ name, type: 'other' })), '400 invalid argument');
    assert.equal(errorOf(await expect({ type: 'darwin' })), '400 invalid argument');
  });

  it('keep what is typed out of the log', async () => {
    const session = await wire.open();
    wire.phone.typeText = () => Promise.reject(new Error('no field has the keyboard focus'));
    const reply = await wire.call('POST', `${session}/wda/keys`, { value: ['secret'] });
    assert.equal(errorOf(reply), '400 invalid element state');
    assert.doesNotMatch(wire.lines.join(), /secret/);
  });

  it('hide the keyboard by one of its keys', async () => {
    const session = await wire.open();
    assert.equal((await wire.call('POST', `${session}/wda/keyboard/dismiss`, { keyNames: ['done'] })).status, 200);
    const done = node('done', 'Button', { identifier: 'done', frame: { x: 300, y: 800, width: 50, height: 40 } });
    wire.phone.show(VOIP, node('N0', 'Application', {}, [node('keys', 'Keyboard', {}, [done])]));
    wire.phone.onTap = () => wire.phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await wire.call('POST', `${session}/wda/keyboard/dismiss`, {})), '400 invalid element state');
    assert.equal((await wire.call('POST', `${session}/wda/keyboard/dismiss`, { keyNames: ['done'] })).status, 200);
    assert.deepEqual(wire.phone.deeds, ['tap 325,820']);
  });
});
