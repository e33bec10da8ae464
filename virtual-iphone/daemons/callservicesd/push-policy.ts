/** Which rules an app's VoIP pushes are under. */

import type { IosFeatures } from '../../ios/versions.ts';
import type { App } from '../runningboard/app.ts';

/** The first SDK whose apps must report every VoIP push (PushKit documentation, iOS 13 release). */
const FIRST_STRICT_SDK = 13;

/** SDK from which the exemption below is no longer honoured (assumed; the forums only say "newer SDKs"). */
const FIRST_SDK_WITHOUT_EXEMPTION = 15;
const EXEMPTION = 'com.apple.developer.pushkit.unrestricted-voip';

/** Linked against the iOS 13 SDK or later, on iOS 13 or later, and without an exemption that still counts. */
export function isStrict(app: App, features: IosFeatures): boolean {
  if (!features.strictVoipPush || app.linkedSdk < FIRST_STRICT_SDK) return false;
  const exempt = app.bundle.manifest.entitlements[EXEMPTION] === true;
  return !(exempt && app.linkedSdk < FIRST_SDK_WITHOUT_EXEMPTION);
}
