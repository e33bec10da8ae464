/** Judges that we did not write: the tools of libimobiledevice. A tool that is not installed leaves a pending test. */

import { strict as assert } from 'node:assert';
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { startUsbmuxd, type Usbmuxd } from './index.ts';
import { ipa } from './ipa.ts';
import { type PaperDevice, paperDevice } from './paper-device.ts';
import type { UsbmuxdEnvironment } from './socket-path.ts';

/** Oldest TLS (iOS 9 is spoken to in TLS 1.0), and one phone of each later era. */
const VERSIONS = ['9.3', '12.5', '18.6', '26.4'] as const;
const TOOL_LIMIT_MS = 15_000;

describe('libimobiledevice finds the virtual iPhones', () => {
  let folder: string;
  let usbmuxd: Usbmuxd;
  let phones: readonly PaperDevice[];

  const phoneWith = (version: string): PaperDevice => {
    const phone = phones.find(({ ios }) => ios.version === version);
    assert.ok(phone);
    return phone;
  };
  const environment = (door = usbmuxd.environment) => ({ ...process.env, ...door, TZ: 'UTC', LC_ALL: 'C' });
  /** Output of a tool that succeeds; a tool that fails rejects with its output in the message. */
  const run = (tool: string, ...args: string[]): Promise<string> => runAt(usbmuxd.environment, tool, ...args);
  const runAt = async (door: UsbmuxdEnvironment, tool: string, ...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(tool, args, { env: environment(door), timeout: TOOL_LIMIT_MS });
    return stdout;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usbmuxd-'));
    usbmuxd = await startUsbmuxd({ socketPath: join(folder, 's'), port: 0 });
    phones = VERSIONS.map((ios, index) =>
      paperDevice({ udid: `00008120-000A1B2C3D4E5F6${index}`, ios, name: `Lab ${ios}` }),
    );
    for (const phone of phones) usbmuxd.add(phone);
  });
  after(async () => {
    await usbmuxd.close();
    await rm(folder, { recursive: true });
  });

  judged('idevice_id')('lists every phone', async () => {
    const listed = (await run('idevice_id', '-l')).trim().split('\n');
    assert.deepEqual(
      listed,
      phones.map(({ udid }) => udid),
    );
  });

  judged('idevice_id')('lists every phone over TCP too', async () => {
    const { tcpEnvironment } = usbmuxd;
    assert.ok(tcpEnvironment);
    assert.equal(await runAt(tcpEnvironment, 'idevice_id', '-l'), await run('idevice_id', '-l'));
  });

  judged('ideviceinfo')('reads a value over TCP, in a TLS session', async () => {
    const { tcpEnvironment } = usbmuxd;
    assert.ok(tcpEnvironment);
    const { udid, ios } = phoneWith('18.6');
    assert.equal(await runAt(tcpEnvironment, 'ideviceinfo', '-u', udid, '-k', 'BuildVersion'), `${ios.build}\n`);
  });

  for (const version of VERSIONS) {
    judged('ideviceinfo')(`reads all values of iOS ${version} over a TLS session`, async () => {
      const { udid, model, ios } = phoneWith(version);
      const info = await run('ideviceinfo', '-u', udid);
      for (const line of [
        `BuildVersion: ${ios.build}`,
        `DeviceName: Lab ${version}`,
        `ProductType: ${model.productType}`,
        `ProductVersion: ${version}`,
        `UniqueDeviceID: ${udid}`,
      ]) {
        assert.ok(info.split('\n').includes(line), `no line '${line}' in:\n${info}`);
      }
    });

    judged('ideviceinfo')(`reads one value of iOS ${version}`, async () => {
      assert.equal(await run('ideviceinfo', '-u', phoneWith(version).udid, '-k', 'ProductVersion'), `${version}\n`);
    });

    judged('idevicepair')(`confirms the pairing with iOS ${version}`, async () => {
      const { udid } = phoneWith(version);
      assert.match(await run('idevicepair', '-u', udid, 'validate'), /^SUCCESS: Validated pairing/);
    });

    judged('ideviceinstaller')(`lists the apps on iOS ${version}`, async () => {
      const list = await run('ideviceinstaller', '-u', phoneWith(version).udid, '-l');
      assert.match(list, /^com\.example\.calls, "4\.2", "Example Calls"$/m);
    });

    judged('idevicesyslog')(`follows the log of iOS ${version}, from before it came`, async () => {
      const phone = phoneWith(version);
      phone.writeLog('before the reader came');
      const reader = spawn('idevicesyslog', ['-u', phone.udid], { env: environment(), timeout: TOOL_LIMIT_MS });
      let output = '';
      let answered = false;
      for await (const piece of reader.stdout) {
        output += String(piece);
        if (!answered && output.includes('before the reader came')) {
          answered = true;
          phone.writeLog('while it reads', { process: 'callservicesd', pid: 77, level: 'Error' });
        }
        if (output.includes('while it reads')) break;
      }
      reader.kill();
      assert.match(output, /^Nov 24 06:48:41 SpringBoard\[62\] <Notice>: before the reader came$/m);
      assert.match(output, /^Nov 24 06:48:41 callservicesd\[77\] <Error>: while it reads$/m);
    });
  }

  judged('ideviceinfo')('reads the battery', async () => {
    const battery = await run('ideviceinfo', '-u', phoneWith('18.6').udid, '-q', 'com.apple.mobile.battery');
    assert.match(battery, /^BatteryCurrentCapacity: 100$/m);
  });

  judged('idevicename')('reads the name and gives a new one', async () => {
    const { udid } = phoneWith('26.4');
    assert.equal(await run('idevicename', '-u', udid), 'Lab 26.4\n');
    await run('idevicename', '-u', udid, 'Renamed');
    assert.equal(await run('idevicename', '-u', udid), 'Renamed\n');
    await run('idevicename', '-u', udid, 'Lab 26.4');
  });

  judged('idevicedate')('reads the testbed time', async () => {
    assert.equal(await run('idevicedate', '-u', phoneWith('18.6').udid), 'Tue Nov 24 06:48:41 UTC 2026\n');
  });

  judged('idevicedate')('reads a time of whole seconds', async () => {
    const udid = '00008120-000A1B2C3D4E5FFF';
    usbmuxd.add(paperDevice({ udid, now: () => Date.UTC(2026, 0, 2, 3, 4, 5) }));
    const date = await run('idevicedate', '-u', udid);
    usbmuxd.remove(udid);
    assert.equal(date, 'Fri Jan  2 03:04:05 UTC 2026\n');
  });

  judged('idevicepair')('pairs by itself with a phone whose pair record is gone', async () => {
    const { udid } = phoneWith('12.5');
    const before = await run('idevicepair', '-u', udid, 'hostid');
    assert.match(await run('idevicepair', '-u', udid, 'unpair'), /^SUCCESS: Unpaired/);
    assert.match(await run('idevicepair', '-u', udid, 'pair'), /^SUCCESS: Paired/);
    assert.match(await run('idevicepair', '-u', udid, 'validate'), /^SUCCESS: Validated/);
    assert.notEqual(await run('idevicepair', '-u', udid, 'hostid'), before);
  });

  judged('ideviceinstaller')('installs an app from an .ipa, upgrades and removes it', async () => {
    const { udid } = phoneWith('18.6');
    const path = join(folder, 'new.ipa');
    const files = { 'manifest.yaml': 'CFBundleIdentifier: com.example.new\n' };
    await writeFile(path, ipa({ bundleId: 'com.example.new', name: 'New', version: '1.0', files }));
    assert.match(await run('ideviceinstaller', '-u', udid, '-i', path), /Install: Complete/);
    assert.match(await run('ideviceinstaller', '-u', udid, '-l'), /^com\.example\.new, /m);
    assert.match(await run('ideviceinstaller', '-u', udid, '-g', path), /Upgrade: Complete/);
    assert.match(await run('ideviceinstaller', '-u', udid, '-U', 'com.example.new'), /Uninstall: Complete/);
    assert.doesNotMatch(await run('ideviceinstaller', '-u', udid, '-l'), /com\.example\.new/);
  });

  judged('ideviceinstaller')('is told what is wrong with an app that it uploads', async () => {
    const { udid } = phoneWith('18.6');
    const path = join(folder, 'empty.ipa');
    await writeFile(
      path,
      ipa({ bundleId: 'com.example.empty', name: 'Empty', version: '1.0', files: { 'manifest.yaml': '' } }),
    );
    await assert.rejects(
      run('ideviceinstaller', '-u', udid, '-i', path),
      /PackageInspectionFailed.*The manifest does not describe an app/s,
    );
  });

  judged('idevicediagnostics')('reads the battery and what the phone is', async () => {
    const { udid } = phoneWith('18.6');
    assert.match(await run('idevicediagnostics', '-u', udid, 'diagnostics', 'GasGauge'), /<key>DesignCapacity<\/key>/);
    const gestalt = await run('idevicediagnostics', '-u', udid, 'mobilegestalt', 'ProductVersion');
    assert.match(gestalt, /<key>ProductVersion<\/key>\s*<string>18\.6<\/string>/);
  });

  judged('idevicediagnostics')('restarts the phone', async () => {
    const phone = phoneWith('18.6');
    assert.match(await run('idevicediagnostics', '-u', phone.udid, 'restart'), /Restarting device/);
  });
});

/** `it`, or a pending test where the tool is missing. */
function judged(tool: string): (title: string, test: () => Promise<void>) => Mocha.Test {
  return isInstalled(tool)
    ? (title, test) => it(`${tool} ${title}`, test)
    : (title, test) => it.skip(`${tool} ${title} (not installed)`, test);
}

function isInstalled(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
