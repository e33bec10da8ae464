/** Notifications on the phone: a banner for some seconds, then an entry of the list. */

import type { Timer } from '../../../clock/index.ts';
import type { NotificationActionData, NotificationData } from '../../messages.ts';
import type { NotificationPlace, ShownNotification, ShownNotificationAction } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';

interface Delivered {
  readonly app: App;
  readonly data: NotificationData;
  readonly at: number;
  place: NotificationPlace;
  expanded: boolean;
  timer: Timer | undefined;
}

export type RemovedBy = 'app' | 'user' | 'replaced' | 'badge' | 'system';

/** The buttons that a notification has where it stands. */
export interface ButtonsOf {
  readonly always: (app: App) => readonly ShownNotificationAction[];
  readonly expanded: (app: App, data: NotificationData, place: NotificationPlace) => readonly NotificationActionData[];
}

export class DeliveredNotifications {
  readonly #context: PhoneContext;
  readonly #onChange: () => void;
  readonly #buttonsOf: ButtonsOf;
  #delivered: Delivered[] = [];

  constructor(context: PhoneContext, buttonsOf: ButtonsOf, onChange: () => void) {
    this.#context = context;
    this.#buttonsOf = buttonsOf;
    this.#onChange = onChange;
  }

  get shown(): readonly ShownNotification[] {
    return this.#delivered.map(({ app, data, at, place, expanded }) => ({
      id: data.id,
      bundleId: app.bundleId,
      appName: app.displayName,
      title: data.title,
      body: data.body,
      at,
      place,
      actions: [...this.#buttonsOf.always(app), ...(expanded ? this.#buttonsOf.expanded(app, data, place) : [])],
    }));
  }

  find(id: string): { readonly app: App; readonly data: NotificationData } | undefined {
    return this.#delivered.find(({ data }) => data.id === id);
  }

  /** A notification of the same app with the same identifier is replaced. */
  add(app: App, data: NotificationData, place: NotificationPlace): void {
    this.remove(app, [data.id], 'replaced');
    if (place === 'banner') this.bannersToList();
    const delivered: Delivered = { app, data, at: this.#context.clock.now(), place, expanded: false, timer: undefined };
    if (place === 'banner') {
      delivered.timer = this.#context.clock.setTimeout(
        () => this.#toList(delivered),
        this.#context.settings.notificationBannerMs,
      );
    }
    this.#delivered.push(delivered);
    this.#context.note('notification.shown', {
      notification: data.id,
      bundleId: app.bundleId,
      title: data.title,
      body: data.body,
      sound: data.sound ?? null,
      category: data.category ?? null,
      remote: data.remote,
      ...(place === 'history' && { quiet: true }),
    });
    this.#context.log('usernotificationsd', `[${app.bundleId}] Delivered notification request ${data.id}`);
    this.#onChange();
  }

  /** Removes the app's notifications with these identifiers; all of them for an empty list. */
  remove(app: App, ids: readonly string[], by: RemovedBy): void {
    const goes = (each: Delivered) => each.app === app && (ids.length === 0 || ids.includes(each.data.id));
    const gone = this.#delivered.filter(goes);
    if (gone.length === 0) return;
    this.#delivered = this.#delivered.filter((each) => !goes(each));
    for (const { data, timer } of gone) {
      timer?.cancel();
      this.#context.note('notification.removed', { notification: data.id, bundleId: app.bundleId, by });
    }
    this.#onChange();
  }

  /** The user swiped the banner up: it stays in Notification Center. */
  putAway(id: string): void {
    const found = this.#delivered.find(({ data, place }) => data.id === id && place === 'banner');
    if (found !== undefined) this.#toList(found);
  }

  /** The user pressed it long or pulled it down. A banner then stays until the user is done; without actions all stays. */
  expand(id: string): void {
    const found = this.#delivered.find(({ data }) => data.id === id);
    if (found === undefined || this.#buttonsOf.expanded(found.app, found.data, found.place).length === 0) return;
    found.timer?.cancel();
    found.expanded = true;
    this.#onChange();
  }

  bannersToList(): void {
    for (const each of this.#delivered) if (each.place === 'banner') this.#toList(each);
  }

  clear(): void {
    for (const { timer } of this.#delivered) timer?.cancel();
    this.#delivered = [];
    this.#onChange();
  }

  #toList(delivered: Delivered): void {
    delivered.timer?.cancel();
    delivered.place = 'list';
    delivered.expanded = false;
    this.#onChange();
  }
}
