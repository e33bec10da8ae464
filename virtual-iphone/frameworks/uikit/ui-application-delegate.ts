/** UIApplicationDelegate: all optional, as in Apple's protocol. */

import type { JsonObject } from '../../messages.ts';
import type { NSData } from '../foundation/ns-data.ts';
import type { NSError } from '../foundation/ns-error.ts';
import type { NSURL } from '../foundation/ns-url.ts';
import type { NSUserActivity } from '../foundation/ns-user-activity.ts';
import type { UIApplication } from './ui-application.ts';
import type { UILocalNotification, UIUserNotificationSettings } from './ui-local-notification.ts';

export const UIBackgroundFetchResult = { NewData: 0, NoData: 1, Failed: 2 } as const;
export type UIBackgroundFetchResult = (typeof UIBackgroundFetchResult)[keyof typeof UIBackgroundFetchResult];

export const UIApplicationLaunchOptionsRemoteNotificationKey = 'UIApplicationLaunchOptionsRemoteNotificationKey';
export const UIApplicationLaunchOptionsLocalNotificationKey = 'UIApplicationLaunchOptionsLocalNotificationKey';

export interface UIApplicationLaunchOptions {
  readonly UIApplicationLaunchOptionsRemoteNotificationKey?: JsonObject;
  readonly UIApplicationLaunchOptionsLocalNotificationKey?: UILocalNotification;
}

export type FetchCompletion = (result: UIBackgroundFetchResult) => void;

export interface UIApplicationDelegate {
  applicationWillFinishLaunchingWithOptions?(application: UIApplication, options: UIApplicationLaunchOptions): boolean;
  applicationDidFinishLaunchingWithOptions?(application: UIApplication, options: UIApplicationLaunchOptions): boolean;
  applicationDidBecomeActive?(application: UIApplication): void;
  applicationWillResignActive?(application: UIApplication): void;
  applicationDidEnterBackground?(application: UIApplication): void;
  applicationWillEnterForeground?(application: UIApplication): void;
  applicationWillTerminate?(application: UIApplication): void;
  applicationDidReceiveMemoryWarning?(application: UIApplication): void;
  applicationProtectedDataWillBecomeUnavailable?(application: UIApplication): void;
  applicationProtectedDataDidBecomeAvailable?(application: UIApplication): void;
  applicationDidRegisterUserNotificationSettings?(
    application: UIApplication,
    settings: UIUserNotificationSettings,
  ): void;
  applicationDidRegisterForRemoteNotificationsWithDeviceToken?(application: UIApplication, token: NSData): void;
  applicationDidFailToRegisterForRemoteNotificationsWithError?(application: UIApplication, error: NSError): void;
  /** Not called when the variant with a completion handler is there. */
  applicationDidReceiveRemoteNotification?(application: UIApplication, userInfo: JsonObject): void;
  applicationDidReceiveRemoteNotificationFetchCompletionHandler?(
    application: UIApplication,
    userInfo: JsonObject,
    completion: FetchCompletion,
  ): void;
  /** iOS 9 and later. The options are not modelled: always empty. */
  applicationOpenURLOptions?(application: UIApplication, url: NSURL, options: Readonly<Record<string, never>>): boolean;
  /** Recents, Siri or a contact card asks for a call, or a universal link is opened. The handler is for apps that restore interface objects. */
  applicationContinueUserActivityRestorationHandler?(
    application: UIApplication,
    activity: NSUserActivity,
    restorationHandler: (objects: readonly unknown[] | null) => void,
  ): boolean;
  applicationDidReceiveLocalNotification?(application: UIApplication, notification: UILocalNotification): void;
  applicationHandleActionWithIdentifierForRemoteNotificationCompletionHandler?(
    application: UIApplication,
    identifier: string,
    userInfo: JsonObject,
    completion: () => void,
  ): void;
  applicationHandleActionWithIdentifierForLocalNotificationCompletionHandler?(
    application: UIApplication,
    identifier: string,
    notification: UILocalNotification,
    completion: () => void,
  ): void;
}
