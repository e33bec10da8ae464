/**
 * usernotificationsd: ordinary pushes and local notifications. To iOS 9 an app in front gets only its callback and
 * nothing is shown; from iOS 10 it is asked how to present (UNUserNotificationCenterDelegate, willPresent).
 */

import type { NotificationData } from '../../messages.ts';
import type { BackgroundPushes } from '../apsd/background-push.ts';
import type { ReceivedPush } from '../apsd/received-push.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import type { OpenRequest, SpringBoard } from '../springboard/springboard.ts';
import { NotificationActions } from './actions.ts';
import { Authorizations } from './authorizations.ts';
import { type ButtonsOf, DeliveredNotifications } from './delivered.ts';
import { readPush } from './payload.ts';
import { ServiceExtensions } from './service-extensions.ts';

/** UNNotificationPresentationOptions: alert (deprecated in iOS 14), list, banner. */
const PRESENT_BANNER = 4 | 16;
const PRESENT_LIST = 8;

export interface NotificationScene {
  readonly context: PhoneContext;
  readonly runningBoard: RunningBoard;
  readonly springBoard: SpringBoard;
  readonly backgroundPushes: BackgroundPushes;
}

export class UserNotifications {
  readonly delivered: DeliveredNotifications;
  readonly actions: NotificationActions;
  readonly authorizations: Authorizations;
  readonly extensions: ServiceExtensions;
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #springBoard: SpringBoard;
  readonly #backgroundPushes: BackgroundPushes;
  /** Notifications that wait for the app's word on how to present them. */
  readonly #asked = new Map<App, Map<string, NotificationData>>();

  constructor({ context, runningBoard, springBoard, backgroundPushes }: NotificationScene) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#springBoard = springBoard;
    this.#backgroundPushes = backgroundPushes;
    this.extensions = new ServiceExtensions(context, runningBoard);
    this.actions = new NotificationActions(context, runningBoard);
    const changed = () => springBoard.changed();
    this.authorizations = new Authorizations(context, springBoard.alerts, changed);
    const buttons: ButtonsOf = {
      always: (app) => this.authorizations.trialButtons(app),
      expanded: (app, data, place) => this.actions.of(app, data, place),
    };
    this.delivered = new DeliveredNotifications(context, buttons, changed);
  }

  authorize(app: App, request: number, options: number): void {
    this.authorizations.request(app, options, (granted) =>
      this.#runningBoard.deliver(app, { kind: 'notifications.authorized', request, granted }),
    );
  }

  /** An ordinary push: what it shows, its badge, and the running time it asks for. */
  receive(app: App, push: ReceivedPush): void {
    const { features } = this.#context.ios;
    const id = features.collapseId && push.collapseId !== undefined ? push.collapseId : push.id;
    const content = readPush(push, id);
    if (content.contentAvailable) this.#backgroundPushes.receive(app, push);
    if (content.badge !== undefined && !this.authorizations.of(app).quiet) this.setBadge(app, content.badge);
    const { notification } = content;
    if (notification === undefined) {
      if (!content.contentAvailable) this.#context.note('push.dropped', { id: push.id, why: 'nothing-to-show' });
      return;
    }
    // To iOS 9 one callback serves both, and the background push has been delivered to it.
    if (content.contentAvailable && app.isForeground && !features.userNotifications) return;
    if (app.isForeground) {
      this.#context.note('push.delivered', {
        id: push.id,
        bundleId: app.bundleId,
        channel: 'remote',
        mustReport: false,
      });
    }
    const take = (changed: NotificationData) => {
      if (!this.#take(app, changed)) this.#context.note('push.dropped', { id: push.id, why: 'not-authorized' });
    };
    const changes = content.mutableContent && this.authorizations.mayAlert(app);
    if (!changes || !this.extensions.modify(app, notification, take)) take(notification);
  }

  /** A local notification that is due now. */
  present(app: App, notification: NotificationData): void {
    this.#take(app, notification);
  }

  /** The app's answer to willPresent. */
  presentation(app: App, id: string, options: number): void {
    const notification = this.#asked.get(app)?.get(id);
    this.#asked.get(app)?.delete(id);
    if (notification === undefined || !this.authorizations.mayAlert(app)) return;
    if ((options & PRESENT_BANNER) !== 0) this.#show(app, notification);
    else if ((options & PRESENT_LIST) !== 0) this.#list(app, notification);
  }

  removeDelivered(app: App, ids: readonly string[]): void {
    this.delivered.remove(app, ids, 'app');
  }

  /** Going from another badge to 0 also clears the app's notifications. */
  setBadge(app: App, value: number): void {
    const before = app.badge;
    app.badge = value;
    if (value === 0 && before !== 0) this.delivered.remove(app, [], 'badge');
  }

  /** The user taps a notification: the phone unlocks (no passcode), the app comes to the front and hears of it. */
  open(id: string): void {
    const found = this.delivered.find(id);
    if (found === undefined) return;
    const { app, data } = found;
    this.#context.note('notification.opened', { notification: id, bundleId: app.bundleId });
    this.delivered.remove(app, [id], 'user');
    this.#springBoard.unlock();
    this.#springBoard.open(app, { reason: 'notification', ...this.#tapped(app, data) });
  }

  /** The user taps a button of an expanded notification, which goes; the app hears which, in front or in the background. */
  act(id: string, identifier: string): void {
    const found = this.delivered.find(id);
    if (found !== undefined && this.authorizations.actOnTrial(found.app, identifier)) return;
    const action = found && this.actions.find(found.app, found.data, identifier);
    if (found === undefined || action === undefined) return;
    const { app, data } = found;
    this.#context.note('notification.acted', { notification: id, bundleId: app.bundleId, action: identifier });
    this.delivered.remove(app, [id], 'user');
    if (action.foreground || action.authenticationRequired) this.#springBoard.unlock();
    if (!action.foreground) {
      this.actions.runInBackground(app, data, identifier);
      return;
    }
    const whileInactive = () => this.actions.deliver(app, data, identifier);
    this.#springBoard.open(app, { reason: 'notification', whileInactive });
  }

  processExited(app: App): void {
    this.actions.exited(app);
    this.#asked.delete(app);
    this.extensions.exited(app);
  }

  forget(app: App): void {
    this.delivered.remove(app, [], 'system');
    this.authorizations.forget(app);
    this.actions.forget(app);
    this.extensions.forget(app);
  }

  clear(): void {
    this.#asked.clear();
    this.actions.clear();
    this.delivered.clear();
  }

  /** How the app hears of the tap: launch options when it did not run, and its callback. */
  #tapped(app: App, data: NotificationData): Pick<OpenRequest, 'launchOptions' | 'whileInactive'> {
    const modern = this.#context.ios.features.userNotifications;
    const whileInactive = () => {
      if (modern) {
        this.#runningBoard.deliver(app, { kind: 'notifications.response', notification: data, action: 'default' });
      } else {
        this.#callBack(app, data);
      }
    };
    if (app.running !== undefined) return { whileInactive };
    // UNUserNotificationCenter's local notifications have no launch option.
    if (modern && !data.remote) return { whileInactive };
    const launchOptions = data.remote ? { remoteNotification: data.userInfo } : { localNotification: data };
    return modern ? { launchOptions, whileInactive } : { launchOptions };
  }

  /** @returns false when the user has not allowed the app to alert. */
  #take(app: App, notification: NotificationData): boolean {
    if (app.isForeground) {
      this.#callBack(app, notification);
      return true;
    }
    if (!this.authorizations.mayAlert(app)) {
      this.#context.log('usernotificationsd', `[${app.bundleId}] Not authorized to alert`, 'Warning');
      return false;
    }
    this.#show(app, notification);
    return true;
  }

  /** didReceiveRemoteNotification or didReceiveLocalNotification to iOS 9, willPresent from iOS 10. */
  #callBack(app: App, notification: NotificationData): void {
    if (this.#context.ios.features.userNotifications) {
      const asked = this.#asked.get(app) ?? new Map<string, NotificationData>();
      this.#asked.set(app, asked.set(notification.id, notification));
    }
    this.#runningBoard.deliver(app, { kind: 'notifications.will-present', notification });
  }

  /** Do Not Disturb keeps the screen dark and shows no banner. */
  #show(app: App, notification: NotificationData): void {
    const quiet = this.#context.doNotDisturb || this.authorizations.of(app).quiet;
    if (this.#springBoard.isLocked && !quiet) this.#springBoard.wake();
    if (this.#springBoard.isLocked || quiet) this.#list(app, notification);
    else this.delivered.add(app, notification, 'banner');
  }

  #list(app: App, notification: NotificationData): void {
    if (!this.authorizations.of(app).quiet) {
      this.delivered.add(app, notification, 'list');
      return;
    }
    const { sound: _silent, ...quiet } = notification;
    this.delivered.add(app, quiet, 'history');
  }
}
