/** UserNotifications' values: content, sound, request, notification, response. */

import type { JsonObject, NotificationData } from '../../messages.ts';
import { requireUserNotifications } from '../availability.ts';

export class UNNotificationSound {
  /** File in the app's bundle; null: the default sound. */
  readonly name: string | null;

  constructor(name: string | null) {
    this.name = name;
  }

  static readonly defaultSound = new UNNotificationSound(null);

  static soundNamed(name: string): UNNotificationSound {
    return new UNNotificationSound(name);
  }
}

/** Content that is still being written. */
export class UNMutableNotificationContent {
  title = '';
  body = '';
  sound: UNNotificationSound | null = null;
  categoryIdentifier = '';
  userInfo: JsonObject = {};

  constructor() {
    requireUserNotifications('UNMutableNotificationContent');
  }
}

export type UNNotificationContent = Readonly<UNMutableNotificationContent>;

export class UNNotificationRequest {
  readonly identifier: string;
  readonly content: UNNotificationContent;
  /** Always null here: present now. */
  readonly trigger = null;

  private constructor(identifier: string, content: UNNotificationContent) {
    this.identifier = identifier;
    this.content = content;
  }

  static requestWithIdentifierContentTrigger(
    identifier: string,
    content: UNNotificationContent,
    _trigger: null,
  ): UNNotificationRequest {
    return new UNNotificationRequest(identifier, content);
  }
}

export class UNNotification {
  readonly request: UNNotificationRequest;
  readonly date: Date;

  constructor(request: UNNotificationRequest, date: Date) {
    this.request = request;
    this.date = date;
  }
}

export class UNNotificationResponse {
  readonly notification: UNNotification;
  readonly actionIdentifier: string;

  constructor(notification: UNNotification, actionIdentifier: string) {
    this.notification = notification;
    this.actionIdentifier = actionIdentifier;
  }
}

export function notificationFrom(data: NotificationData): UNNotification {
  const content = new UNMutableNotificationContent();
  content.title = data.title;
  content.body = data.body;
  content.sound = data.sound === undefined ? null : UNNotificationSound.soundNamed(data.sound);
  content.categoryIdentifier = data.category ?? '';
  content.userInfo = data.userInfo;
  const request = UNNotificationRequest.requestWithIdentifierContentTrigger(data.id, content, null);
  return new UNNotification(request, new Date());
}

export function dataOf(request: UNNotificationRequest): NotificationData {
  const { title, body, sound, categoryIdentifier, userInfo } = request.content;
  return {
    id: request.identifier,
    title,
    body,
    ...(sound === null ? {} : { sound: sound.name ?? 'default' }),
    ...(categoryIdentifier === '' ? {} : { category: categoryIdentifier }),
    userInfo,
    remote: false,
  };
}
