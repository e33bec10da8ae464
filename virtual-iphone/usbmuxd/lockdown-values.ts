/**
 * What lockdownd knows of a phone, by domain. Keys are lockdownd's own; values that a virtual phone has no truth for
 * (IMEI, baseband, disk) are left out rather than invented.
 */

import type { AttachedDevice } from './attached-device.ts';
import { ecidOf, macAddressOf, serialNumberOf } from './derived.ts';
import type { Identity } from './identity.ts';
import type { PlistDict } from './plist-codec.ts';

const LOCALES = { en: 'en_US', 'zh-Hans': 'zh_CN' } as const;

type Domain = (device: AttachedDevice, identity: Identity) => PlistDict;

/** Domain name → its dictionary; the empty name is what a request without `Domain` means. */
const DOMAINS: Readonly<Record<string, Domain>> = {
  '': generalValues,
  'com.apple.international': ({ phone }) => ({ Language: phone.language, Locale: LOCALES[phone.language] }),
  'com.apple.mobile.battery': () => ({
    BatteryCurrentCapacity: 100,
    BatteryIsCharging: false,
    ExternalChargeCapable: true,
    ExternalConnected: true,
    FullyCharged: true,
    GasGaugeCapability: true,
    HasBattery: true,
  }),
  'com.apple.mobile.wireless_lockdown': () => ({ EnableWifiConnections: false }),
  // Developer Mode came with iOS 16; a phone that runs WebDriverAgent has it on.
  'com.apple.security.mac.amfi': ({ phone }) => (phone.ios.major >= 16 ? { DeveloperModeStatus: true } : {}),
};

/** The domain's dictionary, or `undefined` when lockdownd has no such domain. */
export function lockdownValues(domain: string, device: AttachedDevice, identity: Identity): PlistDict | undefined {
  return Object.hasOwn(DOMAINS, domain) ? DOMAINS[domain]?.(device, identity) : undefined;
}

function generalValues(device: AttachedDevice, identity: Identity): PlistDict {
  const { phone } = device;
  return {
    ActivationState: 'Activated',
    BluetoothAddress: macAddressOf(phone.udid, 'bluetooth'),
    BrickState: false,
    BuildVersion: phone.ios.build,
    CPUArchitecture: phone.model.cpuArchitecture,
    DeviceClass: 'iPhone',
    DeviceName: device.name,
    DevicePublicKey: Buffer.from(identity.devicePublicKey),
    HardwareModel: phone.model.hardwareModel,
    HostAttached: true,
    PasswordProtected: false,
    ProductName: 'iPhone OS',
    ProductType: phone.model.productType,
    ProductVersion: phone.ios.version,
    ProductionSOC: true,
    ProtocolVersion: '2',
    SerialNumber: serialNumberOf(phone.udid),
    SupportedDeviceFamilies: [1],
    TelephonyCapability: true,
    TimeIntervalSince1970: phone.now() / 1000,
    TimeZone: 'UTC',
    TimeZoneOffsetFromUTC: 0,
    TrustedHostAttached: true,
    UniqueChipID: ecidOf(phone.udid),
    UniqueDeviceID: phone.udid,
    Uses24HourClock: phone.language !== 'en',
    WiFiAddress: macAddressOf(phone.udid, 'wifi'),
  };
}
