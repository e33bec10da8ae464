/** CXCallUpdate: only what was set is reported, so a flag never set keeps the system's default instead of false. */

import type { CallUpdateData } from '../../messages.ts';
import { requireCallKit } from '../availability.ts';
import { type CXHandle, handleData } from './cx-handle.ts';

export class CXCallUpdate {
  remoteHandle: CXHandle | null = null;
  localizedCallerName: string | null = null;
  supportsHolding: boolean | undefined;
  supportsGrouping: boolean | undefined;
  supportsUngrouping: boolean | undefined;
  supportsDTMF: boolean | undefined;
  hasVideo: boolean | undefined;

  constructor() {
    requireCallKit('CXCallUpdate');
  }
}

export function updateData(update: CXCallUpdate): CallUpdateData {
  const { remoteHandle, localizedCallerName } = update;
  return {
    ...(remoteHandle === null ? {} : { remoteHandle: handleData(remoteHandle) }),
    ...(localizedCallerName === null ? {} : { localizedCallerName }),
    ...flag('supportsHolding', update.supportsHolding),
    ...flag('supportsGrouping', update.supportsGrouping),
    ...flag('supportsUngrouping', update.supportsUngrouping),
    ...flag('supportsDTMF', update.supportsDTMF),
    ...flag('hasVideo', update.hasVideo),
  };
}

function flag(name: string, value: boolean | undefined): Readonly<Record<string, boolean>> {
  return value === undefined ? {} : { [name]: value };
}
