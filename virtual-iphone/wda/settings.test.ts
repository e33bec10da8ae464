/** Settings: values, lifetimes, effects. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorOf, useWire } from './wire.ts';

const VOIP = 'com.example.voip';

describe('Settings of WebDriverAgent', () => {
  const wire = useWire();

  it('are told whole, ignoring what is unknown', async () => {
    const session = await wire.open();
    const { value } = await wire.set(session, { snapshotMaxDepth: 3, nativeWebTap: true });
    assert.equal((value as Record<string, unknown>).snapshotMaxDepth, 3);
    assert.equal((value as Record<string, unknown>).defaultActiveApplication, 'auto');
    assert.equal('nativeWebTap' in (value as object), false);
  });

  it('are refused when they have a bad value', async () => {
    const session = await wire.open();
    assert.equal(errorOf(await wire.set(session, { snapshotMaxDepth: 63 })), '400 invalid argument');
    assert.equal(errorOf(await wire.set(session, { activeAppDetectionPoint: 'middle' })), '400 invalid argument');
    assert.equal(errorOf(await wire.set(session, { autoClickAlertSelector: 'Button' })), '400 invalid selector');
    assert.equal(
      errorOf(await wire.call('POST', `${session}/appium/settings`, { settings: 1 })),
      '400 invalid argument',
    );
  });

  it('return to their defaults with a new session, but for those of the process', async () => {
    const first = await wire.open();
    await wire.set(first, { defaultActiveApplication: VOIP, snapshotMaxDepth: 3, respectSystemAlerts: true });
    const { value } = await wire.call('GET', `${await wire.open()}/appium/settings`);
    const { defaultActiveApplication, snapshotMaxDepth, respectSystemAlerts } = value as Record<string, unknown>;
    assert.deepEqual([defaultActiveApplication, snapshotMaxDepth, respectSystemAlerts], ['auto', 50, true]);
  });

  it('cut the tree', async () => {
    const session = await wire.open();
    await wire.set(session, { snapshotMaxDepth: 1 });
    const { value } = await wire.call('POST', `${session}/elements`, {
      using: 'class name',
      value: 'XCUIElementTypeAny',
    });
    assert.equal((value as unknown[]).length, 3);
  });

  it('add fields to what is found', async () => {
    const session = await wire.open();
    await wire.set(session, {
      shouldUseCompactResponses: false,
      elementResponseAttributes: 'type,label,attribute/name',
    });
    const { value } = await wire.call('POST', `${session}/element`, { using: 'name', value: 'accept' });
    const { type, label, 'attribute/name': name } = value as Record<string, unknown>;
    assert.deepEqual([type, label, name], ['XCUIElementTypeButton', 'Accept', 'accept']);
  });
});
