/** UserNotifications (iOS 10 and later), without triggers, categories and service extensions. */
export {
  UNMutableNotificationContent,
  UNNotification,
  type UNNotificationContent,
  UNNotificationRequest,
  UNNotificationResponse,
  UNNotificationSound,
} from './un-notification.ts';
export {
  UNAuthorizationOptions,
  UNNotificationDefaultActionIdentifier,
  UNNotificationDismissActionIdentifier,
  UNNotificationPresentationOptions,
  UNUserNotificationCenter,
  type UNUserNotificationCenterDelegate,
} from './un-user-notification-center.ts';
