import { strict as assert } from 'node:assert';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startUsbmuxd, type Usbmuxd } from './index.ts';
import { PAPER_TIME, type PaperDevice, paperDevice } from './paper-device.ts';
import { decodePlist, isDict, stringAt } from './plist-codec.ts';
import { lockdownValue, openService, openSession, RawMuxClient, RawPlistClient } from './raw-client.ts';

const UDID = '00008120-000A1B2C3D4E5F60';
const PORT = 62078;

describe('lockdownd of a virtual iPhone', () => {
  let folder: string;
  let usbmuxd: Usbmuxd;
  let phone: PaperDevice;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usbmuxd-'));
    usbmuxd = await startUsbmuxd({ socketPath: join(folder, 's') });
    phone = paperDevice({ udid: UDID, ios: '26.4', name: 'Lab 7' });
    usbmuxd.add(phone);
  });
  afterEach(async () => {
    await usbmuxd.close();
    await rm(folder, { recursive: true });
  });

  it('says what it is', async () => {
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    const answer = await lockdown.ask({ Request: 'QueryType' });
    assert.deepEqual(answer, { Request: 'QueryType', Type: 'com.apple.mobile.lockdown' });
  });

  it('tells what the phone is, its time being the testbed time', async () => {
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    const { Value: all } = await lockdown.ask({ Request: 'GetValue' });
    assert.ok(isDict(all));
    const { DeviceName, ProductType, ProductVersion, BuildVersion, UniqueDeviceID, UniqueChipID } = all;
    assert.deepEqual(
      { DeviceName, ProductType, ProductVersion, BuildVersion, UniqueDeviceID, UniqueChipID },
      {
        DeviceName: 'Lab 7',
        ProductType: phone.model.productType,
        ProductVersion: '26.4',
        BuildVersion: phone.ios.build,
        UniqueDeviceID: UDID,
        UniqueChipID: 0x000a1b2c3d4e5f60,
      },
    );
    assert.equal(all['TimeIntervalSince1970'], PAPER_TIME / 1000);
  });

  it('offers its public key in PKCS#1 form, as pairing demands', async () => {
    const pem = await lockdownValue(usbmuxd, 'DevicePublicKey');
    assert.ok(pem instanceof Uint8Array);
    const text = Buffer.from(pem).toString();
    assert.match(text, /^-----BEGIN RSA PUBLIC KEY-----/);
    assert.equal(createPublicKey(text).asymmetricKeyDetails?.modulusLength, 2048);
  });

  it('gives the same phone the same serial number and address every time it is plugged in', async () => {
    const before = await factoryValues(usbmuxd);
    const another = await startUsbmuxd({ socketPath: join(folder, 't') });
    another.add(paperDevice({ udid: UDID, ios: '17.7' }));
    const after = await factoryValues(another);
    await another.close();
    assert.deepEqual(after, before);
  });

  it('answers from the domain that is asked for, and says what is missing', async () => {
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    const battery = { Request: 'GetValue', Domain: 'com.apple.mobile.battery', Key: 'BatteryCurrentCapacity' };
    assert.deepEqual(await lockdown.ask(battery), { ...battery, Value: 100 });
    const moon = { Request: 'GetValue', Key: 'PhaseOfTheMoon' };
    assert.deepEqual(await lockdown.ask(moon), { ...moon, Error: 'MissingValue' });
    const constructed = { Request: 'GetValue', Key: 'constructor' };
    assert.deepEqual(await lockdown.ask(constructed), { ...constructed, Error: 'MissingValue' });
  });

  it('opens no session to a host that it does not trust', async () => {
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    const answer = await lockdown.ask({ Request: 'StartSession', HostID: 'A-STRANGER' });
    assert.deepEqual(answer, { Request: 'StartSession', Error: 'InvalidHostID' });
  });

  it('trusts a host from Pair until Unpair', async () => {
    const pair = { PairRecord: { HostID: 'A-STRANGER' } };
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    const { EscrowBag } = await lockdown.ask({ Request: 'Pair', ...pair });
    assert.ok(EscrowBag instanceof Uint8Array);
    assert.deepEqual(await lockdown.ask({ Request: 'ValidatePair', ...pair }), { Request: 'ValidatePair' });
    await lockdown.ask({ Request: 'Unpair', ...pair });
    const { Error: refusal } = await lockdown.ask({ Request: 'StartSession', HostID: 'A-STRANGER' });
    assert.equal(refusal, 'InvalidHostID');
  });

  it('opens services only within a session', async () => {
    const request = { Request: 'StartService', Service: 'com.apple.syslog_relay' };
    const outsider = await RawPlistClient.open(usbmuxd, PORT);
    assert.equal((await outsider.ask(request))['Error'], 'SessionInactive');
    const session = await openSession(usbmuxd, UDID);
    assert.equal(typeof (await session.ask(request))['Port'], 'number');
  });

  it('refuses a service that a virtual iPhone does not have', async () => {
    const session = await openSession(usbmuxd, UDID);
    const answer = await session.ask({ Request: 'StartService', Service: 'com.apple.debugserver' });
    assert.deepEqual(answer, {
      Request: 'StartService',
      Service: 'com.apple.debugserver',
      Error: 'InvalidService',
    });
  });

  it('takes a new device name and tells observers of it', async () => {
    const observer = await openService(usbmuxd, UDID, 'com.apple.mobile.notification_proxy');
    const name = 'com.apple.mobile.lockdown.device_name_changed';
    observer.send({ Command: 'ObserveNotification', Name: name });
    const session = await openSession(usbmuxd, UDID);
    await session.ask({ Request: 'SetValue', Key: 'DeviceName', Value: 'Lab 8' });
    assert.deepEqual(await observer.next(), { Command: 'RelayNotification', Name: name });
    assert.equal(await lockdownValue(usbmuxd, 'DeviceName'), 'Lab 8');
  });

  it('lets nothing else be set', async () => {
    const session = await openSession(usbmuxd, UDID);
    const answer = await session.ask({ Request: 'SetValue', Key: 'ProductVersion', Value: '99' });
    assert.deepEqual(answer, { Request: 'SetValue', Error: 'SetProhibited' });
  });

  it('closes with a TLS session open', async () => {
    const session = await openSession(usbmuxd, UDID);
    await session.ask({ Request: 'QueryType' });
    await usbmuxd.close();
    await assert.rejects(session.next(), /the connection closed/);
  });

  it('answers a request that it does not know', async () => {
    const lockdown = await RawPlistClient.open(usbmuxd, PORT);
    assert.deepEqual(await lockdown.ask({ Request: 'Sing' }), { Request: 'Sing', Error: 'InvalidRequest' });
  });

  it('names the same host in the pair record of every phone', async () => {
    const other = paperDevice({ udid: '00008120-000A1B2C3D4E5F61' });
    usbmuxd.add(other);
    const mux = await RawMuxClient.open(usbmuxd);
    const hosts = [];
    for (const { udid } of [phone, other]) {
      const { PairRecordData } = await mux.ask({ MessageType: 'ReadPairRecord', PairRecordID: udid });
      assert.ok(PairRecordData instanceof Uint8Array);
      hosts.push(stringAt(decodePlist(PairRecordData), 'HostID'));
    }
    assert.match(hosts[0] ?? '', /^[0-9A-F-]{36}$/);
    assert.equal(hosts[1], hosts[0]);
  });
});

function factoryValues(usbmuxd: Usbmuxd): Promise<unknown[]> {
  return Promise.all(['SerialNumber', 'WiFiAddress'].map((key) => lockdownValue(usbmuxd, key)));
}
