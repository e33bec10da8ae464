/** Alerts: text, buttons, answers by command and by setting. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { node, VOIP_TREE } from './in-memory-phone.ts';
import { errorOf, useWire } from './wire.ts';

const SPRINGBOARD = 'com.apple.springboard';
const VOIP = 'com.example.voip';

describe('Alerts of WebDriverAgent', () => {
  const wire = useWire();

  const button = (label: string, x: number) =>
    node(label, 'Button', { label, frame: { x, y: 500, width: 100, height: 40 } }, [
      node(`${label}-t`, 'StaticText', { label }),
    ]);
  const alert = node('alert', 'Alert', { label: 'Microphone' }, [
    node('title', 'StaticText', { label: 'May “VoIP” use the microphone?' }),
    node('text', 'StaticText', { value: 'For calls.' }),
    button('Don’t Allow', 100),
    button('OK', 200),
  ]);
  const showAlert = () => wire.phone.show(SPRINGBOARD, node('home', 'Application', {}, [alert]));

  it('are no such alert when there is none', async () => {
    assert.equal(errorOf(await wire.call('GET', '/alert/text')), '404 no such alert');
    assert.equal(errorOf(await wire.call('POST', '/alert/accept')), '404 no such alert');
  });

  it('tell text and buttons, and are accepted by the last and dismissed by the first', async () => {
    const session = await wire.open();
    showAlert();
    assert.equal((await wire.call('GET', '/alert/text')).value, 'May “VoIP” use the microphone?\nFor calls.');
    assert.deepEqual((await wire.call('GET', `${session}/wda/alert/buttons`)).value, ['Don’t Allow', 'OK']);
    await wire.call('POST', '/alert/accept');
    await wire.call('POST', '/alert/dismiss');
    await wire.call('POST', '/alert/accept', { name: 'Don’t Allow' });
    assert.deepEqual(wire.phone.deeds, ['tap 250,520', 'tap 150,520', 'tap 150,520']);
    assert.equal(errorOf(await wire.call('POST', '/alert/accept', { name: 'Maybe' })), '400 invalid element state');
  });

  it('are answered by the button of the selector, unless it matches nothing', async () => {
    const session = await wire.open();
    showAlert();
    await wire.set(session, { acceptAlertButtonSelector: '**/XCUIElementTypeButton[1]' });
    await wire.call('POST', `${session}/alert/accept`);
    await wire.set(session, { acceptAlertButtonSelector: '**/XCUIElementTypeSwitch' });
    await wire.call('POST', `${session}/alert/accept`);
    assert.deepEqual(wire.phone.deeds, ['tap 150,520', 'tap 250,520']);
  });

  it('are accepted by themselves within two seconds when the session says so', async () => {
    await wire.open({ defaultAlertAction: 'accept' });
    wire.phone.onTap = () => wire.phone.show(VOIP, VOIP_TREE);
    showAlert();
    await wire.clock.elapse(1900);
    assert.deepEqual(wire.phone.deeds, []);
    await wire.clock.elapse(200);
    assert.equal(wire.phone.deeds[0], 'tap 250,520');
  });
});
