/**
 * `CXProvider.reportNewIncomingVoIPPushPayload` (iOS 14.5): a notification service extension that has found a call in an
 * ordinary push lets the app be launched as for a VoIP push, with the same duty to report.
 */

import type { ErrorData, FromApp } from '../../messages.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { FILTERING_ENTITLEMENT } from '../usernotificationsd/service-extensions.ts';
import { MISSING_VOIP_BACKGROUND_MODE, serviceExtensionError } from './errors.ts';
import type { VoipDelivery } from './voip-delivery.ts';

export function reportVoipPayload(
  process: App,
  { request, payload }: Extract<FromApp, { kind: 'callkit.report-voip-payload' }>,
  { runningBoard, voip }: { readonly runningBoard: RunningBoard; readonly voip: VoipDelivery },
): void {
  const { host } = process;
  const error = refusalOf(process);
  runningBoard.deliver(process, { kind: 'callkit.voip-payload-reported', request, error });
  if (error !== null || host === undefined) return;
  voip.receivePayload(host, payload);
}

function refusalOf({ host, bundle }: App): ErrorData | null {
  if (host === undefined) return serviceExtensionError('invalidClientProcess');
  if (bundle.manifest.entitlements[FILTERING_ENTITLEMENT] !== true) {
    return serviceExtensionError('missingNotificationFilteringEntitlement');
  }
  return host.hasBackgroundMode('voip') ? null : MISSING_VOIP_BACKGROUND_MODE;
}
