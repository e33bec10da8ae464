/**
 * The borders between the rooms, enforced: a phone that could reach the gateway would cheat, and a spec that could reach
 * into a phone would not run on a real one. Tests may cross borders; type imports may not.
 */

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { PACKAGE_ROOT } from '../lab/packages.ts';

/** Folder → what its files may import besides their own folder and npm packages, as path beginnings. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  clock: [],
  'mock-apns': ['clock/index.ts'],
  'call-server': ['clock/index.ts'],
  'virtual-iphone': ['clock/index.ts'],
  'virtual-iphone/daemons': [
    'clock/index.ts',
    'virtual-iphone/automation.ts',
    'virtual-iphone/device.ts',
    'virtual-iphone/ios/',
    'virtual-iphone/links.ts',
    'virtual-iphone/messages.ts',
    'virtual-iphone/ui/model.ts',
  ],
  'virtual-iphone/frameworks': [
    'virtual-iphone/app-process/border.ts',
    'virtual-iphone/messages.ts',
    'virtual-iphone/ui/model.ts',
  ],
  'virtual-iphone/ios': ['virtual-iphone/ui/model.ts'],
  'virtual-iphone/ui': ['virtual-iphone/ios/'],
  'virtual-iphone/wda': [
    'clock/index.ts',
    'virtual-iphone/app-process/time-limit.ts',
    'virtual-iphone/automation.ts',
    'virtual-iphone/ios/',
    'virtual-iphone/ui/',
  ],
  'virtual-iphone/usbmuxd': [
    'virtual-iphone/app-process/time-limit.ts',
    'virtual-iphone/device.ts',
    'virtual-iphone/ios/',
  ],
  conformance: [],
  lab: ['call-server/', 'clock/', 'conformance/', 'mock-apns/', 'virtual-iphone/'],
  specs: ['lab/control/client.ts', 'lab/control/protocol.ts'],
  cli: ['call-server/', 'clock/', 'conformance/', 'lab/', 'mock-apns/', 'virtual-iphone/'],
  'fixtures/call-servers': ['call-server/index.ts'],
  'fixtures/apps': ['call-server/signalling.ts', 'ios/react-native-ringproof-probe/'],
};

/** Rooms whose time is the testbed's. */
const ON_TESTBED_TIME = ['mock-apns', 'call-server', 'virtual-iphone'];

/** Runs inside an app's context, where `Date` and timers are the testbed's. */
const IN_THE_APP = ['virtual-iphone/app-process/runtime/', 'virtual-iphone/frameworks/'];

/** Node modules that would give a state machine a way out of the simulation. */
const INPUT_OUTPUT = /from 'node:(fs|net|http|https|http2|tls|dgram|child_process|timers)/;

const FOLDERS = [
  'bench',
  'call-server',
  'cli',
  'clock',
  'conformance',
  'fixtures',
  'lab',
  'mock-apns',
  'specs',
  'virtual-iphone',
];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`),
);

const isTest = (file: string) => /\.(test|test-data)\.ts$|\/testing\//.test(file);

const textOf = (file: string) => readFileSync(join(PACKAGE_ROOT, file), 'utf8');

function importsOf(file: string): string[] {
  const specifiers = [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    String(match[1]),
  );
  return specifiers.map((specifier) =>
    relative(PACKAGE_ROOT, join(PACKAGE_ROOT, dirname(file), specifier))
      .split(sep)
      .join('/'),
  );
}

/** The most specific folder of the table that the file lies in. */
function roomOf(file: string): string | undefined {
  const rooms = Object.keys(MAY_IMPORT).filter((room) => file.startsWith(`${room}/`));
  return rooms.toSorted((a, b) => b.length - a.length)[0];
}

const importsByFile = new Map(files.map((file) => [file, importsOf(file)]));

/** Files that only tests import, such as scripted partners, count as tests. */
const testSupport = new Set<string>();
for (let grew = true; grew; ) {
  grew = false;
  for (const file of files) {
    const importers = files.filter((other) => importsByFile.get(other)?.includes(file));
    const forTests = importers.length > 0 && importers.every((other) => isTest(other) || testSupport.has(other));
    if (!forTests || testSupport.has(file)) continue;
    testSupport.add(file);
    grew = true;
  }
}

const sources = files.filter((file) => !isTest(file) && !testSupport.has(file));

describe('the borders between the rooms', () => {
  it('hold for every import', () => {
    const crossings = sources.flatMap((file) => {
      const room = roomOf(file);
      if (room === undefined) return [];
      const allowed = [`${room}/`, ...(MAY_IMPORT[room] ?? [])];
      return (importsByFile.get(file) ?? [])
        .filter((imported) => !allowed.some((beginning) => imported.startsWith(beginning)))
        .map((imported) => `${file} imports ${imported}`);
    });
    assert.deepEqual(crossings, []);
  });

  it('keep daemons and frameworks without input and output', () => {
    const rooms = ['virtual-iphone/daemons/', 'virtual-iphone/frameworks/'];
    const found = sources.filter(
      (file) => rooms.some((room) => file.startsWith(room)) && INPUT_OUTPUT.test(textOf(file)),
    );
    assert.deepEqual(found, []);
  });

  it('keep real time out of the testbed', () => {
    const realTime = /(?<![.\w#])(Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\()/;
    const found = sources.flatMap((file) => {
      if (!ON_TESTBED_TIME.some((room) => file.startsWith(`${room}/`))) return [];
      if (IN_THE_APP.some((folder) => file.startsWith(folder))) return [];
      const lines = textOf(file).split('\n');
      return lines.flatMap((line, index) =>
        realTime.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      );
    });
    assert.deepEqual(found, []);
  });
});
