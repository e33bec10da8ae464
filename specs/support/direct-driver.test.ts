/** The direct driver on a phone of WebDriverAgent's tests: what page objects see and do through it. */

import { strict as assert } from 'node:assert';
import { TestbedClock } from '../../clock/index.ts';
import { InMemoryPhone } from '../../virtual-iphone/wda/in-memory-phone.ts';
import { localWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import { openDirectDriver } from './direct-driver.ts';
import type { Driver, Element } from './driver.ts';

describe('The direct driver', () => {
  let phone: InMemoryPhone;
  let clock: TestbedClock;
  let driver: Driver;
  beforeEach(async () => {
    phone = new InMemoryPhone();
    clock = new TestbedClock();
    driver = await openDirectDriver(localWebDriverAgent(phone, clock, () => {}).ask);
  });
  afterEach(() => clock.close());

  async function found(predicate: string): Promise<Element> {
    const element = await driver.find(predicate);
    assert.ok(element !== undefined);
    return element;
  }

  it('finds the first element by predicate, or nothing', async () => {
    const button = await found("type == 'XCUIElementTypeButton' AND label == 'Call'");
    assert.equal(await button.getAttribute('name'), 'call_alice');
    assert.equal(await driver.find("label == 'Nobody'"), undefined);
  });

  it('reads attributes as text, and the frame in whole points', async () => {
    const accept = await found("name == 'accept'");
    assert.equal(await accept.getAttribute('type'), 'XCUIElementTypeButton');
    assert.equal(await accept.getAttribute('enabled'), 'true');
    assert.equal(await accept.getAttribute('value'), null);
    assert.deepEqual(await accept.rect(), { x: 40, y: 700, width: 76, height: 76 });
  });

  it('touches, swipes and types', async () => {
    await (await found("name == 'accept'")).click();
    await driver.swipe({ x: 10, y: 20 }, { x: 210, y: 20 }, 200);
    await (await found("name == 'number'")).setValue('123');
    assert.deepEqual(
      phone.deeds.filter((deed) => !deed.startsWith('tap')),
      ['drag 10,20,210,20 after 0', 'clear', 'type 123'],
    );
  });

  it('looks at the application that it is told to', async () => {
    await driver.lookAt('com.apple.springboard');
    assert.equal(await driver.find("name == 'accept'"), undefined);
    await driver.lookAt('auto');
    await found("name == 'accept'");
  });

  it('knows the mobile commands that page objects use, and names them when there is no such one', async () => {
    await driver.mobile('lock');
    await driver.mobile('backgroundApp', { seconds: -1 });
    await driver.mobile('performIoHidEvent', { page: 0x0c, usage: 0x30, durationSeconds: 0.1 });
    assert.deepEqual(phone.deeds, ['lock', 'home', 'side button']);
    await driver.lookAt('com.apple.springboard');
    const { bundleId } = (await driver.mobile('activeAppInfo')) as { bundleId: string };
    assert.equal(bundleId, 'com.apple.springboard');
    assert.equal(await driver.mobile('queryAppState', { bundleId }), 4);
    await assert.rejects(
      driver.mobile('shake'),
      /no command "mobile: shake"; it has activeAppInfo, queryAppState, activateApp, backgroundApp, .*lock/,
    );
  });

  it('passes on what WebDriverAgent says when something goes wrong', async () => {
    await assert.rejects(driver.find("colour == 'red'"), /^Error: unknown error: There is no attribute 'colour'/);
  });
});
