/**
 * Actions of notifications: the categories that each app has set, and the short run in the background that a tapped action
 * gives its app (UNNotificationAction; UIUserNotificationAction on iOS 8 and 9). Categories outlive the process.
 */

import type { Timer } from '../../../clock/index.ts';
import type { NotificationActionData, NotificationCategoryData, NotificationData } from '../../messages.ts';
import type { NotificationPlace } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';

/** As many as are shown (UIMutableUserNotificationCategory; UNNotificationCategory shows as many where there is room). */
const MOST = 4;
const MOST_ON_BANNER_TO_IOS_9 = 2;

export class NotificationActions {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #categories = new Map<App, readonly NotificationCategoryData[]>();
  /** Apps that run for an action, by the notification's identifier. */
  readonly #running = new Map<App, Map<string, { readonly limit: Timer; readonly release: () => void }>>();

  constructor(context: PhoneContext, runningBoard: RunningBoard) {
    this.#context = context;
    this.#runningBoard = runningBoard;
  }

  setCategories(app: App, categories: readonly NotificationCategoryData[]): void {
    this.#categories.set(app, categories);
  }

  of(app: App, data: NotificationData, place: NotificationPlace): readonly NotificationActionData[] {
    const category = this.#category(app, data);
    if (category === undefined) return [];
    if (place !== 'banner' || this.#context.ios.features.userNotifications) return category.actions.slice(0, MOST);
    return (category.minimalActions ?? category.actions).slice(0, MOST_ON_BANNER_TO_IOS_9);
  }

  find(app: App, data: NotificationData, identifier: string): NotificationActionData | undefined {
    const category = this.#category(app, data);
    const all = [...(category?.actions ?? []), ...(category?.minimalActions ?? [])];
    return all.find((action) => action.identifier === identifier);
  }

  deliver(app: App, notification: NotificationData, action: string): void {
    this.#runningBoard.deliver(app, { kind: 'notifications.response', notification, action });
  }

  /** Also an app that was force-quit runs: the user has just asked it for something. */
  runInBackground(app: App, notification: NotificationData, action: string): void {
    this.#runningBoard.wake(app, 'notification');
    const release = this.#runningBoard.holdAwake(app, 'notification action');
    const limit = this.#context.clock.setTimeout(
      () => this.completed(app, notification.id),
      this.#context.settings.backgroundPushMs,
    );
    const running = this.#running.get(app) ?? new Map<string, { limit: Timer; release: () => void }>();
    this.#running.set(app, running.set(notification.id, { limit, release }));
    this.deliver(app, notification, action);
  }

  /** The app called the completion handler, or its time is over. */
  completed(app: App, id: string): void {
    const running = this.#running.get(app)?.get(id);
    running?.limit.cancel();
    running?.release();
    this.#running.get(app)?.delete(id);
  }

  exited(app: App): void {
    for (const id of this.#running.get(app)?.keys() ?? []) this.completed(app, id);
    this.#running.delete(app);
  }

  forget(app: App): void {
    this.exited(app);
    this.#categories.delete(app);
  }

  clear(): void {
    for (const app of this.#running.keys()) this.exited(app);
  }

  #category(app: App, { category }: NotificationData): NotificationCategoryData | undefined {
    return this.#categories.get(app)?.find(({ identifier }) => identifier === category);
  }
}
