/** Which application's tree the commands see. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { node } from './in-memory-phone.ts';
import { errorOf, useWire } from './wire.ts';

const SPRINGBOARD = 'com.apple.springboard';
const VOIP = 'com.example.voip';

describe('The active application of WebDriverAgent', () => {
  const wire = useWire();

  const active = async (session: string) =>
    ((await wire.call('GET', `${session}/wda/activeAppInfo`)).value as { bundleId: string }).bundleId;

  it('is the app under test while it is in front, whatever banner is over it', async () => {
    const session = await wire.open({ bundleId: VOIP });
    wire.phone.show(SPRINGBOARD, node('home', 'Application', {}, [node('banner', 'Button', { label: 'Accept' })]));
    assert.equal(await active(session), VOIP);
  });

  it('is the preferred one while that is in front', async () => {
    const session = await wire.open({ bundleId: VOIP });
    await wire.set(session, { defaultActiveApplication: 'com.apple.InCallService' });
    assert.equal(await active(session), VOIP);
    wire.phone.show('com.apple.InCallService', node('c', 'Application'));
    assert.equal(await active(session), 'com.apple.InCallService');
  });

  it('is SpringBoard for a notification or an alert, when system alerts are respected', async () => {
    const session = await wire.open({ bundleId: VOIP });
    const banner = node('n', 'Other', { identifier: 'NotificationShortLookView' });
    wire.phone.show(SPRINGBOARD, node('home', 'Application', {}, [banner]));
    assert.equal(await active(session), VOIP);
    await wire.set(session, { respectSystemAlerts: true });
    assert.equal(await active(session), SPRINGBOARD);
  });

  it('is an error after the app under test crashed, and none after it was ended', async () => {
    const session = await wire.open({ bundleId: VOIP });
    wire.phone.crash(VOIP);
    const reply = await wire.call('GET', `${session}/source`);
    assert.equal(errorOf(reply), '400 invalid element state');
    assert.match(JSON.stringify(reply.value), /possibly crashed/);
    await wire.call('POST', `${session}/wda/apps/launch`, { bundleId: VOIP });
    assert.equal(await active(session), VOIP);
    await wire.call('POST', `${session}/wda/apps/terminate`, { bundleId: VOIP });
    assert.equal(await active(session), SPRINGBOARD);
  });

  it('is what shows at the detection point when several are on screen', async () => {
    const session = await wire.open();
    const banner = node('b', 'Button', { look: { fill: 'black' }, frame: { x: 10, y: 60, width: 373, height: 80 } });
    wire.phone.show('com.apple.InCallService', node('c', 'Application', {}, [banner]));
    wire.phone.show(VOIP, node('N0', 'Application', {}, [node('x', 'Window')]));
    assert.equal(await active(session), 'com.apple.InCallService');
    await wire.set(session, { activeAppDetectionPoint: '200,400' });
    assert.equal(await active(session), VOIP);
  });
});
