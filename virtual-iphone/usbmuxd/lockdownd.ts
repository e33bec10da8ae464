/**
 * lockdownd, the phone's porter at port 62078: tells what the phone is, checks who asks, and opens services.
 *
 * A session always goes over TLS: appium-ios-device starts the handshake after StartSession whatever the answer says.
 */

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AttachedDevice } from './attached-device.ts';
import { escrowBagOf } from './derived.ts';
import type { Identity } from './identity.ts';
import { lockdownValues } from './lockdown-values.ts';
import { PlistChannel } from './plist-channel.ts';
import { dictAt, type PlistDict, stringAt } from './plist-codec.ts';
import { servicePort } from './services/index.ts';

export const LOCKDOWN_PORT = 62078;

/** Serves one connection. `onFault` hears of broken protocol and failed handshakes; the connection is then closed. */
export function serveLockdown(
  stream: Socket,
  device: AttachedDevice,
  identity: Identity,
  onFault: (error: Error) => void,
): void {
  const conversation: Conversation = { device, identity, session: undefined, secure: false };
  const channel = new PlistChannel(stream, {
    onFault,
    onRequest: (request) => {
      const name = stringAt(request, 'Request') ?? '';
      const handle = Object.hasOwn(REQUESTS, name) ? REQUESTS[name] : undefined;
      const answer = handle?.(conversation, request) ?? { Error: 'InvalidRequest' };
      channel.send({ Request: name, ...answer });
      if (name === 'StartSession' && conversation.session !== undefined && !conversation.secure) {
        conversation.secure = true;
        channel.switchTo((plain) => secured(plain, device, identity, onFault));
      }
    },
  });
}

interface Conversation {
  readonly device: AttachedDevice;
  readonly identity: Identity;
  /** SessionID of the session that is open. */
  session: string | undefined;
  secure: boolean;
}

/** Answers without their `Request` key. */
type Handler = (conversation: Conversation, request: PlistDict) => PlistDict;

const REQUESTS: Readonly<Record<string, Handler>> = {
  QueryType: () => ({ Type: 'com.apple.mobile.lockdown' }),

  GetValue: ({ device, identity }, request) => {
    const key = stringAt(request, 'Key');
    const domain = stringAt(request, 'Domain');
    const asked = { ...(key === undefined ? {} : { Key: key }), ...(domain === undefined ? {} : { Domain: domain }) };
    const values = lockdownValues(domain ?? '', device, identity);
    const value = key === undefined ? values : valueAt(values, key);
    return value === undefined ? { ...asked, Error: 'MissingValue' } : { ...asked, Value: value };
  },

  SetValue: ({ device, session }, request) => {
    const value = stringAt(request, 'Value');
    if (session === undefined) return { Error: 'SessionInactive' };
    const named = stringAt(request, 'Key') === 'DeviceName' && stringAt(request, 'Domain') === undefined;
    if (!named || value === undefined || !isDeviceName(value)) return { Error: 'SetProhibited' };
    device.rename(value);
    return { Key: 'DeviceName', Value: value };
  },

  Pair: ({ device }, request) => {
    const hostId = stringAt(dictAt(request, 'PairRecord'), 'HostID');
    if (hostId === undefined) return { Error: 'InvalidPairRecord' };
    device.pairing.trust(hostId);
    return { EscrowBag: escrowBagOf(device.phone.udid) };
  },

  ValidatePair: ({ device, identity }, request) => {
    const hostId = stringAt(dictAt(request, 'PairRecord'), 'HostID');
    return hostId !== undefined && device.pairing.trusts(hostId, identity) ? {} : { Error: 'InvalidHostID' };
  },

  Unpair: ({ device, identity }, request) => {
    const hostId = stringAt(dictAt(request, 'PairRecord'), 'HostID');
    if (hostId === undefined) return { Error: 'InvalidPairRecord' };
    device.pairing.distrust(hostId, identity);
    return {};
  },

  StartSession: (conversation, request) => {
    const hostId = stringAt(request, 'HostID');
    if (hostId === undefined) return { Error: 'MissingHostID' };
    if (!conversation.device.pairing.trusts(hostId, conversation.identity)) return { Error: 'InvalidHostID' };
    if (conversation.session !== undefined) return { Error: 'SessionActive' };
    conversation.session = randomUUID().toUpperCase();
    return { SessionID: conversation.session, EnableSessionSSL: true };
  },

  StopSession: (conversation, request) => {
    const id = stringAt(request, 'SessionID');
    if (id === undefined || id !== conversation.session) return { Error: 'InvalidSessionID' };
    conversation.session = undefined;
    return { SessionID: id };
  },

  // Services are served in clear: every client accepts that, and it spares a second handshake per service.
  StartService: ({ session }, request) => {
    const service = stringAt(request, 'Service');
    if (session === undefined) return { Error: 'SessionInactive' };
    if (service === undefined) return { Error: 'MissingService' };
    const port = servicePort(service);
    return port === undefined ? { Service: service, Error: 'InvalidService' } : { Service: service, Port: port };
  },

  Goodbye: () => ({}),
};

function valueAt(values: PlistDict | undefined, key: string): PlistDict[string] {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}

/** XML cannot carry control characters, so a name with one would spoil every later answer. */
function isDeviceName(name: string): boolean {
  return name.trim() !== '' && name.length <= 255 && !/\p{Cc}/u.test(name);
}

function secured(
  plain: Socket,
  { phone }: AttachedDevice,
  { tls, legacyTls }: Identity,
  onFault: (error: Error) => void,
): Socket {
  const secure = new TLSSocket(plain, { isServer: true, secureContext: phone.ios.major < 10 ? legacyTls : tls });
  secure.on('error', (error: NodeJS.ErrnoException) => {
    // A client that hangs up without TLS's goodbye is the rule, not a fault.
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') onFault(error);
    secure.destroy();
  });
  return secure;
}
