/** UserNotifications (iOS 10 and later), without triggers. */
export { UNAuthorizationOptions } from './un-authorization-options.ts';
export {
  UNMutableNotificationContent,
  UNNotification,
  type UNNotificationContent,
  UNNotificationRequest,
  UNNotificationResponse,
  UNNotificationSound,
} from './un-notification.ts';
export {
  UNNotificationAction,
  UNNotificationActionOptions,
  UNNotificationCategory,
} from './un-notification-category.ts';
export { NSExtensionMain, UNNotificationServiceExtension } from './un-notification-service-extension.ts';
export { UNAuthorizationStatus, UNNotificationSetting, UNNotificationSettings } from './un-notification-settings.ts';
export {
  UNNotificationDefaultActionIdentifier,
  UNNotificationDismissActionIdentifier,
  UNNotificationPresentationOptions,
  UNUserNotificationCenter,
  type UNUserNotificationCenterDelegate,
} from './un-user-notification-center.ts';
