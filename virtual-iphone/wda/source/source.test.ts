/** Page sources, byte by byte. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { node } from '../in-memory-phone.ts';
import { errorOf, useWire } from '../wire.ts';

const VOIP = 'com.example.voip';

describe('Sources of WebDriverAgent', () => {
  const wire = useWire();

  it('are XML with the attributes in their order', async () => {
    const tree = node('a', 'Application', { label: 'A & "B"' }, [
      node('t', 'TextField', {
        identifier: 'to',
        placeholder: 'Who\u0001',
        frame: { x: 1.5, y: 2, width: 10, height: 5 },
      }),
    ]);
    wire.phone.show(VOIP, tree);
    assert.equal(
      (await wire.call('GET', '/source?scope=AppiumAUT')).value,
      `<?xml version="1.0" encoding="UTF-8"?>
<AppiumAUT>
  <XCUIElementTypeApplication type="XCUIElementTypeApplication" name="A &amp; &quot;B&quot;" label="A &amp; &quot;B&quot;" enabled="true" visible="true" accessible="false" x="0" y="0" width="393" height="852" index="0" traits="None" processId="101" bundleId="com.example.voip">
    <XCUIElementTypeTextField type="XCUIElementTypeTextField" value="Who" name="to" label="" enabled="true" visible="true" accessible="true" x="1" y="2" width="11" height="5" index="0" placeholderValue="Who" traits="None"/>
  </XCUIElementTypeApplication>
</AppiumAUT>
`,
    );
  });

  it('leave excluded attributes out and put optional ones in', async () => {
    const session = await wire.open();
    await wire.set(session, { includeHittableInPageSource: true });
    const { value } = await wire.call('GET', `${session}/source?excluded_attributes=VISIBLE,x,y,traits,unknown`);
    assert.match(
      String(value),
      /^<\?xml .*\n<XCUIElementTypeApplication [^>]* index="0" hittable="true" processId="101"/,
    );
    assert.doesNotMatch(String(value), / (visible|x|y|traits)="/);
  });

  it('are JSON without wrapper', async () => {
    wire.phone.show(VOIP, node('b', 'Button', { label: 'Go', frame: { x: 1, y: 2, width: 3, height: 4 } }));
    assert.deepEqual((await wire.call('GET', '/source?format=JSON&excluded_attributes=traits,customActions')).value, {
      type: 'Button',
      rawIdentifier: null,
      name: 'Go',
      value: null,
      label: 'Go',
      rect: { x: 1, y: 2, width: 3, height: 4 },
      frame: '{{1, 2}, {3, 4}}',
      nativeFrame: '{{1, 2}, {3, 4}}',
      isEnabled: '1',
      isVisible: '1',
      isAccessible: '1',
      isNativeAccessibilityElement: '1',
      isFocused: '0',
    });
  });

  it('have no other format', async () => {
    assert.equal(errorOf(await wire.call('GET', '/source?format=yaml')), '400 invalid argument');
  });
});
