/**
 * Notification service extensions: a process of its own that may change what a push with `mutable-content` shows. When its
 * time is over the notification is shown as it came (Apple, usernotifications/unnotificationserviceextension). Only an
 * extension with the filtering entitlement can keep it from the user, by handing back nothing to show.
 */

import type { Timer } from '../../../clock/index.ts';
import type { NotificationData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';

export const FILTERING_ENTITLEMENT = 'com.apple.developer.usernotifications.filtering';

/** From `serviceExtensionTimeWillExpire` to the end of the extension's say. Assumed: Apple only calls it short. */
const LAST_WORD_MS = 1_000;

interface Modification {
  readonly notification: NotificationData;
  readonly show: (notification: NotificationData) => void;
  readonly release: () => void;
  limit: Timer;
}

/** An extension that was needed at least once. */
class Extension {
  readonly app: App;
  readonly waiting = new Map<string, Modification>();

  constructor(app: App) {
    this.app = app;
  }
}

export class ServiceExtensions {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #extensions = new Map<App, Extension>();

  constructor(context: PhoneContext, runningBoard: RunningBoard) {
    this.#context = context;
    this.#runningBoard = runningBoard;
  }

  /** Shows it by `show`, changed or not, later. @returns false when the app has no such extension. */
  modify(host: App, notification: NotificationData, show: Modification['show']): boolean {
    const extension = this.#of(host);
    if (extension === undefined) return false;
    const { app, waiting } = extension;
    const { clock, settings } = this.#context;
    this.#runningBoard.wake(app, 'notification-service');
    const { id: request } = notification;
    this.#finish(extension, request);
    waiting.set(request, {
      notification,
      show,
      release: this.#runningBoard.holdAwake(app, 'notification service'),
      limit: clock.setTimeout(() => this.#timeOver(extension, request), settings.serviceExtensionMs),
    });
    this.#runningBoard.deliver(app, { kind: 'extension.notification', request, notification });
    return true;
  }

  /** The extension's content; a later one for the same push is ignored. */
  answered(app: App, request: string, content: NotificationData | null): void {
    const extension = app.host === undefined ? undefined : this.#extensions.get(app.host);
    if (extension?.app !== app) return;
    const filtered = content === null && app.bundle.manifest.entitlements[FILTERING_ENTITLEMENT] === true;
    if (filtered)
      this.#context.note('notification.filtered', { notification: request, bundleId: app.host?.bundleId ?? '' });
    this.#finish(extension, request, filtered ? null : (content ?? undefined));
  }

  /** Its process died: what it had to change is shown as it came. */
  exited(app: App): void {
    const extension = app.host === undefined ? undefined : this.#extensions.get(app.host);
    if (extension?.app !== app) return;
    for (const request of extension.waiting.keys()) this.#finish(extension, request);
  }

  /** The app was deleted. */
  forget(host: App): void {
    this.#end(host, 'installd');
    this.#extensions.delete(host);
  }

  /** Ends all processes; nothing more is shown. */
  endAll(by: string): void {
    for (const host of this.#extensions.keys()) this.#end(host, by);
  }

  #end(host: App, by: string): void {
    const extension = this.#extensions.get(host);
    if (extension === undefined) return;
    for (const request of extension.waiting.keys()) this.#finish(extension, request, null);
    this.#runningBoard.kill(extension.app, { kind: 'killed', by });
  }

  #timeOver(extension: Extension, request: string): void {
    const modification = extension.waiting.get(request);
    if (modification === undefined) return;
    this.#runningBoard.deliver(extension.app, { kind: 'extension.time-over', request });
    modification.limit = this.#context.clock.setTimeout(() => this.#finish(extension, request), LAST_WORD_MS);
  }

  /** @param content null: show nothing; undefined: as it came. */
  #finish(extension: Extension, request: string, content?: NotificationData | null): void {
    const modification = extension.waiting.get(request);
    if (modification === undefined) return;
    extension.waiting.delete(request);
    modification.limit.cancel();
    modification.release();
    const { notification, show } = modification;
    if (content === null) return;
    // The extension writes content; whose it is and where it came from stays.
    show(content === undefined ? notification : { ...content, id: notification.id, remote: true });
  }

  /** An updated app brings its own. */
  #of(host: App): Extension | undefined {
    const { notificationService: bundle } = host.bundle;
    const known = this.#extensions.get(host);
    if (known?.app.bundle === bundle) return known;
    this.forget(host);
    if (bundle === undefined) return undefined;
    const extension = new Extension(new App(bundle, host.vendorIdentifier, host));
    this.#extensions.set(host, extension);
    return extension;
  }
}
