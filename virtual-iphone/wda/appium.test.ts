/** The judge: the stock Appium XCUITest driver, started as a process, drives a phone through WebdriverIO. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { type Browser, remote } from 'webdriverio';
import { InMemoryPhone, node } from './in-memory-phone.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './index.ts';

const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('The stock XCUITest driver', () => {
  const phone = new InMemoryPhone();
  const lines: string[] = [];
  let host: WebDriverAgentHost;
  let appium: ChildProcess;
  let driver: Browser;

  before(async function () {
    this.timeout(60_000);
    const { width, height, scale } = phone.model.screen;
    const size = { width: width * scale, height: height * scale };
    phone.picture = await sharp({ create: { ...size, channels: 3, background: '#34c759' } })
      .png()
      .toBuffer();
    host = await startWebDriverAgent({ log: (line) => lines.push(line) });
    const [port, mjpegPort] = [await freePort(), await freePort()];
    appium = await startAppium(port);
    driver = await remote({
      hostname: '127.0.0.1',
      port,
      logLevel: 'silent',
      connectionRetryCount: 0,
      capabilities: {
        platformName: 'iOS',
        'appium:automationName': 'XCUITest',
        'appium:udid': phone.udid,
        'appium:platformVersion': '17.7',
        'appium:webDriverAgentUrl': host.add(phone),
        'appium:mjpegServerPort': mjpegPort,
        'appium:skipLogCapture': true,
      },
    });
  });

  after(async () => {
    await driver?.deleteSession();
    if (appium?.exitCode === null) {
      appium.kill('SIGTERM');
      await once(appium, 'exit');
    }
    await host?.close();
  });

  it('finds an element by every strategy', async () => {
    const locators = {
      'accessibility id': '~accept',
      id: 'id=accept',
      'predicate string': "-ios predicate string:label == 'Accept'",
      'class chain': '-ios class chain:**/XCUIElementTypeButton[`name == "accept"`]',
      xpath: "//XCUIElementTypeButton[@name='accept']",
    };
    for (const [strategy, selector] of Object.entries(locators)) {
      assert.equal(await driver.$(selector).getAttribute('label'), 'Accept', strategy);
    }
    assert.equal((await driver.findElements('class name', 'XCUIElementTypeButton')).length, 4);
    assert.equal(await driver.$('~call_bob').isEnabled(), false);
    assert.equal(await driver.$$("//XCUIElementTypeCell[@label='Bob']").length, 1);
  });

  it('taps the middle of what it clicks', async () => {
    phone.deeds.length = 0;
    await driver.$('~accept').click();
    assert.deepEqual(phone.deeds, ['tap 78,737.6']);
  });

  it('reads text, type and frame', async () => {
    const accept = driver.$('~accept');
    assert.equal(await accept.getText(), 'Accept');
    assert.equal(await accept.getTagName(), 'XCUIElementTypeButton');
    assert.deepEqual(await accept.getSize(), { width: 76, height: 76 });
    assert.deepEqual(await accept.getLocation(), { x: 40, y: 700 });
    assert.equal(await accept.isDisplayed(), true);
  });

  it('types into a field', async () => {
    phone.deeds.length = 0;
    await driver.$('~number').setValue('42');
    assert.deepEqual(phone.deeds, ['tap 196.5,426', 'clear', 'tap 196.5,426', 'type 42']);
  });

  it('reads the page source', async () => {
    const source = await driver.getPageSource();
    assert.match(source, /<AppiumAUT>/);
    assert.match(
      source,
      /<XCUIElementTypeButton type="XCUIElementTypeButton" name="accept" label="Accept" enabled="true"/,
    );
    const json = await driver.execute('mobile: source', { format: 'json' });
    assert.match(JSON.stringify(json), /"rawIdentifier":"accept"/);
    const description = await driver.execute('mobile: source', { format: 'description' });
    assert.match(JSON.stringify(description), /Button, 0x[0-9a-f]+, .* identifier: 'accept', label: 'Accept'/);
  });

  it('takes pictures of the screen and of an element', async () => {
    assert.equal(await driver.takeScreenshot(), phone.picture.toString('base64'));
    const { elementId } = await driver.$('~accept').getElement();
    const picture = await driver.takeElementScreenshot(elementId);
    const { width, height } = await sharp(Buffer.from(picture, 'base64')).metadata();
    assert.deepEqual([width, height], [225, 226]);
  });

  it('looks at another application after the setting defaultActiveApplication', async () => {
    phone.show(
      'com.apple.InCallService',
      node('ics', 'Application', { label: 'Phone' }, [node('ics-accept', 'Button', { identifier: 'acceptCall' })]),
    );
    phone.show('com.example.voip', phone.tree('com.example.voip') as never);
    assert.equal(await driver.$('~acceptCall').isExisting(), false);
    await driver.updateSettings({ defaultActiveApplication: 'com.apple.InCallService' });
    assert.equal(await driver.$('~acceptCall').isExisting(), true);
    assert.deepEqual(await driver.execute('mobile: activeAppInfo', {}), {
      pid: 102,
      bundleId: 'com.apple.InCallService',
      name: 'Phone',
      processArguments: { args: [], env: {} },
    });
    await driver.updateSettings({ defaultActiveApplication: 'auto' });
    phone.hide('com.apple.InCallService');
  });

  it('locks and unlocks', async () => {
    phone.deeds.length = 0;
    await driver.execute('mobile: lock', {});
    assert.equal(await driver.execute('mobile: isLocked', {}), true);
    await driver.execute('mobile: unlock', {});
    assert.equal(await driver.execute('mobile: isLocked', {}), false);
    assert.deepEqual(phone.deeds, ['lock', 'unlock']);
  });

  it('presses buttons', async () => {
    phone.deeds.length = 0;
    await driver.execute('mobile: performIoHidEvent', { page: 0x0c, usage: 0x30, durationSeconds: 0.1 });
    await driver.execute('mobile: pressButton', { name: 'volumeUp' });
    assert.deepEqual(phone.deeds, ['side button', 'volume up']);
  });

  it('swipes, drags, holds and performs W3C actions', async () => {
    phone.deeds.length = 0;
    const { elementId } = await driver.$('~accept').getElement();
    await driver.execute('mobile: swipe', { direction: 'right', elementId });
    await driver.execute('mobile: dragFromToForDuration', { duration: 1, fromX: 10, fromY: 20, toX: 30, toY: 40 });
    await driver.execute('mobile: touchAndHold', { duration: 2, x: 5, y: 6 });
    await driver.execute('mobile: tap', { x: 7, y: 8 });
    await driver
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move(50, 60)
      .down()
      .pause(100)
      .up()
      .perform();
    assert.deepEqual(phone.deeds, [
      'drag 56,738,101,738 after 0',
      'drag 10,20,30,40 after 1000',
      'drag 5,6,5,6 after 2000',
      'tap 7,8',
      'tap 50,60',
    ]);
  });

  it('starts, ends and asks about applications', async () => {
    assert.equal(await driver.execute('mobile: queryAppState', { bundleId: 'com.example.voip' }), 4);
    assert.equal(await driver.execute('mobile: terminateApp', { bundleId: 'com.example.voip' }), true);
    assert.equal(await driver.execute('mobile: queryAppState', { bundleId: 'com.example.voip' }), 1);
    phone.deeds.length = 0;
    await driver.execute('mobile: launchApp', { bundleId: 'com.example.voip', arguments: ['-x'] });
    await driver.execute('mobile: backgroundApp', { seconds: -1 });
    await driver.execute('mobile: activateApp', { bundleId: 'com.example.voip' });
    assert.deepEqual(phone.deeds, ['launch com.example.voip -x', 'home', 'launch com.example.voip']);
  });

  it('reads what the phone is', async () => {
    assert.deepEqual(await driver.getWindowSize(), { width: 393, height: 852 });
    assert.equal(await driver.getOrientation(), 'PORTRAIT');
    assert.deepEqual(await driver.execute('mobile: deviceScreenInfo', {}), {
      statusBarSize: { width: 393, height: 54 },
      screenSize: { width: 393, height: 852 },
      scale: 3,
      displayId: 1,
    });
    await assert.rejects(driver.getAlertText(), /no such alert|no alert/i);
  });

  it('hides the errors of locators, which our log tells', async () => {
    lines.length = 0;
    assert.equal(await driver.$('//XCUIElementTypeButton[').isExisting(), false);
    assert.match(lines.join('\n'), /POST .*elements? by xpath .* -> 400 invalid selector: The XPath expression/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when Appium listens. */
async function startAppium(port: number): Promise<ChildProcess> {
  const flags = ['--address', '127.0.0.1', '--port', String(port), '--log-level', 'info', '--log-no-colors'];
  const child = spawn(process.execPath, ['node_modules/appium/index.js', ...flags], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, APPIUM_HOME: PACKAGE_ROOT },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('REST http interface listener started')) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`Appium ended with code ${code} before it listened:\n${output}`)));
  });
  return child;
}
