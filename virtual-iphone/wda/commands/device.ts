/** The phone itself: lock, buttons, orientation, what it says about itself. */

import { createHash } from 'node:crypto';
import type { PhoneAutomation } from '../../automation.ts';
import type { Orientation } from '../../ui/model.ts';
import type { Agent } from '../agent.ts';
import { numberArgument, optionalNumber, textArgument } from '../arguments.ts';
import { WdaError } from '../errors.ts';
import { type Call, type Route, route } from '../route.ts';

export const DEVICE_ROUTES: readonly Route[] = [
  route('optional', 'POST', '/wda/lock', ({ agent }) => (agent.phone.isLocked ? undefined : agent.phone.lock())),
  route('optional', 'POST', '/wda/unlock', ({ agent }) => (agent.phone.isLocked ? agent.phone.unlock() : undefined)),
  route('optional', 'GET', '/wda/locked', ({ agent }) => agent.phone.isLocked),
  route('required', 'POST', '/wda/pressButton', pressButton),
  route('required', 'POST', '/wda/performIoHidEvent', performIoHidEvent),
  route('required', 'POST', '/wda/expectNotification', expectNotification),
  route('optional', 'GET', '/orientation', ({ agent }) => (zOf(agent) % 180 === 0 ? 'PORTRAIT' : 'LANDSCAPE')),
  route('optional', 'POST', '/orientation', setOrientation),
  route('optional', 'GET', '/rotation', ({ agent }) => ({ x: 0, y: 0, z: zOf(agent) })),
  route('optional', 'POST', '/rotation', setRotation),
  route('optional', 'GET', '/wda/deviceOrientation', ({ agent }) => deviceOrientation(agent)),
  route('optional', 'GET', '/wda/device/info', deviceInfo),
  // A phone in a lab hangs on its cable: full.
  route('required', 'GET', '/wda/batteryInfo', () => ({ level: 1, state: 3 })),
  route('none', 'POST', '/wda/device/appearance', setAppearance),
];

const BUTTONS: Readonly<Record<string, (phone: PhoneAutomation) => Promise<void>>> = {
  home: (phone) => phone.pressHome(),
  volumeup: (phone) => phone.pressVolume('up'),
  volumedown: (phone) => phone.pressVolume('down'),
};

/** Usages on the consumer page (0x0C) of the USB HID usage tables. */
const HID_USAGES: Readonly<Record<number, (phone: PhoneAutomation) => Promise<void>>> = {
  0x30: (phone) => phone.pressSideButton(),
  0x40: (phone) => phone.pressHome(),
  0xe9: (phone) => phone.pressVolume('up'),
  0xea: (phone) => phone.pressVolume('down'),
};
const CONSUMER_PAGE = 0x0c;

function pressButton({ agent, body }: Call): Promise<void> {
  const name = textArgument(body, 'name');
  const button = name.toLowerCase();
  const press = Object.hasOwn(BUTTONS, button) ? BUTTONS[button] : undefined;
  if (press === undefined) {
    throw new WdaError(
      'unknown error',
      `The phone has no button '${name}'. It has: ${Object.keys(BUTTONS).join(', ')}.`,
    );
  }
  return press(agent.phone);
}

function performIoHidEvent({ agent, body }: Call): Promise<void> {
  const [page, usage] = [numberArgument(body, 'page'), numberArgument(body, 'usage')];
  numberArgument(body, 'duration');
  const press = page === CONSUMER_PAGE ? HID_USAGES[usage] : undefined;
  if (press === undefined) {
    throw new WdaError(
      'unknown error',
      `A virtual phone does not know the HID event page ${page} usage ${usage}. It knows page 12 with usage 48 (side ` +
        'button), 64 (home), 233 and 234 (volume).',
    );
  }
  return press(agent.phone);
}

/** Waits for a Darwin notification of the phone. `plain` ones are posted within a process, where nothing posts any. */
async function expectNotification({ agent, body }: Call): Promise<void> {
  const name = textArgument(body, 'name');
  const type = body.type ?? 'plain';
  if (type !== 'plain' && type !== 'darwin') {
    throw new WdaError('invalid argument', `The argument 'type' must be plain or darwin, not ${JSON.stringify(type)}.`);
  }
  const seconds = optionalNumber(body, 'timeout') ?? EXPECT_SECONDS;
  const waiting = waitingIn(agent, seconds * 1000);
  const stop = agent.phone.onDarwinNotification((posted) => {
    if (type === 'darwin' && posted === name) waiting.end('posted');
  });
  const end = await waiting.ended;
  stop();
  if (end === 'time is up') {
    throw new WdaError('timeout', `The ${type} notification '${name}' was not posted within ${seconds} s.`);
  }
}

/** How long a notification is waited for unless the request says. */
const EXPECT_SECONDS = 60;

type WaitEnd = 'posted' | 'session ended' | 'time is up';

/** Over when somebody ends it, when the session does, or by the phone's time; at once on a phone without a clock. */
function waitingIn(agent: Agent, limitMs: number): { end(how: WaitEnd): void; readonly ended: Promise<WaitEnd> } {
  let end: (how: WaitEnd) => void = () => undefined;
  const ended = new Promise<WaitEnd>((resolve) => {
    end = resolve;
  });
  const timer = agent.clock?.setTimeout(() => end('time is up'), limitMs);
  if (timer === undefined) end('time is up');
  agent.session?.onEnd(() => end('session ended'));
  return { end, ended: ended.finally(() => timer?.cancel()) };
}

/** WebDriverAgent's name of each orientation and the angle that goes with it. */
const ORIENTATIONS: Readonly<Record<Orientation, { readonly name: string; readonly z: number }>> = {
  portrait: { name: 'PORTRAIT', z: 0 },
  'landscape-right': { name: 'UIA_DEVICE_ORIENTATION_LANDSCAPERIGHT', z: 90 },
  'portrait-upside-down': { name: 'UIA_DEVICE_ORIENTATION_PORTRAIT_UPSIDEDOWN', z: 180 },
  'landscape-left': { name: 'LANDSCAPE', z: 270 },
};
const KNOWN = Object.entries(ORIENTATIONS) as [Orientation, (typeof ORIENTATIONS)[Orientation]][];

function zOf({ phone }: Agent): number {
  return ORIENTATIONS[phone.interfaceOrientation].z;
}

function deviceOrientation({ phone }: Agent): string {
  return ORIENTATIONS[phone.deviceOrientation].name;
}

async function setOrientation({ agent, body }: Call): Promise<void> {
  const name = textArgument(body, 'orientation');
  const [to] = KNOWN.find(([, known]) => known.name === name) ?? [];
  if (to === undefined) {
    const names = KNOWN.map(([, known]) => known.name).join(', ');
    throw new WdaError('unknown error', `There is no orientation '${name}'. Use one of: ${names}.`);
  }
  await rotate(agent, to, 'unknown error');
}

async function setRotation({ agent, body }: Call): Promise<void> {
  const [x, y, z] = [numberArgument(body, 'x'), numberArgument(body, 'y'), numberArgument(body, 'z')];
  const [to] = KNOWN.find(([, known]) => known.z === z) ?? [];
  if (x !== 0 || y !== 0 || to === undefined) {
    throw new WdaError(
      'invalid argument',
      `The rotation x=${x} y=${y} z=${z} is none: x and y are 0, z is 0, 90, 180 or 270.`,
    );
  }
  await rotate(agent, to, 'invalid element state');
}

/** Turns the phone, and fails where what is on the screen does not turn with it, as WebDriverAgent does. */
async function rotate({ phone }: Agent, to: Orientation, error: 'unknown error' | 'invalid element state') {
  await phone.rotate(to);
  if (phone.interfaceOrientation === to) return;
  throw new WdaError(
    error,
    `The phone is held in ${ORIENTATIONS[to].name}, but its screen cannot be turned so: only an app in front turns, to ` +
      'the landscape orientations of its Info.plist; SpringBoard, the lock screen and full call screens stay upright.',
  );
}

function deviceInfo({ agent }: Call): unknown {
  const { phone } = agent;
  return {
    currentLocale: phone.language === 'en' ? 'en_US' : 'zh_CN',
    timeZone: 'UTC',
    name: phone.name,
    model: 'iPhone',
    uuid: vendorIdentifier(phone.udid),
    userInterfaceIdiom: 0,
    userInterfaceStyle: phone.ios.features.darkAppearance === true ? phone.appearance : 'unsupported',
    isSimulator: false,
    thermalState: 0,
  };
}

function vendorIdentifier(udid: string): string {
  const hex = createHash('sha1').update(udid).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function setAppearance({ agent, body }: Call): Promise<void> {
  const name = textArgument(body, 'name').toLowerCase();
  if (name !== 'light' && name !== 'dark') {
    throw new WdaError('invalid argument', `The appearance must be light or dark, not '${name}'.`);
  }
  return agent.phone.setAppearance(name);
}
