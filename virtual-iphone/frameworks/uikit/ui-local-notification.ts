/** UILocalNotification and UIUserNotificationSettings: notifications before iOS 10. */

import type { JsonObject, NotificationData } from '../../messages.ts';
import { NSUUID } from '../foundation/ns-uuid.ts';
import type { UIMutableUserNotificationCategory } from './ui-user-notification-category.ts';

export const UIUserNotificationType = { None: 0, Badge: 1, Sound: 2, Alert: 4 } as const;

/** Stands for the default sound. */
export const UILocalNotificationDefaultSoundName = 'UILocalNotificationDefaultSoundName';

export class UIUserNotificationSettings {
  readonly types: number;
  readonly categories: readonly UIMutableUserNotificationCategory[] | null;

  private constructor(types: number, categories: Iterable<UIMutableUserNotificationCategory> | null) {
    this.types = types;
    this.categories = categories === null ? null : [...categories];
  }

  static settingsForTypesCategories(
    types: number,
    categories: Iterable<UIMutableUserNotificationCategory> | null,
  ): UIUserNotificationSettings {
    return new UIUserNotificationSettings(types, categories);
  }
}

export class UILocalNotification {
  /** Names the notification in messages; Apple's class has none. */
  readonly id: string = NSUUID.UUID().UUIDString;
  alertTitle: string | null = null;
  alertBody: string | null = null;
  /** File in the app's bundle, at most 30 s long. */
  soundName: string | null = null;
  category: string | null = null;
  userInfo: JsonObject | null = null;
}

export function dataOf(notification: UILocalNotification): NotificationData {
  const { id, alertTitle, alertBody, soundName, category, userInfo } = notification;
  return {
    id,
    title: alertTitle ?? '',
    body: alertBody ?? '',
    ...(soundName === null ? {} : { sound: soundName }),
    ...(category === null ? {} : { category }),
    userInfo: userInfo ?? {},
    remote: false,
  };
}

export function localNotificationFrom(data: NotificationData): UILocalNotification {
  const notification = new UILocalNotification();
  return Object.assign(notification, {
    id: data.id,
    alertTitle: data.title,
    alertBody: data.body,
    soundName: data.sound ?? null,
    category: data.category ?? null,
    userInfo: data.userInfo,
  });
}
