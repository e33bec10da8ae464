/** The protocol on the wire: envelope, sessions, elements, active application, settings, alerts, what runs when. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { TestbedClock } from '../../clock/index.ts';
import { InMemoryPhone, node, VOIP_TREE } from './in-memory-phone.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './index.ts';

interface Reply {
  readonly status: number;
  // The shape differs by route; the tests compare it whole.
  readonly value: unknown;
  readonly sessionId: string | null;
}

const SPRINGBOARD = 'com.apple.springboard';
const VOIP = 'com.example.voip';

let host: WebDriverAgentHost;
let phone: InMemoryPhone;
let clock: TestbedClock;
let url: string;
let lines: string[];

beforeEach(async () => {
  lines = [];
  host = await startWebDriverAgent({ log: (line) => lines.push(line) });
  phone = new InMemoryPhone();
  clock = new TestbedClock();
  url = host.add(phone, clock);
});

afterEach(async () => {
  await host.close();
  clock.close();
});

async function call(method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, ...((await response.json()) as { value: unknown; sessionId: string | null }) };
}

/** Opens a session and answers its path. */
async function open(capabilities: Record<string, unknown> = {}): Promise<string> {
  const { status, sessionId, value } = await call('POST', '/session', { capabilities: { firstMatch: [capabilities] } });
  assert.equal(status, 200, JSON.stringify(value));
  return `/session/${sessionId}`;
}

function errorOf({ status, value }: Reply): string {
  return `${status} ${(value as { error?: string }).error}`;
}

async function idOf(session: string, name: string): Promise<string> {
  const { value } = await call('POST', `${session}/element`, { using: 'name', value: name });
  return (value as { ELEMENT: string }).ELEMENT;
}

async function set(session: string, settings: Record<string, unknown>): Promise<Reply> {
  return call('POST', `${session}/appium/settings`, { settings });
}

describe('The envelope of WebDriverAgent', () => {
  it('says that it is ready', async () => {
    const { status, value, sessionId } = await call('GET', '/status');
    assert.equal(status, 200);
    assert.equal(sessionId, null);
    assert.equal((value as { ready: boolean; os: { version: string } }).ready, true);
    assert.equal((value as { os: { version: string } }).os.version, '18.6');
  });

  it('names itself and lets every origin in', async () => {
    const response = await fetch(`${url}/status`);
    assert.equal(response.headers.get('server'), 'WebDriverAgent/1.0');
    assert.equal(response.headers.get('content-type'), 'application/json;charset=UTF-8');
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(await response.text(), /^\{\n {2}"value": \{\n/);
  });

  it('answers null for commands without a result', async () => {
    assert.deepEqual(await call('POST', '/wda/homescreen'), { status: 200, value: null, sessionId: null });
  });

  it('does not know other routes, phones and sessions', async () => {
    assert.equal(errorOf(await call('GET', '/wda/nothing')), '404 unknown command');
    assert.equal(errorOf(await call('GET', '/session/1234/appium/settings')), '404 invalid session id');
    assert.equal(errorOf(await call('POST', '/element', {})), '404 unknown command');
    assert.equal(errorOf(await call('GET', '/session/1234/status')), '404 unknown command');
    const other = await fetch(url.replace(phone.udid, 'nobody'));
    assert.equal(other.status, 404);
    assert.match(await other.text(), /Served are: 00008120-000A1B2C3D4E5F60/);
  });

  it('answers OPTIONS for any path', async () => {
    assert.deepEqual(await call('OPTIONS', '/anything'), { status: 200, value: null, sessionId: null });
  });

  it('takes malformed JSON for an empty object', async () => {
    const session = await open();
    assert.equal(errorOf(await call('POST', `${session}/element`, '{')), '400 invalid argument');
  });

  it('refuses chunked bodies and long headers', async () => {
    const path = new URL(url).pathname;
    const head = `POST ${path}/session HTTP/1.1\r\nHost: x\r\n`;
    assert.match(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`), /^HTTP\/1.1 400 /);
    assert.match(await raw(`${head}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`), /^HTTP\/1.1 400 /);
  });

  it('serves a phone once, until it is removed', async () => {
    assert.throws(() => host.add(phone), /already served/);
    host.remove(phone.udid);
    assert.equal((await fetch(`${url}/status`)).status, 404);
    assert.equal(host.add(phone), url);
  });
});

describe('A WebDriverAgent session', () => {
  it('starts the app with its arguments and ends it with the session', async () => {
    const session = await open({ 'appium:bundleId': VOIP, arguments: ['-AppleLanguages', '(en)'] });
    assert.equal((await call('DELETE', session)).sessionId, null);
    assert.deepEqual(phone.deeds, [
      `terminate ${VOIP}`,
      `launch ${VOIP} -AppleLanguages (en)`,
      `terminate ${VOIP}`,
    ]);
    assert.equal(errorOf(await call('GET', session)), '404 invalid session id');
  });

  it('leaves a foreground app alone when told not to force and not to end it', async () => {
    const session = await open({ bundleId: VOIP, forceAppLaunch: false, shouldTerminateApp: false });
    await call('DELETE', session);
    assert.deepEqual(phone.deeds, []);
  });

  it('is not created for an app that is not installed, nor from bad capabilities', async () => {
    const create = async (capabilities: unknown) => errorOf(await call('POST', '/session', { capabilities }));
    assert.equal(await create({ alwaysMatch: { bundleId: 'com.example.none' } }), '500 session not created');
    assert.equal(await create({ alwaysMatch: { a: 1 }, firstMatch: [{ 'appium:a': 2 }] }), '500 session not created');
    assert.equal(await create(undefined), '500 session not created');
  });

  it('ends the older one', async () => {
    const first = await open();
    await open();
    assert.equal(errorOf(await call('GET', `${first}/window/rect`)), '404 invalid session id');
  });

  it('is answered at once for all that waits when it ends', async () => {
    const session = await open();
    phone.onTap = () => new Promise(() => undefined);
    const id = await idOf(session, 'accept');
    const waiting = [call('POST', `${session}/element/${id}/click`), call('GET', `${session}/source`)];
    await call('GET', '/status');
    await call('DELETE', session);
    assert.deepEqual((await Promise.all(waiting)).map(errorOf), ['404 invalid session id', '404 invalid session id']);
  });

  it('runs one command at a time, beside status and screenshots', async () => {
    const session = await open();
    let finish = (): void => undefined;
    phone.onTap = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const order: string[] = [];
    const click = call('POST', `${session}/wda/tap`, { x: 1, y: 2 }).then(() => order.push('tap'));
    await call('GET', '/status');
    const rect = call('GET', `${session}/window/rect`).then(() => order.push('rect'));
    await call('GET', '/screenshot').then(() => order.push('screenshot'));
    finish();
    await Promise.all([click, rect]);
    assert.deepEqual(order, ['screenshot', 'tap', 'rect']);
  });
});

describe('Settings of WebDriverAgent', () => {
  it('are told whole, ignoring what is unknown', async () => {
    const session = await open();
    const { value } = await set(session, { snapshotMaxDepth: 3, nativeWebTap: true });
    assert.equal((value as Record<string, unknown>).snapshotMaxDepth, 3);
    assert.equal((value as Record<string, unknown>).defaultActiveApplication, 'auto');
    assert.equal('nativeWebTap' in (value as object), false);
  });

  it('are refused when they have a bad value', async () => {
    const session = await open();
    assert.equal(errorOf(await set(session, { snapshotMaxDepth: 63 })), '400 invalid argument');
    assert.equal(errorOf(await set(session, { activeAppDetectionPoint: 'middle' })), '400 invalid argument');
    assert.equal(errorOf(await set(session, { autoClickAlertSelector: 'Button' })), '400 invalid selector');
    assert.equal(errorOf(await call('POST', `${session}/appium/settings`, { settings: 1 })), '400 invalid argument');
  });

  it('return to their defaults with a new session, but for those of the process', async () => {
    const first = await open();
    await set(first, { defaultActiveApplication: VOIP, snapshotMaxDepth: 3, respectSystemAlerts: true });
    const { value } = await call('GET', `${await open()}/appium/settings`);
    const { defaultActiveApplication, snapshotMaxDepth, respectSystemAlerts } = value as Record<string, unknown>;
    assert.deepEqual([defaultActiveApplication, snapshotMaxDepth, respectSystemAlerts], ['auto', 50, true]);
  });

  it('cut the tree', async () => {
    const session = await open();
    await set(session, { snapshotMaxDepth: 1 });
    const { value } = await call('POST', `${session}/elements`, { using: 'class name', value: 'XCUIElementTypeAny' });
    assert.equal((value as unknown[]).length, 3);
  });

  it('add fields to what is found', async () => {
    const session = await open();
    await set(session, { shouldUseCompactResponses: false, elementResponseAttributes: 'type,label,attribute/name' });
    const { value } = await call('POST', `${session}/element`, { using: 'name', value: 'accept' });
    const { type, label, 'attribute/name': name } = value as Record<string, unknown>;
    assert.deepEqual([type, label, name], ['XCUIElementTypeButton', 'Accept', 'accept']);
  });
});

describe('Elements of WebDriverAgent', () => {
  it('have the same id each time, ending in the process id', async () => {
    const session = await open();
    const id = await idOf(session, 'accept');
    assert.match(id, /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-6500-000000000000$/);
    assert.equal(await idOf(session, 'accept'), id);
  });

  it('are stale when they vanish, when their app restarts, and when they were never found', async () => {
    const session = await open();
    const stale = '404 stale element reference';
    const id = await idOf(session, 'accept');
    phone.show(VOIP, node('N0', 'Application', { label: 'VoIP' }));
    assert.equal(errorOf(await call('POST', `${session}/element/${id}/click`)), stale);
    phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await call('GET', `${session}/element/${id}/text`)), stale);
    const again = await idOf(session, 'accept');
    phone.crash(VOIP);
    phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await call('GET', `${session}/element/${again}/text`)), stale);
    assert.equal(errorOf(await call('GET', `${session}/element/none/text`)), stale);
  });

  it('stay what they are while the screen changes around them', async () => {
    const session = await open();
    const id = await idOf(session, 'accept');
    phone.show(VOIP, { ...VOIP_TREE, label: 'Other' });
    assert.equal((await call('GET', `${session}/element/${id}/text`)).value, 'Accept');
  });

  it('are not found with words that say what was looked for', async () => {
    const session = await open();
    const reply = await call('POST', `${session}/element`, { using: 'predicate string', value: "label = 'Annehmen'" });
    assert.equal(errorOf(reply), '404 no such element');
    assert.match(lines.join(), /POST \/session\/\S+\/element by predicate string .* matches: label == "Annehmen"\./);
  });

  it('cannot be tapped when they are not on the screen', async () => {
    const away = node('x', 'Button', { identifier: 'away', frame: { x: 500, y: 0, width: 10, height: 10 } });
    phone.show(VOIP, node('N0', 'Application', {}, [away]));
    const session = await open();
    const id = await idOf(session, 'away');
    assert.equal(errorOf(await call('POST', `${session}/element/${id}/click`)), '400 invalid element state');
    assert.deepEqual(phone.deeds, []);
  });

  it('move as sliders do', async () => {
    const slider = node('x', 'Slider', { identifier: 'slide', value: '0%', frame: { x: 50, y: 700, width: 200, height: 40 } });
    phone.show(VOIP, node('N0', 'Application', {}, [slider]));
    const session = await open();
    const id = await idOf(session, 'slide');
    await call('POST', `${session}/element/${id}/value`, { value: ['1'] });
    assert.deepEqual(phone.deeds, ['drag 50,720,250,720 after 0']);
    assert.equal(errorOf(await call('POST', `${session}/element/${id}/value`, { value: '7' })), '400 invalid argument');
  });

  it('know whether something lies over them', async () => {
    const session = await open();
    const id = await idOf(session, 'accept');
    const hittable = async () => (await call('GET', `${session}/element/${id}/attribute/hittable`)).value;
    assert.equal(await hittable(), true);
    phone.show('com.apple.InCallService', node('c', 'Application', { look: { fill: 'black' } }));
    assert.equal(await hittable(), false);
  });
});

describe('The active application of WebDriverAgent', () => {
  const active = async (session: string) =>
    ((await call('GET', `${session}/wda/activeAppInfo`)).value as { bundleId: string }).bundleId;

  it('is the app under test while it is in front, whatever banner is over it', async () => {
    const session = await open({ bundleId: VOIP });
    phone.show(SPRINGBOARD, node('home', 'Application', {}, [node('banner', 'Button', { label: 'Accept' })]));
    assert.equal(await active(session), VOIP);
  });

  it('is the preferred one while that is in front', async () => {
    const session = await open({ bundleId: VOIP });
    await set(session, { defaultActiveApplication: 'com.apple.InCallService' });
    assert.equal(await active(session), VOIP);
    phone.show('com.apple.InCallService', node('c', 'Application'));
    assert.equal(await active(session), 'com.apple.InCallService');
  });

  it('is SpringBoard for a notification or an alert, when system alerts are respected', async () => {
    const session = await open({ bundleId: VOIP });
    const banner = node('n', 'Other', { identifier: 'NotificationShortLookView' });
    phone.show(SPRINGBOARD, node('home', 'Application', {}, [banner]));
    assert.equal(await active(session), VOIP);
    await set(session, { respectSystemAlerts: true });
    assert.equal(await active(session), SPRINGBOARD);
  });

  it('is an error after the app under test crashed, and none after it was ended', async () => {
    const session = await open({ bundleId: VOIP });
    phone.crash(VOIP);
    const reply = await call('GET', `${session}/source`);
    assert.equal(errorOf(reply), '400 invalid element state');
    assert.match(JSON.stringify(reply.value), /possibly crashed/);
    await call('POST', `${session}/wda/apps/launch`, { bundleId: VOIP });
    assert.equal(await active(session), VOIP);
    await call('POST', `${session}/wda/apps/terminate`, { bundleId: VOIP });
    assert.equal(await active(session), SPRINGBOARD);
  });

  it('is what shows at the detection point when several are on screen', async () => {
    const session = await open();
    const banner = node('b', 'Button', { look: { fill: 'black' }, frame: { x: 10, y: 60, width: 373, height: 80 } });
    phone.show('com.apple.InCallService', node('c', 'Application', {}, [banner]));
    phone.show(VOIP, node('N0', 'Application', {}, [node('x', 'Window')]));
    assert.equal(await active(session), 'com.apple.InCallService');
    await set(session, { activeAppDetectionPoint: '200,400' });
    assert.equal(await active(session), VOIP);
  });
});

describe('Sources of WebDriverAgent', () => {
  it('are XML with the attributes in their order', async () => {
    const tree = node('a', 'Application', { label: 'A & "B"' }, [
      node('t', 'TextField', { identifier: 'to', placeholder: 'Who\u0001', frame: { x: 1.5, y: 2, width: 10, height: 5 } }),
    ]);
    phone.show(VOIP, tree);
    assert.equal(
      (await call('GET', '/source?scope=AppiumAUT')).value,
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
    const session = await open();
    await set(session, { includeHittableInPageSource: true });
    const { value } = await call('GET', `${session}/source?excluded_attributes=VISIBLE,x,y,traits,unknown`);
    assert.match(String(value), /^<\?xml .*\n<XCUIElementTypeApplication [^>]* index="0" hittable="true" processId="101"/);
    assert.doesNotMatch(String(value), / (visible|x|y|traits)="/);
  });

  it('are JSON without wrapper', async () => {
    phone.show(VOIP, node('b', 'Button', { label: 'Go', frame: { x: 1, y: 2, width: 3, height: 4 } }));
    assert.deepEqual((await call('GET', '/source?format=JSON&excluded_attributes=traits,customActions')).value, {
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
    assert.equal(errorOf(await call('GET', '/source?format=yaml')), '400 invalid argument');
  });
});

describe('Alerts of WebDriverAgent', () => {
  const button = (label: string, x: number) =>
    node(label, 'Button', { label, frame: { x, y: 500, width: 100, height: 40 } }, [node(`${label}-t`, 'StaticText', { label })]);
  const alert = node('alert', 'Alert', { label: 'Microphone' }, [
    node('title', 'StaticText', { label: 'May “VoIP” use the microphone?' }),
    node('text', 'StaticText', { value: 'For calls.' }),
    button('Don’t Allow', 100),
    button('OK', 200),
  ]);
  const showAlert = () => phone.show(SPRINGBOARD, node('home', 'Application', {}, [alert]));

  it('are no such alert when there is none', async () => {
    assert.equal(errorOf(await call('GET', '/alert/text')), '404 no such alert');
    assert.equal(errorOf(await call('POST', '/alert/accept')), '404 no such alert');
  });

  it('tell text and buttons, and are accepted by the last and dismissed by the first', async () => {
    const session = await open();
    showAlert();
    assert.equal((await call('GET', '/alert/text')).value, 'May “VoIP” use the microphone?\nFor calls.');
    assert.deepEqual((await call('GET', `${session}/wda/alert/buttons`)).value, ['Don’t Allow', 'OK']);
    await call('POST', '/alert/accept');
    await call('POST', '/alert/dismiss');
    await call('POST', '/alert/accept', { name: 'Don’t Allow' });
    assert.deepEqual(phone.deeds, ['tap 250,520', 'tap 150,520', 'tap 150,520']);
    assert.equal(errorOf(await call('POST', '/alert/accept', { name: 'Maybe' })), '400 invalid element state');
  });

  it('are answered by the button of the selector, unless it matches nothing', async () => {
    const session = await open();
    showAlert();
    await set(session, { acceptAlertButtonSelector: '**/XCUIElementTypeButton[1]' });
    await call('POST', `${session}/alert/accept`);
    await set(session, { acceptAlertButtonSelector: '**/XCUIElementTypeSwitch' });
    await call('POST', `${session}/alert/accept`);
    assert.deepEqual(phone.deeds, ['tap 150,520', 'tap 250,520']);
  });

  it('are accepted by themselves within two seconds when the session says so', async () => {
    await open({ defaultAlertAction: 'accept' });
    phone.onTap = () => phone.show(VOIP, VOIP_TREE);
    showAlert();
    await clock.elapse(1900);
    assert.deepEqual(phone.deeds, []);
    await clock.elapse(200);
    assert.equal(phone.deeds[0], 'tap 250,520');
  });
});

describe('W3C actions of WebDriverAgent', () => {
  const perform = async (session: string, actions: readonly unknown[], type = 'pointer') =>
    call('POST', `${session}/actions`, { actions: [{ type, id: 'a', actions }] });
  const move = (x: number, y: number, more: object = {}) => ({ type: 'pointerMove', x, y, ...more });
  const down = { type: 'pointerDown', button: 0 };
  const up = { type: 'pointerUp', button: 0 };
  const pause = (duration: number) => ({ type: 'pause', duration });

  it('are taps, long presses and drags', async () => {
    const session = await open();
    await perform(session, [move(10, 20), down, pause(100), up]);
    await perform(session, [move(10, 20), down, pause(800), up]);
    await perform(session, [move(10, 20), down, pause(300), move(200, 0, { origin: 'pointer', duration: 500 }), up]);
    assert.deepEqual(phone.deeds, ['tap 10,20', 'drag 10,20,10,20 after 800', 'drag 10,20,210,20 after 300']);
  });

  it('count from the middle of an element', async () => {
    const session = await open();
    const origin = { 'element-6066-11e4-a52e-4f735466cecf': await idOf(session, 'accept') };
    await perform(session, [move(1, 2, { origin }), down, up, { type: 'pointerMove', origin }, down, up]);
    assert.deepEqual(phone.deeds, ['tap 79,739.6', 'tap 78,737.6']);
  });

  it('refuse invisible and stale elements', async () => {
    const session = await open();
    const banner = { ELEMENT: await idOf(session, 'banner') };
    assert.equal(errorOf(await perform(session, [move(0, 0, { origin: banner })])), '400 element not visible');
    const stale = { ELEMENT: 'gone' };
    assert.equal(errorOf(await perform(session, [move(0, 0, { origin: stale })])), '404 stale element reference');
  });

  it('take cancelled items back', async () => {
    const session = await open();
    await perform(session, [move(1, 1), move(5, 5), { type: 'pointerCancel' }, down, up]);
    assert.deepEqual(phone.deeds, ['tap 1,1']);
  });

  it('type keys in groups', async () => {
    const session = await open();
    const key = (type: string, value: string) => ({ type, value });
    const press = (value: string) => [key('keyDown', value), key('keyUp', value)];
    await perform(session, [...press('h'), pause(100), key('keyDown', 'i'), key('keyDown', '!'), key('keyUp', '!'), key('keyUp', 'i')], 'key');
    assert.deepEqual(phone.deeds, ['type h', 'type i!']);
    assert.equal(errorOf(await perform(session, [key('keyDown', 'x')], 'key')), '500 unknown error');
  });

  it('know no wheel, no empty name, no finger that comes from nowhere', async () => {
    const session = await open();
    assert.equal(errorOf(await perform(session, [], 'wheel')), '500 unknown error');
    assert.equal(errorOf(await perform(session, [down])), '500 unknown error');
    assert.equal(errorOf(await perform(session, [move(1, 1), down])), '500 unknown error');
    const unnamed = await call('POST', `${session}/actions`, { actions: [{ type: 'pointer', id: '', actions: [] }] });
    assert.equal(errorOf(unnamed), '500 unknown error');
    assert.deepEqual(phone.deeds, []);
  });
});

describe('Device commands of WebDriverAgent', () => {
  it('press buttons and refuse those the phone does not have', async () => {
    const session = await open();
    await call('POST', `${session}/wda/pressButton`, { name: 'HOME' });
    await call('POST', `${session}/wda/performIoHidEvent`, { page: 12, usage: 48, duration: 0.5 });
    assert.deepEqual(phone.deeds, ['home', 'side button']);
    const reply = await call('POST', `${session}/wda/pressButton`, { name: 'turbo' });
    assert.equal(errorOf(reply), '500 unknown error');
    assert.match(JSON.stringify(reply.value), /It has: home, volumeup, volumedown/);
  });

  it('lock only what is unlocked', async () => {
    await call('POST', '/wda/lock');
    await call('POST', '/wda/lock');
    assert.equal((await call('GET', '/wda/locked')).value, true);
    assert.deepEqual(phone.deeds, ['lock']);
  });

  it('send an app to the background for a while of testbed time', async () => {
    const session = await open();
    const gone = new Promise<void>((resolve) => {
      const { hide } = phone;
      phone.hide = (bundleId) => {
        hide.call(phone, bundleId);
        setImmediate(resolve);
      };
    });
    const back = call('POST', `${session}/wda/deactivateApp`, { duration: 60 });
    await gone;
    assert.deepEqual(phone.deeds, ['home']);
    await clock.elapse(60_000);
    await back;
    assert.deepEqual(phone.deeds, ['home', `launch ${VOIP}`]);
  });

  it('say honestly that notifications cannot be waited for', async () => {
    const session = await open();
    const expect = async (body: unknown) => errorOf(await call('POST', `${session}/wda/expectNotification`, body));
    assert.equal(await expect({ name: 'x', type: 'darwin' }), '500 unsupported operation');
    assert.equal(await expect({ name: 'x', type: 'other' }), '400 invalid argument');
  });

  it('keep what is typed out of the log', async () => {
    const session = await open();
    phone.typeText = () => Promise.reject(new Error('no field has the keyboard focus'));
    const reply = await call('POST', `${session}/wda/keys`, { value: ['secret'] });
    assert.equal(errorOf(reply), '400 invalid element state');
    assert.doesNotMatch(lines.join(), /secret/);
  });

  it('hide the keyboard by one of its keys', async () => {
    const session = await open();
    assert.equal((await call('POST', `${session}/wda/keyboard/dismiss`, { keyNames: ['done'] })).status, 200);
    const done = node('done', 'Button', { identifier: 'done', frame: { x: 300, y: 800, width: 50, height: 40 } });
    phone.show(VOIP, node('N0', 'Application', {}, [node('keys', 'Keyboard', {}, [done])]));
    phone.onTap = () => phone.show(VOIP, VOIP_TREE);
    assert.equal(errorOf(await call('POST', `${session}/wda/keyboard/dismiss`, {})), '400 invalid element state');
    assert.equal((await call('POST', `${session}/wda/keyboard/dismiss`, { keyNames: ['done'] })).status, 200);
    assert.deepEqual(phone.deeds, ['tap 325,820']);
  });
});

/** Sends bytes and answers what comes back until the connection closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(host.port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}
