/** The phones that usbmuxd knows, by cable or network, with what lockdownd says of them without a pairing. */

import { type PlistDict, stringAt } from '../../virtual-iphone/usbmuxd/plist-codec.ts';
import { lockdownValue, propertiesOf, RawMuxClient } from '../../virtual-iphone/usbmuxd/raw-client.ts';
import { messageOf } from '../errors.ts';

/** Where usbmuxd listens unless `USBMUXD_SOCKET_ADDRESS` says otherwise. */
const USUAL_ADDRESS = 'UNIX:/var/run/usbmuxd';

/** usbmuxd and phone answer in milliseconds; one that is asleep may not answer at all. */
const LIMIT_MS = 5_000;

export interface AttachedPhone {
  readonly udid: string;
  readonly connection: 'USB' | 'Network';
  /** Absent where the phone did not say. */
  readonly name?: string;
  readonly model?: string;
  readonly ios?: string;
}

/** @throws Error that says where usbmuxd was looked for */
export async function attachedPhones(environment: NodeJS.ProcessEnv = process.env): Promise<AttachedPhone[]> {
  const usbmuxd = { environment: { USBMUXD_SOCKET_ADDRESS: environment['USBMUXD_SOCKET_ADDRESS'] ?? USUAL_ADDRESS } };
  const answer = await within(listDevices(usbmuxd)).catch((error: unknown) => {
    throw new Error(`no usbmuxd at ${usbmuxd.environment.USBMUXD_SOCKET_ADDRESS} (${messageOf(error)})`);
  });
  return Promise.all(propertiesOf(answer).map((properties) => phoneOf(usbmuxd, properties)));
}

async function listDevices(usbmuxd: Parameters<typeof RawMuxClient.open>[0]): Promise<PlistDict> {
  const client = await RawMuxClient.open(usbmuxd);
  try {
    return await client.ask({ MessageType: 'ListDevices' });
  } finally {
    client.socket.destroy();
  }
}

async function phoneOf(
  usbmuxd: Parameters<typeof RawMuxClient.open>[0],
  properties: PlistDict,
): Promise<AttachedPhone> {
  const id = Number(properties['DeviceID']);
  const said = async (key: string) => {
    const value = await within(lockdownValue(usbmuxd, key, id)).catch(() => undefined);
    return typeof value === 'string' ? value : undefined;
  };
  const [name, model, ios] = await Promise.all(['DeviceName', 'ProductType', 'ProductVersion'].map(said));
  return {
    udid: stringAt(properties, 'SerialNumber') ?? 'unknown',
    connection: properties['ConnectionType'] === 'Network' ? 'Network' : 'USB',
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    ...(ios !== undefined && { ios }),
  };
}

async function within<T>(answer: Promise<T>): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(limit);
  }
}
