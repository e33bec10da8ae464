/** UIApplication: the app's life, its badge, its pushes and its notifications before iOS 10. */

import type { AppRunState, NotificationData } from '../../messages.ts';
import { isIos } from '../availability.ts';
import { launch, nextRequest, on, send } from '../bridge.ts';
import { dataFromHex } from '../foundation/ns-data.ts';
import { NSError } from '../foundation/ns-error.ts';
import { NSException, NSInternalInconsistencyException } from '../foundation/ns-exception.ts';
import { NSURL } from '../foundation/ns-url.ts';
import { NSUserActivity, NSUserActivityTypeBrowsingWeb } from '../foundation/ns-user-activity.ts';
import { INInteraction, intentFrom } from '../intents/index.ts';
import { receiveNotifications } from '../notification-inbox.ts';
import { beforeProtectedDataGoes, protectedData } from '../protected-data.ts';
import { beginTask, endTask, taskTimeLeft } from './background-tasks.ts';
import {
  type UIApplicationDelegate,
  type UIApplicationLaunchOptions,
  UIBackgroundFetchResult,
} from './ui-application-delegate.ts';
import {
  dataOf,
  localNotificationFrom,
  type UILocalNotification,
  UIUserNotificationSettings,
} from './ui-local-notification.ts';
import { categoryData } from './ui-user-notification-category.ts';

export const UIApplicationState = { Active: 0, Inactive: 1, Background: 2 } as const;
export type UIApplicationState = (typeof UIApplicationState)[keyof typeof UIApplicationState];

const STATES: Readonly<Record<AppRunState, UIApplicationState>> = {
  active: UIApplicationState.Active,
  inactive: UIApplicationState.Inactive,
  background: UIApplicationState.Background,
};

let shared: UIApplication | undefined;

export class UIApplication {
  /** Kept by the application itself, since nobody else keeps the delegate that UIApplicationMain made. */
  readonly delegate: UIApplicationDelegate;
  #state: AppRunState = launch.state === 'foreground' ? 'inactive' : 'background';
  #backgroundSince = Date.now();
  #badge = 0;
  readonly #settings = new Map<number, UIUserNotificationSettings>();

  constructor(delegate: UIApplicationDelegate) {
    this.delegate = delegate;
    on('app.state', ({ state }) => this.#changeState(state));
    beforeProtectedDataGoes(() => this.delegate.applicationProtectedDataWillBecomeUnavailable?.(this));
    on('app.protected-data', ({ state }) => {
      if (state === 'unlocked') this.delegate.applicationProtectedDataDidBecomeAvailable?.(this);
    });
    on('app.memory-warning', () => this.delegate.applicationDidReceiveMemoryWarning?.(this));
    on('app.will-terminate', () => this.delegate.applicationWillTerminate?.(this));
    on('app.user-activity', ({ intent }) => {
      const activity = new NSUserActivity(intent.type, new INInteraction(intentFrom(intent)));
      this.delegate.applicationContinueUserActivityRestorationHandler?.(this, activity, () => undefined);
    });
    on('app.open-url', ({ url, way }) => this.#openUrl(url, way));
    on('notifications.authorized', ({ request, granted }) => this.#settingsAnswered(request, granted));
    this.#listenForPushes();
    receiveNotifications('legacy', {
      willPresent: (notification, answer) => this.#receiveLegacy(notification, () => answer(0)),
      respond: (notification, action, done) =>
        action === 'default'
          ? this.#receiveLegacy(notification, done)
          : this.#performLegacyAction(notification, action, done),
    });
  }

  static get sharedApplication(): UIApplication {
    if (shared === undefined) {
      throw new NSException(NSInternalInconsistencyException, 'There is no application before UIApplicationMain.');
    }
    return shared;
  }

  get applicationState(): UIApplicationState {
    return STATES[this.#state];
  }

  /** Whether files of the class "complete" and keychain items of the class "when unlocked" can be read. */
  get protectedDataAvailable(): boolean {
    return protectedData() === 'unlocked';
  }

  registerForRemoteNotifications(): void {
    send({ kind: 'remote.register' });
  }

  unregisterForRemoteNotifications(): void {
    send({ kind: 'remote.unregister' });
  }

  /** iOS 8 and 9: asks for permission. */
  registerUserNotificationSettings(settings: UIUserNotificationSettings): void {
    const request = nextRequest();
    this.#settings.set(request, settings);
    send({ kind: 'notifications.categories', categories: (settings.categories ?? []).map(categoryData) });
    send({ kind: 'notifications.authorize', request, options: settings.types });
  }

  presentLocalNotificationNow(notification: UILocalNotification): void {
    send({ kind: 'notifications.present', notification: dataOf(notification) });
  }

  cancelLocalNotification(notification: UILocalNotification): void {
    send({ kind: 'notifications.remove-delivered', ids: [notification.id] });
  }

  cancelAllLocalNotifications(): void {
    send({ kind: 'notifications.remove-delivered', ids: [] });
  }

  get applicationIconBadgeNumber(): number {
    return this.#badge;
  }

  /** When it goes to 0 from another number, the phone takes the app's delivered notifications away. */
  set applicationIconBadgeNumber(value: number) {
    this.#badge = value;
    send({ kind: 'app.badge', value });
  }

  /**
   * Answers the task's identifier. The handler is called when the time in the background is over; a task that is not ended
   * then costs the app its life.
   */
  beginBackgroundTaskWithExpirationHandler(handler: (() => void) | null): number {
    return beginTask(handler);
  }

  endBackgroundTask(id: number): void {
    endTask(id);
  }

  /** Seconds; in the foreground as good as endless. Says what tasks are granted, not what calls and pushes add to it. */
  get backgroundTimeRemaining(): number {
    return this.#state === 'background' ? taskTimeLeft(this.#backgroundSince) : Number.MAX_VALUE;
  }

  #changeState(next: AppRunState): void {
    const { delegate } = this;
    const steps: readonly AppRunState[] = ['background', 'inactive', 'active'];
    while (this.#state !== next) {
      const here = steps.indexOf(this.#state);
      const rising = steps.indexOf(next) > here;
      const step = steps[here + (rising ? 1 : -1)] ?? next;
      if (!rising && step === 'inactive') delegate.applicationWillResignActive?.(this);
      if (rising && step === 'inactive') delegate.applicationWillEnterForeground?.(this);
      this.#state = step;
      if (step === 'background') this.#backgroundSince = Date.now();
      if (step === 'active') delegate.applicationDidBecomeActive?.(this);
      if (step === 'background') delegate.applicationDidEnterBackground?.(this);
    }
  }

  #settingsAnswered(request: number, granted: boolean): void {
    const settings = this.#settings.get(request);
    if (settings === undefined) return;
    this.#settings.delete(request);
    const allowed = granted ? settings : UIUserNotificationSettings.settingsForTypesCategories(0, null);
    this.delegate.applicationDidRegisterUserNotificationSettings?.(this, allowed);
  }

  #listenForPushes(): void {
    const { delegate } = this;
    on('remote.registered', ({ token }) => {
      delegate.applicationDidRegisterForRemoteNotificationsWithDeviceToken?.(this, dataFromHex(token));
    });
    on('remote.failed', ({ error }) => {
      const failure = new NSError(error.domain, error.code);
      delegate.applicationDidFailToRegisterForRemoteNotificationsWithError?.(this, failure);
    });
    on('remote.push', ({ push, payload }) => {
      const completed = (result: 'new-data' | 'no-data' | 'failed') => send({ kind: 'remote.completed', push, result });
      if (delegate.applicationDidReceiveRemoteNotificationFetchCompletionHandler !== undefined) {
        delegate.applicationDidReceiveRemoteNotificationFetchCompletionHandler(this, payload, (result) => {
          if (result === UIBackgroundFetchResult.NewData) completed('new-data');
          else completed(result === UIBackgroundFetchResult.NoData ? 'no-data' : 'failed');
        });
        return;
      }
      delegate.applicationDidReceiveRemoteNotification?.(this, payload);
      completed('no-data');
    });
  }

  /** A notification that arrived in front, or that was tapped, the way iOS 8 and 9 tell it. */
  #receiveLegacy(notification: NotificationData, done: () => void): boolean {
    const { delegate } = this;
    if (!notification.remote) {
      delegate.applicationDidReceiveLocalNotification?.(this, localNotificationFrom(notification));
      done();
    } else if (delegate.applicationDidReceiveRemoteNotificationFetchCompletionHandler !== undefined) {
      delegate.applicationDidReceiveRemoteNotificationFetchCompletionHandler(this, notification.userInfo, () => done());
    } else {
      delegate.applicationDidReceiveRemoteNotification?.(this, notification.userInfo);
      done();
    }
    return true;
  }

  #openUrl(text: string, way: 'scheme' | 'universal-link'): void {
    const url = NSURL.URLWithString(text);
    if (url === null) return;
    if (way === 'scheme') {
      if (isIos(9, 0)) this.delegate.applicationOpenURLOptions?.(this, url, {});
      return;
    }
    const activity = new NSUserActivity(NSUserActivityTypeBrowsingWeb);
    activity.webpageURL = url;
    this.delegate.applicationContinueUserActivityRestorationHandler?.(this, activity, () => undefined);
  }

  #performLegacyAction(notification: NotificationData, action: string, done: () => void): boolean {
    const { delegate } = this;
    if (notification.remote) {
      if (!delegate.applicationHandleActionWithIdentifierForRemoteNotificationCompletionHandler) return false;
      const { userInfo } = notification;
      delegate.applicationHandleActionWithIdentifierForRemoteNotificationCompletionHandler(
        this,
        action,
        userInfo,
        done,
      );
      return true;
    }
    if (!delegate.applicationHandleActionWithIdentifierForLocalNotificationCompletionHandler) return false;
    const local = localNotificationFrom(notification);
    delegate.applicationHandleActionWithIdentifierForLocalNotificationCompletionHandler(this, action, local, done);
    return true;
  }
}

/**
 * Starts the app: makes its delegate, lets it finish launching, and tells the phone. Apple's function never returns;
 * this one does, and the main file has nothing more to do then.
 */
export function UIApplicationMain(delegateClass: new () => UIApplicationDelegate): void {
  const delegate = new delegateClass();
  shared = new UIApplication(delegate);
  const options = launchOptions();
  delegate.applicationWillFinishLaunchingWithOptions?.(shared, options);
  delegate.applicationDidFinishLaunchingWithOptions?.(shared, options);
  send({ kind: 'app.launched' });
}

function launchOptions(): UIApplicationLaunchOptions {
  const { remoteNotification, localNotification } = launch.launchOptions;
  return {
    ...(remoteNotification === undefined
      ? {}
      : { UIApplicationLaunchOptionsRemoteNotificationKey: remoteNotification }),
    ...(localNotification === undefined
      ? {}
      : { UIApplicationLaunchOptionsLocalNotificationKey: localNotificationFrom(localNotification) }),
  };
}
