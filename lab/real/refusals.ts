/** What to check when Apple refuses a push to a real phone, by the reason that it gives. */

import type { Reason } from '../../mock-apns/index.ts';
import type { OwnedPhoneParts } from './entry.ts';

type Check = (entry: OwnedPhoneParts) => string;

const key: Check = ({ relay: { credential } }) =>
  'keyId' in credential
    ? `Check that \`apns.keyId\` (${credential.keyId}) and \`apns.teamId\` (${credential.teamId}) belong to the key file, and that the key has not been revoked.`
    : 'Check the certificate of the entry `apns`.';
/** Apple says nowhere what it answers to a token from the future. */
const keyOrClock: Check = (entry) => `${key(entry)} If they do, check that this host's clock is not ahead.`;
const environment: Check = (entry) =>
  `Check \`apns.environment\` (${entry.environment}): an app that Xcode put on the phone is signed for sandbox, one from TestFlight or the App Store for production.`;
const topic: Check = ({ app }) =>
  `Check that \`app.bundleId\` (${app.CFBundleIdentifier}) is the app's, and that the team of the key owns it.`;
const clock: Check = () => "Check this host's clock: a provider token is good for an hour from the time it carries.";
const later: Check = () => 'Wait a while and run again.';
const install: Check = () => 'Open the app on the phone once, so that it registers its new tokens.';

const CHECKS: { readonly [R in Reason]?: Check } = {
  BadDeviceToken: environment,
  BadCertificateEnvironment: environment,
  BadEnvironmentKeyInToken: environment,
  DeviceTokenNotForTopic: topic,
  TopicDisallowed: topic,
  InvalidProviderToken: keyOrClock,
  MissingProviderToken: key,
  UnrelatedKeyIdInToken: key,
  BadCertificate: key,
  Forbidden: key,
  ExpiredProviderToken: clock,
  Unregistered: install,
  ExpiredToken: install,
  TooManyRequests: later,
  TooManyProviderTokenUpdates: later,
  InternalServerError: later,
  ServiceUnavailable: later,
  Shutdown: later,
};

/** In two sentences: what happened, and what to look at. */
export function whatToCheck(reason: string, entry: OwnedPhoneParts): string {
  const check = CHECKS[reason as Reason];
  const advice =
    check?.(entry) ?? "Look the reason up in docs/reference/apns-reasons.md; the gateway's time line has the push.";
  return `Apple refused the push: ${reason}. ${advice}`;
}
