/** UNUserNotificationCenter (iOS 10 and later). */

import { requireUserNotifications } from '../availability.ts';
import { launch, nextRequest, on, send } from '../bridge.ts';
import type { NSError } from '../foundation/ns-error.ts';
import { receiveNotifications } from '../notification-inbox.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import {
  dataOf,
  notificationFrom,
  type UNNotification,
  type UNNotificationRequest,
  UNNotificationResponse,
} from './un-notification.ts';
import { categoryData, type UNNotificationCategory } from './un-notification-category.ts';
import { UNNotificationSettings } from './un-notification-settings.ts';

export const UNNotificationPresentationOptions = {
  None: 0,
  Badge: 1,
  Sound: 2,
  /** Deprecated in iOS 14 for List and Banner. */
  Alert: 4,
  List: 8,
  Banner: 16,
} as const;
export const UNNotificationDefaultActionIdentifier = 'com.apple.UNNotificationDefaultActionIdentifier';
export const UNNotificationDismissActionIdentifier = 'com.apple.UNNotificationDismissActionIdentifier';

export interface UNUserNotificationCenterDelegate {
  userNotificationCenterWillPresentNotificationWithCompletionHandler?(
    center: UNUserNotificationCenter,
    notification: UNNotification,
    completion: (options: number) => void,
  ): void;
  userNotificationCenterDidReceiveNotificationResponseWithCompletionHandler?(
    center: UNUserNotificationCenter,
    response: UNNotificationResponse,
    completion: () => void,
  ): void;
}

const settingsAsked = new Map<number, (settings: UNNotificationSettings) => void>();
const authorizations = new Map<number, (granted: boolean, error: NSError | null) => void>();

const ACTION_IDENTIFIERS: Readonly<Record<string, string>> = {
  default: UNNotificationDefaultActionIdentifier,
  dismiss: UNNotificationDismissActionIdentifier,
};

export class UNUserNotificationCenter {
  static readonly #shared = new UNUserNotificationCenter();
  readonly #delegate = new WeakDelegate<UNUserNotificationCenterDelegate>();

  static currentNotificationCenter(): UNUserNotificationCenter {
    requireUserNotifications('UNUserNotificationCenter');
    return UNUserNotificationCenter.#shared;
  }

  get delegate(): UNUserNotificationCenterDelegate | null {
    return this.#delegate.value;
  }

  /** To be set before the launch ends, or the tap that launched the app is not heard. */
  set delegate(delegate: UNUserNotificationCenterDelegate | null) {
    this.#delegate.value = delegate;
  }

  requestAuthorizationWithOptionsCompletionHandler(
    options: number,
    completion: (granted: boolean, error: NSError | null) => void,
  ): void {
    const request = nextRequest();
    authorizations.set(request, completion);
    send({ kind: 'notifications.authorize', request, options });
  }

  getNotificationSettingsWithCompletionHandler(completion: (settings: UNNotificationSettings) => void): void {
    const request = nextRequest();
    settingsAsked.set(request, completion);
    send({ kind: 'notifications.settings', request });
  }

  /** In place of all that were set before; they outlive the process. */
  setNotificationCategories(categories: Iterable<UNNotificationCategory>): void {
    send({ kind: 'notifications.categories', categories: [...categories].map(categoryData) });
  }

  addNotificationRequestWithCompletionHandler(
    request: UNNotificationRequest,
    completion: ((error: NSError | null) => void) | null,
  ): void {
    send({ kind: 'notifications.present', notification: dataOf(request) });
    if (completion !== null) queueMicrotask(() => completion(null));
  }

  removeDeliveredNotificationsWithIdentifiers(identifiers: readonly string[]): void {
    if (identifiers.length > 0) send({ kind: 'notifications.remove-delivered', ids: [...identifiers] });
  }

  removeAllDeliveredNotifications(): void {
    send({ kind: 'notifications.remove-delivered', ids: [] });
  }
}

on('notifications.settings', ({ request, authorization }) => {
  settingsAsked.get(request)?.(new UNNotificationSettings(authorization));
  settingsAsked.delete(request);
});

on('notifications.authorized', ({ request, granted }) => {
  authorizations.get(request)?.(granted, null);
  authorizations.delete(request);
});

/** The delegate, or null when there is none or this iOS has no notification center. */
function sharedDelegate(): UNUserNotificationCenterDelegate | null {
  return launch.userNotifications ? UNUserNotificationCenter.currentNotificationCenter().delegate : null;
}

receiveNotifications('modern', {
  willPresent(data, answer) {
    const delegate = sharedDelegate();
    if (!delegate?.userNotificationCenterWillPresentNotificationWithCompletionHandler) return false;
    delegate.userNotificationCenterWillPresentNotificationWithCompletionHandler(
      UNUserNotificationCenter.currentNotificationCenter(),
      notificationFrom(data),
      answer,
    );
    return true;
  },
  respond(data, action, done) {
    const delegate = sharedDelegate();
    if (!delegate?.userNotificationCenterDidReceiveNotificationResponseWithCompletionHandler) return false;
    const response = new UNNotificationResponse(notificationFrom(data), ACTION_IDENTIFIERS[action] ?? action);
    delegate.userNotificationCenterDidReceiveNotificationResponseWithCompletionHandler(
      UNUserNotificationCenter.currentNotificationCenter(),
      response,
      done,
    );
    return true;
  },
});
