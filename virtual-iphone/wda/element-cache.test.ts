/** Elements on the wire: ids, staleness, touching, sliding. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { node, VOIP_TREE } from './in-memory-phone.ts';
import { errorOf, useWire } from './wire.ts';

const VOIP = 'com.example.voip';

describe('Elements of WebDriverAgent', () => {
  const wire = useWire();

  it('have the same id each time, ending in the process id', async () => {
    const session = await wire.open();
    const id = await wire.idOf(session, 'accept');
    assert.match(id, /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-6500-000000000000$/);
    assert.equal(await wire.idOf(session, 'accept'), id);
  });

  it('are stale when they vanish, when their app restarts, and when they were never found', async () => {
    const session = await wire.open();
    const stale = '404 stale element reference';
    const id = await wire.idOf(session, 'accept');
    wire.phone.show(VOIP, node('N0', 'Application', { label: 'VoIP' }));
    assert.equal(errorOf(await wire.call('POST', `${session}/element/${id}/click`)), stale);
    wire.phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await wire.call('GET', `${session}/element/${id}/text`)), stale);
    const again = await wire.idOf(session, 'accept');
    wire.phone.crash(VOIP);
    wire.phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await wire.call('GET', `${session}/element/${again}/text`)), stale);
    assert.equal(errorOf(await wire.call('GET', `${session}/element/none/text`)), stale);
  });

  it('stay what they are while the screen changes around them', async () => {
    const session = await wire.open();
    const id = await wire.idOf(session, 'accept');
    wire.phone.show(VOIP, { ...VOIP_TREE, label: 'Other' });
    assert.equal((await wire.call('GET', `${session}/element/${id}/text`)).value, 'Accept');
  });

  it('are not found with words that say what was looked for', async () => {
    const session = await wire.open();
    const reply = await wire.call('POST', `${session}/element`, {
      using: 'predicate string',
      value: "label = 'Annehmen'",
    });
    assert.equal(errorOf(reply), '404 no such element');
    assert.match(
      wire.lines.join(),
      /POST \/session\/\S+\/element by predicate string .* matches: label == "Annehmen"\./,
    );
  });

  it('cannot be tapped when they are not on the screen', async () => {
    const away = node('x', 'Button', { identifier: 'away', frame: { x: 500, y: 0, width: 10, height: 10 } });
    wire.phone.show(VOIP, node('N0', 'Application', {}, [away]));
    const session = await wire.open();
    const id = await wire.idOf(session, 'away');
    assert.equal(errorOf(await wire.call('POST', `${session}/element/${id}/click`)), '400 invalid element state');
    assert.deepEqual(wire.phone.deeds, []);
  });

  it('move as sliders do', async () => {
    const slider = node('x', 'Slider', {
      identifier: 'slide',
      value: '0%',
      frame: { x: 50, y: 700, width: 200, height: 40 },
    });
    wire.phone.show(VOIP, node('N0', 'Application', {}, [slider]));
    const session = await wire.open();
    const id = await wire.idOf(session, 'slide');
    await wire.call('POST', `${session}/element/${id}/value`, { value: ['1'] });
    assert.deepEqual(wire.phone.deeds, ['drag 50,720,250,720 after 0']);
    assert.equal(
      errorOf(await wire.call('POST', `${session}/element/${id}/value`, { value: '7' })),
      '400 invalid argument',
    );
  });

  it('know whether something lies over them', async () => {
    const session = await wire.open();
    const id = await wire.idOf(session, 'accept');
    const hittable = async () => (await wire.call('GET', `${session}/element/${id}/attribute/hittable`)).value;
    assert.equal(await hittable(), true);
    wire.phone.show('com.apple.InCallService', node('c', 'Application', { look: { fill: 'black' } }));
    assert.equal(await hittable(), false);
  });
});
