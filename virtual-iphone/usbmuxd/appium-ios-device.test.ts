/** A judge that we did not write: the device library that appium-xcuitest-driver carries along. */

import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startUsbmuxd, type Usbmuxd } from './index.ts';
import { ipa } from './ipa.ts';
import { PAPER_TIME, type PaperDevice, paperDevice } from './paper-device.ts';

type Apps = Record<string, Record<string, unknown>>;

interface InstallationProxyService {
  lookupApplications(options: { bundleIds: string; returnAttributes?: string[] }): Promise<Apps>;
  listApplications(options: { applicationType?: string }): Promise<Apps>;
  installApplication(path: string): Promise<unknown>;
  uninstallApplication(bundleId: string): Promise<unknown>;
  close(): void;
}

interface SyslogService {
  start(onLine: (line: string) => void): void;
  close(): void;
}

interface AfcService {
  createDirectory(path: string): Promise<void>;
  deleteDirectory(path: string): Promise<void>;
  listDirectory(path: string): Promise<string[]>;
  openFile(path: string, mode: number): Promise<number>;
  writeFile(handle: number, content: Buffer): Promise<void>;
  readFile(handle: number, length: number): Promise<Buffer>;
  closeFileHandle(handle: number): Promise<void>;
  getFileInfo(path: string): Promise<{ size: number; mtimeMs: number; isDirectory(): boolean }>;
  close(): void;
}

interface HouseArrestService {
  vendDocuments(bundleId: string): Promise<AfcService>;
  close(): void;
}

interface NotificationProxyService {
  observeNotification(name: string, listener: { notification(): void }): void;
  postNotification(name: string): void;
  close(): void;
}

/** The part of appium-ios-device (which has no types of its own) that is used here. */
interface AppiumIosDevice {
  readonly utilities: {
    getConnectedDevices(): Promise<string[]>;
    getOSVersion(udid: string): Promise<string>;
    getDeviceName(udid: string): Promise<string>;
    getDeviceInfo(udid: string): Promise<Record<string, unknown>>;
  };
  readonly services: {
    startAfcService(udid: string): Promise<AfcService>;
    startHouseArrestService(udid: string): Promise<HouseArrestService>;
    startInstallationProxyService(udid: string): Promise<InstallationProxyService>;
    startSyslogService(udid: string): Promise<SyslogService>;
    startNotificationProxyService(udid: string): Promise<NotificationProxyService>;
  };
}

describe('appium-ios-device finds the virtual iPhones', () => {
  let folder: string;
  let usbmuxd: Usbmuxd;
  let phones: readonly PaperDevice[];
  let library: AppiumIosDevice;
  const addressBefore = process.env['USBMUXD_SOCKET_ADDRESS'];

  before(async () => {
    const driver = createRequire(import.meta.resolve('appium-xcuitest-driver'));
    library = quietly((): AppiumIosDevice => driver('appium-ios-device'));
    folder = await mkdtemp(join(tmpdir(), 'usbmuxd-'));
    usbmuxd = await startUsbmuxd({ socketPath: join(folder, 's') });
    phones = ['9.3', '12.5', '18.6', '26.4'].map((ios, index) =>
      paperDevice({ udid: `00008120-000A1B2C3D4E5F6${index}`, ios, name: `Lab ${ios}` }),
    );
    for (const phone of phones) usbmuxd.add(phone);
    // The library reads its address from the environment of its own process, which is this one.
    process.env['USBMUXD_SOCKET_ADDRESS'] = usbmuxd.environment.USBMUXD_SOCKET_ADDRESS;
  });
  after(async () => {
    if (addressBefore === undefined) delete process.env['USBMUXD_SOCKET_ADDRESS'];
    else process.env['USBMUXD_SOCKET_ADDRESS'] = addressBefore;
    await usbmuxd.close();
    await rm(folder, { recursive: true });
  });

  it('lists every phone', async () => {
    assert.deepEqual(
      await library.utilities.getConnectedDevices(),
      phones.map(({ udid }) => udid),
    );
  });

  it('reads version, name and all values of every iOS version', async () => {
    for (const { udid, ios, model } of phones) {
      assert.equal(await library.utilities.getOSVersion(udid), ios.version);
      assert.equal(await library.utilities.getDeviceName(udid), `Lab ${ios.version}`);
      const { ProductType, UniqueDeviceID } = await library.utilities.getDeviceInfo(udid);
      assert.deepEqual([ProductType, UniqueDeviceID], [model.productType, udid]);
    }
  });

  it('starts installation_proxy through a TLS session and looks an app up', async () => {
    for (const { udid } of phones) {
      const service = await library.services.startInstallationProxyService(udid);
      const returnAttributes = ['CFBundleIdentifier', 'CFBundleVersion'];
      const found = await service.lookupApplications({ bundleIds: 'com.example.calls', returnAttributes });
      const missing = await service.lookupApplications({ bundleIds: 'com.example.nothing' });
      service.close();
      const attributes = { CFBundleIdentifier: 'com.example.calls', CFBundleVersion: '4.2' };
      assert.deepEqual({ ...found['com.example.calls'] }, attributes);
      assert.deepEqual(Object.keys(missing), []);
    }
  });

  it('lists the apps of a user, and none of the system', async () => {
    const service = await library.services.startInstallationProxyService(phones[2]?.udid ?? '');
    const all = await service.listApplications({});
    const system = await service.listApplications({ applicationType: 'System' });
    service.close();
    assert.deepEqual(Object.keys(all), ['com.example.calls']);
    assert.match(String(all['com.example.calls']?.['Path']), /^\/private\/var\/containers\/.*\/ExampleCalls\.app$/);
    assert.deepEqual(Object.keys(system), []);
  });

  it('installs a package that it has uploaded, hears of it and removes the app', async () => {
    const { udid = '' } = phones[1] ?? {};
    const afc = await library.services.startAfcService(udid);
    const file = await afc.openFile('PublicStaging/new.ipa', WRITE);
    await afc.writeFile(file, NEW_APP);
    await afc.closeFileHandle(file);
    const notifications = await library.services.startNotificationProxyService(udid);
    const heard = new Promise<void>((resolve) => {
      notifications.observeNotification('com.apple.mobile.application_installed', { notification: resolve });
    });
    const service = await library.services.startInstallationProxyService(udid);
    await service.installApplication('PublicStaging/new.ipa');
    await heard;
    assert.deepEqual(Object.keys(await service.listApplications({})), ['com.example.calls', 'com.example.new']);
    await service.uninstallApplication('com.example.new');
    assert.deepEqual(Object.keys(await service.listApplications({})), ['com.example.calls']);
    for (const each of [afc, notifications, service]) each.close();
  });

  it('is told why a package cannot be installed', async () => {
    const service = await library.services.startInstallationProxyService(phones[1]?.udid ?? '');
    await assert.rejects(
      service.installApplication('PublicStaging/none.ipa'),
      /PackageInspectionFailed.*There is no package at PublicStaging\/none\.ipa/,
    );
    service.close();
  });

  it('follows the log', async () => {
    const [phone] = phones;
    assert.ok(phone);
    phone.writeLog('before the reader came');
    const service = await library.services.startSyslogService(phone.udid);
    const lines: string[] = [];
    await new Promise<void>((resolve) => {
      service.start((line) => {
        if (lines.push(line) === 2) resolve();
        else phone.writeLog('while it reads');
      });
    });
    service.close();
    assert.deepEqual(lines, [
      'Nov 24 06:48:41 Lab-9-3 SpringBoard[62] <Notice>: before the reader came',
      'Nov 24 06:48:41 Lab-9-3 SpringBoard[62] <Notice>: while it reads',
    ]);
  });

  it('hears the notification that it posts', async () => {
    const service = await library.services.startNotificationProxyService(phones[2]?.udid ?? '');
    const name = 'com.example.rang';
    await new Promise<void>((resolve) => {
      service.observeNotification(name, { notification: resolve });
      service.postNotification(name);
    });
    service.close();
  });

  it('writes a file through AFC and reads it back', async () => {
    const afc = await library.services.startAfcService(phones[2]?.udid ?? '');
    await afc.createDirectory('Downloads/lab');
    const content = Buffer.alloc(300_000, 'ring ');
    const writing = await afc.openFile('Downloads/lab/song.bin', WRITE);
    await afc.writeFile(writing, content.subarray(0, 200_000));
    await afc.writeFile(writing, content.subarray(200_000));
    await afc.closeFileHandle(writing);

    const info = await afc.getFileInfo('/Downloads/lab/song.bin');
    assert.deepEqual([info.size, info.mtimeMs, info.isDirectory()], [300_000, PAPER_TIME, false]);
    const reading = await afc.openFile('/Downloads/lab/song.bin', READ);
    assert.deepEqual(await afc.readFile(reading, 400_000), content);
    assert.equal((await afc.readFile(reading, 400_000)).length, 0);

    await afc.deleteDirectory('Downloads/lab');
    assert.deepEqual(await afc.listDirectory('Downloads'), ['.', '..']);
    await assert.rejects(afc.openFile('Downloads/lab/song.bin', READ), /OBJECT_NOT_FOUND/);
    afc.close();
  });

  it('opens the container of an installed app, and no other', async () => {
    const { udid } = phones[2] ?? {};
    const service = await library.services.startHouseArrestService(udid ?? '');
    const afc = await service.vendDocuments('com.example.calls');
    assert.deepEqual(await afc.listDirectory('/'), ['.', '..', 'Documents', 'Library', 'tmp']);
    afc.close();
    const other = await library.services.startHouseArrestService(udid ?? '');
    await assert.rejects(other.vendDocuments('com.example.nothing'), /ApplicationLookupFailed/);
    other.close();
  });
});

const NEW_APP = ipa({
  bundleId: 'com.example.new',
  name: 'New',
  version: '1.0',
  files: { 'manifest.yaml': 'CFBundleIdentifier: com.example.new\n' },
});

/** AFC's mode numbers. */
const READ = 1;
const WRITE = 3;

/** Appium's modules take their logger when they are loaded; in this mode it prints nothing. */
function quietly<Loaded>(load: () => Loaded): Loaded {
  const before = process.env['_TESTING'];
  process.env['_TESTING'] = '1';
  try {
    return load();
  } finally {
    if (before === undefined) delete process.env['_TESTING'];
    else process.env['_TESTING'] = before;
  }
}
