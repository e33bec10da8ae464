/** diagnostics_relay: the battery's gauge, some of what the phone is, and restarting it. */

import type { AttachedDevice } from '../attached-device.ts';
import { identity } from '../identity.ts';
import { inTurn } from '../in-turn.ts';
import { lockdownValues } from '../lockdown-values.ts';
import { PlistChannel } from '../plist-channel.ts';
import { type PlistDict, stringAt, stringsAt } from '../plist-codec.ts';
import type { Service } from './service.ts';

export const DIAGNOSTICS_RELAY: Service = {
  name: 'com.apple.mobile.diagnostics_relay',
  serve(stream, device, onFault) {
    const next = inTurn(stream, onFault);
    const channel = new PlistChannel(stream, {
      onFault,
      onRequest: (request) => {
        next(() => answer(channel, device, request));
      },
    });
  },
};

async function answer(channel: PlistChannel, device: AttachedDevice, request: PlistDict): Promise<void> {
  const name = stringAt(request, 'Request') ?? '';
  const handle = Object.hasOwn(REQUESTS, name) ? REQUESTS[name] : undefined;
  channel.send((await handle?.(device, request)) ?? { Status: 'UnknownRequest' });
  if (name === 'Goodbye') channel.end();
}

type Handler = (device: AttachedDevice, request: PlistDict) => PlistDict | Promise<PlistDict>;

/** A phone in a lab hangs on its cable: full. */
const GAS_GAUGE: PlistDict = { CycleCount: 1, DesignCapacity: 100, FullChargeCapacity: 100, Status: 'Success' };

const REQUESTS: Readonly<Record<string, Handler>> = {
  GasGauge: () => success({ GasGauge: GAS_GAUGE }),
  All: () => success({ GasGauge: GAS_GAUGE }),

  MobileGestalt: async (device, request) => {
    const known = lockdownValues('', device, await identity()) ?? {};
    const asked = (stringsAt(request, 'MobileGestaltKeys') ?? []).filter((key) => Object.hasOwn(known, key));
    const found = Object.fromEntries(asked.map((key) => [key, known[key]]));
    return success({ MobileGestalt: { ...found, Status: 'Success' } });
  },

  Restart: async ({ phone }) => {
    await phone.reboot();
    return { Status: 'Success' };
  },

  Goodbye: () => ({ Status: 'Success' }),
};

function success(diagnostics: PlistDict): PlistDict {
  return { Status: 'Success', Diagnostics: diagnostics };
}
