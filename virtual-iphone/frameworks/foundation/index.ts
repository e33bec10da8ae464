/** Foundation, as far as a calling app needs it. */
export { NSBundle } from './ns-bundle.ts';
export { NSData } from './ns-data.ts';
export { NSError } from './ns-error.ts';
export { NSException, NSInternalInconsistencyException, NSInvalidArgumentException } from './ns-exception.ts';
export { NSLocale, NSLocaleCountryCode, NSLocaleLanguageCode } from './ns-locale.ts';
export { type NSNotification, NSNotificationCenter } from './ns-notification-center.ts';
export { type NSOperatingSystemVersion, NSProcessInfo } from './ns-process-info.ts';
export { NSURL } from './ns-url.ts';
export { NSUserActivity, NSUserActivityTypeBrowsingWeb } from './ns-user-activity.ts';
export { NSUserDefaults } from './ns-user-defaults.ts';
export { NSUUID } from './ns-uuid.ts';
