/** Which rules an app's VoIP pushes are under. */

import type { IosFeatures } from '../../ios/versions.ts';
import type { App } from '../runningboard/app.ts';
import type { PhoneSettings } from '../settings.ts';

/** The first SDK whose apps must report every VoIP push (PushKit documentation, iOS 13 release). */
const FIRST_STRICT_SDK = 13;

const EXEMPTION = 'com.apple.developer.pushkit.unrestricted-voip';
/** For apps on their way to the Push to Talk framework; counts until the iOS 26 SDK (stated in the developer forums). */
const PTT_EXEMPTION = 'com.apple.developer.pushkit.unrestricted-voip.ptt';
const PTT_EXEMPTION_ENDS_WITH_SDK = 26;

/** Linked against the iOS 13 SDK or later, on iOS 13 or later, and without an exemption that still counts. */
export function isStrict(
  app: App,
  features: IosFeatures,
  { voipExemptionEndsWithSdk }: Pick<PhoneSettings, 'voipExemptionEndsWithSdk'>,
): boolean {
  if (!features.strictVoipPush || app.linkedSdk < FIRST_STRICT_SDK) return false;
  if (isEntitled(app, EXEMPTION) && app.linkedSdk < voipExemptionEndsWithSdk) return false;
  return !(isEntitled(app, PTT_EXEMPTION) && app.linkedSdk < PTT_EXEMPTION_ENDS_WITH_SDK);
}

/** The app has an exemption; under {@link isStrict}, one that does not count any more. */
export function hasSpentExemption(app: App): boolean {
  return isEntitled(app, EXEMPTION) || isEntitled(app, PTT_EXEMPTION);
}

/** It was made for Push to Talk before there was a framework for it. */
export function isPushToTalk(app: App): boolean {
  return isEntitled(app, PTT_EXEMPTION);
}

function isEntitled(app: App, entitlement: string): boolean {
  return app.bundle.manifest.entitlements[entitlement] === true;
}
