/** The unmodified appium-xcuitest-driver: each kind of request that it makes of WebDriverAgent and of device services. */

import { connect } from 'node:net';
import type { Scene, Stranger, StrangerCall } from './stranger.ts';

type Args = object | ((scene: Scene) => object | Promise<object>);

const mobile = (name: string, args: Args = {}, shows?: RegExp): StrangerCall => ({
  name: `mobile: ${name}`,
  run: async (scene) => scene.mobile(name, await (typeof args === 'function' ? args(scene) : args)),
  ...(shows === undefined ? {} : { shows }),
});

const refused = (name: string, args: Args, by: RegExp, because: string): StrangerCall => ({
  ...mobile(name, args),
  refused: by,
  because,
});

const command = (method: string, path: string, body?: object, shows?: RegExp): StrangerCall => ({
  name: `${method} ${path}`,
  run: (scene) => scene.command(method, path, body),
  ...(shows === undefined ? {} : { shows }),
});

/** On the text field of the reference app's first screen. */
const onField = (method: string, path: string, body?: object, shows?: RegExp): StrangerCall => ({
  name: `${method} /element/:id${path}`,
  run: async (scene) => scene.command(method, `/element/${await scene.element('user')}${path}`, body),
  ...(shows === undefined ? {} : { shows }),
});

const find = (using: string, value: string): StrangerCall => ({
  name: `find by ${using}`,
  run: (scene) => scene.command('POST', '/element', { using, value }),
  shows: /element-6066/,
});

const ofField = async (scene: Scene) => ({ elementId: await scene.element('user') });
const ofApp = ({ bundleId }: Scene) => ({ bundleId });

const ON_SIMULATORS = 'the driver offers it on simulators only';
const SIMULATOR_ONLY = /simulator/i;
const finger = (...actions: readonly object[]) => ({
  actions: [{ type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }],
});

/** What the forwarded stream begins with. */
async function firstFrame({ mjpegPort }: Scene): Promise<string> {
  const socket = connect(mjpegPort, '127.0.0.1');
  socket.write('GET / HTTP/1.0\r\n\r\n');
  let text = '';
  for await (const piece of socket) {
    text += (piece as Buffer).toString('latin1');
    if (text.includes('image/jpeg')) break;
  }
  return text;
}

export const DRIVER: Stranger = {
  name: 'appium-xcuitest-driver',
  calls: [
    command('GET', '/timeouts'),
    command('POST', '/timeouts', { implicit: 0 }),
    command('GET', '/context', undefined, /NATIVE_APP/),
    command('GET', '/contexts', undefined, /NATIVE_APP/),
    find('accessibility id', 'user'),
    find('id', 'user'),
    find('name', 'user'),
    find('class name', 'XCUIElementTypeTextField'),
    find('xpath', '//XCUIElementTypeTextField[@name="user"]'),
    find('-ios predicate string', 'name == "user"'),
    find('-ios class chain', '**/XCUIElementTypeTextField[`name == "user"`]'),
    find('css selector', '#user'),
    command('POST', '/elements', { using: 'class name', value: 'XCUIElementTypeButton' }, /element-6066/),
    {
      name: 'find from an element',
      run: async (scene) => {
        const [window] = (await scene.command('POST', '/elements', {
          using: 'class name',
          value: 'XCUIElementTypeWindow',
        })) as { ELEMENT?: string; 'element-6066-11e4-a52e-4f735466cecf': string }[];
        const id = window?.['element-6066-11e4-a52e-4f735466cecf'] ?? '';
        return scene.command('POST', `/element/${id}/element`, { using: 'name', value: 'user' });
      },
      shows: /element-6066/,
    },
    onField('POST', '/click', {}),
    command('GET', '/element/active', undefined, /element-6066/),
    onField('POST', '/value', { text: 'ab1', value: ['a', 'b', '1'] }),
    onField('GET', '/text', undefined, /^ab1$/),
    onField('GET', '/attribute/value', undefined, /^ab1$/),
    onField('POST', '/clear', {}),
    onField('GET', '/name', undefined, /^XCUIElementTypeTextField$/),
    onField('GET', '/displayed', undefined, /^true$/),
    onField('GET', '/enabled', undefined, /^true$/),
    onField('GET', '/selected', undefined, /^false$/),
    onField('GET', '/rect', undefined, /"width":\d+/),
    onField('GET', '/screenshot', undefined, /^iVBOR/),
    {
      ...onField('GET', '/property/name'),
      refused: /unknown command|unhandled|no route/i,
      because: 'WebDriverAgent has no such route',
    },
    command('GET', '/source', undefined, /<AppiumAUT>/),
    mobile('source', { format: 'json' }, /rawIdentifier/),
    mobile('source', { format: 'description' }, /TextField/),
    command('GET', '/screenshot', undefined, /^iVBOR/),
    mobile('viewportScreenshot', {}, /^iVBOR/),
    mobile('viewportRect', {}, /"height":\d+/),
    command('GET', '/window/rect', undefined, /"width":393/),
    command('GET', '/orientation', undefined, /PORTRAIT/),
    { ...command('POST', '/orientation', { orientation: 'LANDSCAPE' }), name: 'POST /orientation LANDSCAPE' },
    command('POST', '/orientation', { orientation: 'PORTRAIT' }),
    command('GET', '/rotation', undefined, /"z":0/),
    command('POST', '/rotation', { x: 0, y: 0, z: 0 }),
    {
      name: 'the MJPEG stream that it forwards',
      run: firstFrame,
      shows: /^HTTP\/1\.0 200 OK[^]*image\/jpeg/,
    },
    command('GET', '/appium/settings', undefined, /nativeWebTap/),
    command('POST', '/appium/settings', { settings: { snapshotMaxDepth: 40, respectSystemAlerts: true } }),
    command('POST', '/appium/settings', { settings: { snapshotMaxDepth: 50, respectSystemAlerts: false } }),
    command(
      'POST',
      '/actions',
      finger(
        { type: 'pointerMove', x: 5, y: 300 },
        { type: 'pointerDown' },
        { type: 'pause', duration: 100 },
        { type: 'pointerUp' },
      ),
    ),
    command('DELETE', '/actions'),
    mobile('tap', { x: 5, y: 300 }),
    mobile('tap', async (scene) => ({ ...(await ofField(scene)), x: 1, y: 1 })),
    mobile('doubleTap', { x: 5, y: 300 }),
    mobile('touchAndHold', { x: 5, y: 300, duration: 1 }),
    mobile('twoFingerTap', ofField),
    mobile('tapWithNumberOfTaps', async (scene) => ({
      ...(await ofField(scene)),
      numberOfTaps: 2,
      numberOfTouches: 1,
    })),
    mobile('swipe', { direction: 'up' }),
    mobile('swipe', async (scene) => ({ ...(await ofField(scene)), direction: 'left', velocity: 250 })),
    mobile('scroll', { direction: 'down' }),
    mobile('scrollToElement', ofField),
    mobile('pinch', { scale: 2, velocity: 1 }),
    mobile('rotateElement', async (scene) => ({ ...(await ofField(scene)), rotation: 1, velocity: 1 })),
    mobile('dragFromToForDuration', { duration: 1, fromX: 5, fromY: 300, toX: 5, toY: 400 }),
    mobile('dragFromToWithVelocity', {
      pressDuration: 0.5,
      holdDuration: 0.5,
      velocity: 100,
      fromX: 5,
      fromY: 300,
      toX: 5,
      toY: 400,
    }),
    mobile('forcePress', { x: 5, y: 300 }),
    refused(
      'selectPickerWheelValue',
      async (scene) => ({ ...(await ofField(scene)), order: 'next' }),
      /not a picker wheel/,
      'no screen has picker wheels',
    ),
    refused('hideKeyboard', {}, /no key named 'done'/, 'the keyboard of that field has no such key'),
    mobile('isKeyboardShown', {}, /^(true|false)$/),
    {
      name: 'mobile: keys',
      run: async (scene) => {
        await scene.command('POST', `/element/${await scene.element('user')}/click`, {});
        return scene.mobile('keys', { keys: ['a', 'b'] });
      },
    },
    mobile('queryAppState', ofApp, /^4$/),
    mobile('terminateApp', ofApp, /^true$/),
    mobile('launchApp', ofApp),
    mobile('activateApp', ofApp),
    mobile('activeAppInfo', {}, /"bundleId":"com\.example/),
    mobile('backgroundApp', { seconds: 1 }),
    mobile('backgroundApp', { seconds: -1 }),
    mobile('activateApp', ofApp),
    mobile('isAppInstalled', ofApp, /^true$/),
    mobile('listApps', {}, /com\.example/),
    mobile('installApp', ({ ipa }) => ({ app: ipa })),
    mobile('isAppInstalled', ({ newBundleId }) => ({ bundleId: newBundleId }), /^true$/),
    mobile('launchApp', ({ newBundleId }) => ({ bundleId: newBundleId })),
    mobile('removeApp', ({ newBundleId }) => ({ bundleId: newBundleId }), /^true$/),
    mobile('activateApp', ofApp),
    mobile('killApp', ofApp, /^(true|false)$/),
    mobile('lock', {}),
    mobile('isLocked', {}, /^true$/),
    mobile('unlock', {}),
    mobile('isLocked', {}, /^false$/),
    mobile('activateApp', ofApp),
    mobile('pressButton', { name: 'volumeUp' }),
    mobile('performIoHidEvent', { page: 0x0c, usage: 0xe9, durationSeconds: 0.1 }),
    mobile('deviceScreenInfo', {}, /"scale":3/),
    mobile('deviceInfo', {}, /"timeZone"/),
    mobile('getDeviceTime', {}, /^20\d\d-/),
    mobile('batteryInfo', {}, /"level":1/),
    mobile('setAppearance', { style: 'dark' }),
    mobile('getAppearance', {}, /dark/),
    mobile('setAppearance', { style: 'light' }),
    mobile('setSimulatedLocation', { latitude: 48.1, longitude: 11.6 }),
    mobile('getSimulatedLocation', {}, /48\.1/),
    command('GET', '/location', undefined, /48\.1/),
    mobile('resetSimulatedLocation', {}),
    mobile('setClipboard', { content: 'cmluZw==', contentType: 'plaintext' }),
    mobile('getClipboard', { contentType: 'plaintext' }, /^cmluZw==$/),
    mobile('resetPermission', { service: 'microphone' }),
    refused('siriCommand', { text: 'call Ada' }, /Siri/, 'a virtual phone has no Siri'),
    refused('deepLink', (scene) => ({ url: 'calls://x', ...ofApp(scene) }), /opens URLs/, 'no app here opens URLs'),
    refused(
      'expectNotification',
      { name: 'x', type: 'darwin', timeoutSeconds: 0.1 },
      /not posted/,
      'nobody posted it in time',
    ),
    {
      ...command('GET', '/alert/text'),
      refused: /alert/i,
      because: 'no alert is on the screen',
    },
    {
      ...command('POST', '/alert/accept'),
      refused: /alert/i,
      because: 'no alert is on the screen',
    },
    {
      ...command('POST', '/alert/dismiss'),
      refused: /alert/i,
      because: 'no alert is on the screen',
    },
    refused('alert', { action: 'getButtons' }, /alert/i, 'no alert is on the screen'),
    mobile('pushFile', ({ bundleId }) => ({ remotePath: `@${bundleId}:documents/a.txt`, payload: 'cmluZw==' })),
    mobile('pullFile', ({ bundleId }) => ({ remotePath: `@${bundleId}:documents/a.txt` }), /^cmluZw==$/),
    mobile('pullFolder', ({ bundleId }) => ({ remotePath: `@${bundleId}:documents/` }), /^UEsDB/),
    mobile('deleteFile', ({ bundleId }) => ({ remotePath: `@${bundleId}:documents/a.txt` })),
    mobile('getContexts', { waitForWebviewMs: 0 }, /NATIVE_APP/),
    mobile('startLogsBroadcast', {}),
    mobile('stopLogsBroadcast', {}),
    refused('isVoiceOverEnabled', {}, /iOS 27/, 'the driver offers it from iOS 27 on'),
    refused('enableVoiceOver', {}, /iOS 27/, 'the driver offers it from iOS 27 on'),
    refused('performAccessibilityAudit', {}, /audit/, 'a virtual phone does not audit accessibility'),
    ...['shake', 'clearKeychains', 'enrollBiometric', 'isBiometricEnrolled'].map((name) =>
      refused(name, (scene) => ({ ...ofApp(scene), isEnabled: true, level: 1 }), SIMULATOR_ONLY, ON_SIMULATORS),
    ),
    refused('sendMemoryWarning', ofApp, /devicectl/, 'the driver asks devicectl of Xcode to do it'),
    refused('sendBiometricMatch', { type: 'touchId', match: true }, SIMULATOR_ONLY, ON_SIMULATORS),
    refused('setPasteboard', { content: 'ring' }, SIMULATOR_ONLY, ON_SIMULATORS),
    refused('pushNotification', (scene) => ({ ...ofApp(scene), payload: { aps: {} } }), SIMULATOR_ONLY, ON_SIMULATORS),
    refused(
      'setPermission',
      (scene) => ({ ...ofApp(scene), access: { microphone: 'yes' } }),
      SIMULATOR_ONLY,
      ON_SIMULATORS,
    ),
    refused('clearApp', ofApp, SIMULATOR_ONLY, ON_SIMULATORS),
    refused('simctl', { command: 'getenv' }, SIMULATOR_ONLY, ON_SIMULATORS),
  ],
};

/** The Appium client that looks at a phone and records what a person does there. */
export const INSPECTOR: Stranger = {
  name: "Appium Inspector's calls",
  calls: [
    command('GET', '/appium/capabilities', undefined, /"udid"/),
    command('GET', '/appium/commands'),
    command('GET', '/appium/extensions'),
    command('GET', '/source', undefined, /<AppiumAUT>/),
    command('GET', '/screenshot', undefined, /^iVBOR/),
    command('GET', '/window/rect', undefined, /"width":393/),
    mobile('deviceScreenInfo', {}, /statusBarSize/),
    command('GET', '/contexts', undefined, /NATIVE_APP/),
    command('GET', '/context', undefined, /NATIVE_APP/),
    mobile('getContexts', { waitForWebviewMs: 0 }, /NATIVE_APP/),
    command('GET', '/appium/settings', undefined, /snapshotMaxDepth/),
    find('accessibility id', 'user'),
    command('POST', '/elements', { using: 'xpath', value: '//XCUIElementTypeButton' }, /element-6066/),
    onField('POST', '/click', {}),
    onField('POST', '/value', { text: 'x' }),
    onField('POST', '/clear', {}),
    onField('GET', '/attribute/name', undefined, /^user$/),
    onField('GET', '/rect', undefined, /"x":\d+/),
    command(
      'POST',
      '/actions',
      finger(
        { type: 'pointerMove', duration: 0, x: 5, y: 300 },
        { type: 'pointerDown', button: 0 },
        { type: 'pause', duration: 50 },
        { type: 'pointerUp', button: 0 },
      ),
    ),
    mobile('pressButton', { name: 'home' }),
    mobile('activateApp', ofApp),
    mobile('queryAppState', ofApp, /^4$/),
  ],
};
