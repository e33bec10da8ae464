/** The virtual iPhone. */
export { HOME_REGION } from './daemons/context.ts';
export { DEFAULT_SETTINGS, type PhoneSettings } from './daemons/settings.ts';
export { IPHONE_MODELS, type IphoneModel } from './ios/models.ts';
export { IOS_VERSIONS, type IosFeatures, type IosVersion, iosVersion } from './ios/versions.ts';
export { VirtualIphone } from './phone.ts';
export type { VirtualIphoneOptions } from './phone-options.ts';
