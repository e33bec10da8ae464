/**
 * What keeps a reported call from ringing, each with its CXErrorCodeIncomingCallError. The report is refused, nothing is
 * shown, and it still counts for the VoIP push rule. Codes 5 to 7 are in Apple's headers without a description: what
 * they mean here (screen shared, app locked, caller hidden) is assumed, and so is the order, which is a setting.
 */

import type { CallUpdateData, ErrorData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import { incomingCallError } from './errors.ts';

export type CallFilter = PhoneContext['settings']['filterOrder'][number];

interface Filter {
  readonly error: Parameters<typeof incomingCallError>[0];
  /** Only in iOS that has the newer codes. */
  readonly recent?: true;
  catches(context: PhoneContext, app: App, handle: string | undefined): boolean;
}

const FILTERS: Readonly<Record<CallFilter, Filter>> = {
  'do-not-disturb': {
    error: 'filteredByDoNotDisturb',
    // Contacts that the Focus allows pass by their handle.
    catches: ({ doNotDisturb, allowedHandles }, _app, handle) =>
      doNotDisturb && !(handle !== undefined && allowedHandles.has(handle)),
  },
  'block-list': {
    error: 'filteredByBlockList',
    catches: ({ blockedHandles }, _app, handle) => handle !== undefined && blockedHandles.has(handle),
  },
  'screen-shared': {
    error: 'filteredDuringRestrictedSharingMode',
    recent: true,
    catches: ({ screenShared }) => screenShared,
  },
  'app-protected': {
    error: 'callIsProtected',
    recent: true,
    catches: ({ protectedApps }, app) => protectedApps.has(app.bundleId),
  },
  'sensitive-caller': {
    error: 'filteredBySensitiveParticipants',
    recent: true,
    catches: ({ sensitiveHandles }, _app, handle) => handle !== undefined && sensitiveHandles.has(handle),
  },
};

/** @returns the error of the first filter that catches the call, null when it may ring. */
export function filteredBy(context: PhoneContext, app: App, update: CallUpdateData): ErrorData | null {
  const handle = update.remoteHandle?.value;
  const caught = context.settings.filterOrder
    .map((name) => FILTERS[name])
    .find(
      (filter) =>
        (filter.recent !== true || context.ios.features.recentCallFilters === true) &&
        filter.catches(context, app, handle),
    );
  return caught === undefined ? null : incomingCallError(caught.error);
}
