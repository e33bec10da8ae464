/** UNNotificationSettings: what the user lets the app notify of, as far as a virtual iPhone tells such things apart. */

import type { NotificationAuthorization } from '../../messages.ts';
import { UNAuthorizationOptions } from './un-authorization-options.ts';

export const UNAuthorizationStatus = { NotDetermined: 0, Denied: 1, Authorized: 2, Provisional: 3 } as const;
export type UNAuthorizationStatus = (typeof UNAuthorizationStatus)[keyof typeof UNAuthorizationStatus];

export const UNNotificationSetting = { NotSupported: 0, Disabled: 1, Enabled: 2 } as const;
export type UNNotificationSetting = (typeof UNNotificationSetting)[keyof typeof UNNotificationSetting];

const STATUS: { readonly [S in NotificationAuthorization['status']]: UNAuthorizationStatus } = {
  'not-determined': UNAuthorizationStatus.NotDetermined,
  denied: UNAuthorizationStatus.Denied,
  authorized: UNAuthorizationStatus.Authorized,
  provisional: UNAuthorizationStatus.Provisional,
};

export class UNNotificationSettings {
  readonly authorizationStatus: UNAuthorizationStatus;
  /** Banners. */
  readonly alertSetting: UNNotificationSetting;
  readonly soundSetting: UNNotificationSetting;
  readonly badgeSetting: UNNotificationSetting;
  readonly lockScreenSetting: UNNotificationSetting;
  readonly notificationCenterSetting: UNNotificationSetting;

  constructor({ status, options, quiet }: NotificationAuthorization) {
    const { Alert, Sound, Badge } = UNAuthorizationOptions;
    /** An interaction that the app never asked for is not supported. */
    const setting = (option: number, on = !quiet): UNNotificationSetting => {
      if ((options & option) === 0) return UNNotificationSetting.NotSupported;
      return on && status !== 'denied' ? UNNotificationSetting.Enabled : UNNotificationSetting.Disabled;
    };
    this.authorizationStatus = STATUS[status];
    this.alertSetting = setting(Alert);
    this.soundSetting = setting(Sound);
    this.badgeSetting = setting(Badge);
    this.lockScreenSetting = setting(Alert);
    this.notificationCenterSetting = setting(Alert, true);
  }
}
