/** UIKit, as far as the screens and the life of a calling app need it. */
export { UIBackgroundTaskInvalid } from './background-tasks.ts';
export {
  UIApplication,
  UIApplicationMain,
  UIApplicationState,
} from './ui-application.ts';
export {
  type FetchCompletion,
  type UIApplicationDelegate,
  type UIApplicationLaunchOptions,
  UIApplicationLaunchOptionsLocalNotificationKey,
  UIApplicationLaunchOptionsRemoteNotificationKey,
  UIBackgroundFetchResult,
} from './ui-application-delegate.ts';
export {
  UIAction,
  UIButton,
  type UIButtonStyle,
  UIControl,
  UIControlEvents,
  UITextField,
  type UITextFieldDelegate,
} from './ui-control.ts';
export { UIDevice } from './ui-device.ts';
export {
  UILocalNotification,
  UILocalNotificationDefaultSoundName,
  UIUserNotificationSettings,
  UIUserNotificationType,
} from './ui-local-notification.ts';
export { UITraitCollection, UIUserInterfaceStyle } from './ui-trait-collection.ts';
export {
  UIMutableUserNotificationAction,
  UIMutableUserNotificationCategory,
  UIUserNotificationActionContext,
  UIUserNotificationActivationMode,
} from './ui-user-notification-category.ts';
export { UIColor, UIFontTextStyle, UILabel, UILayoutConstraintAxis, UIStackView, UIView } from './ui-view.ts';
export { UIViewController, UIWindow } from './ui-view-controller.ts';
