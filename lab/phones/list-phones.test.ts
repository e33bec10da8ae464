import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startUsbmuxd } from '../../virtual-iphone/usbmuxd/index.ts';
import { paperDevice } from '../../virtual-iphone/usbmuxd/paper-device.ts';
import { ControlClient } from '../control/client.ts';
import type { LabPhone } from '../control/protocol.ts';
import { startControlServer } from '../control/server.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readInventory } from '../inventory.ts';
import { phonesHere, phonesOfLab } from './list-phones.ts';

const SIMULATORS = {
  devices: {
    'com.apple.CoreSimulator.SimRuntime.iOS-18-6': [
      { udid: 'A', name: 'iPhone 16', state: 'Booted', isAvailable: true },
      { udid: 'B', name: 'iPhone 16e', state: 'Shutdown', isAvailable: false, availabilityError: 'runtime not found' },
    ],
    'com.apple.CoreSimulator.SimRuntime.watchOS-11-0': [{ udid: 'W', name: 'Watch', state: 'Shutdown' }],
  },
};

describe('The list of phones', () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rp-phones-'));
    environment = { PATH: folder, USBMUXD_SOCKET_ADDRESS: `UNIX:${join(folder, 'mux')}` };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has the phones of the lab file, and says what it could not ask', async () => {
    const { phones, notes } = await phonesHere(await readInventory(DEFAULT_LAB_FILE), environment);
    assert.deepEqual(phones.map(({ name, kind, state, reason }) => [name, kind, state, reason])[0], [
      'iPhone 6s',
      'virtual',
      'free',
      'made when a lab starts',
    ]);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', /^no usbmuxd at UNIX:.*\.$/);
  });

  it('finds phones on the cable by the protocol of usbmuxd and lockdownd', async () => {
    const usbmuxd = await startUsbmuxd({ socketPath: join(folder, 'mux') });
    const first = paperDevice({ udid: '00008120-0000000000000001', name: 'Ann’s iPhone' });
    const second = paperDevice({ udid: '00008120-0000000000000002', name: 'Bob’s', ios: '15.8' });
    try {
      usbmuxd.add(first);
      usbmuxd.add(second);
      const { phones, notes } = await phonesHere(await readInventory(DEFAULT_LAB_FILE), environment);
      assert.deepEqual(notes, []);
      assert.deepEqual(
        phones.filter(({ kind }) => kind === 'real').map(({ name, udid, ios }) => [name, udid, ios]),
        [
          ['Ann’s iPhone', first.udid, '18.6'],
          ['Bob’s', second.udid, '15.8'],
        ],
      );
    } finally {
      await usbmuxd.close();
    }
  });

  it('asks simctl, and leaves out what is no phone', async () => {
    const json = join(folder, 'devices.json');
    writeFileSync(json, JSON.stringify(SIMULATORS));
    const script = `#!/bin/sh\n[ "$*" = 'simctl list --json devices' ] || exit 64\nexec /bin/cat ${json}\n`;
    writeFileSync(join(folder, 'xcrun'), script, { mode: 0o755 });
    const { phones } = await phonesHere(await readInventory(DEFAULT_LAB_FILE), environment);
    assert.deepEqual(
      phones
        .filter(({ kind }) => kind === 'simulator')
        .map(({ udid, ios, state, reason }) => [udid, ios, state, reason]),
      [
        ['A', '18.6', 'free', 'booted'],
        ['B', '18.6', 'busy', 'runtime not found'],
      ],
    );
  });

  it('tells of a lab that is up who has which phone', async () => {
    const phone = (name: string, udid: string) => ({ name, udid, kind: 'virtual', model: 'iPhone 15', ios: '18.6' });
    const phones = [phone('one', '1'), phone('two', '2')] as unknown as readonly LabPhone[];
    const server = await startControlServer({
      info: () => ({ phones, appiumUrl: 'http://127.0.0.1:4723' }),
      describe: () => undefined,
      testbed: () => undefined,
      capabilities: () => ({}),
      onRunEvent: () => undefined,
    });
    try {
      await new ControlClient(server.url).lease('two', 0, 'worker 0-1 of a run');
      const listed = await phonesOfLab(new URL(server.url), Date.now() + 600_000);
      assert.deepEqual(
        listed.phones.map(({ name, state, reason }) => [name, state, reason]),
        [
          ['one', 'free', undefined],
          ['two', 'busy', 'leased to worker 0-1 of a run for 10 min'],
        ],
      );
    } finally {
      await server.close();
    }
    await assert.rejects(
      phonesOfLab(new URL(server.url)),
      /control API at http:\/\/127\.0\.0\.1:\d+ cannot be reached/,
    );
  });
});
