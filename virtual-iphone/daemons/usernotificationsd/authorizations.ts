/**
 * What users let apps notify them of. From iOS 12 an app may ask for a trial: nobody is asked then, its notifications go
 * quietly to Notification Center, and each has buttons to keep them or to turn them off, both of which the phone asks about
 * once more (Apple, "Asking permission to use notifications").
 */

import { label } from '../../ios/labels.ts';
import type { NotificationAuthorization } from '../../messages.ts';
import type { ShownAlert, ShownNotificationAction } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { Alerts } from '../springboard/alerts.ts';

/** UNAuthorizationOptions.alert, and UIUserNotificationType.alert: the same bit. */
const ALERT = 4;
/** UNAuthorizationOptions.provisional (12+). */
const PROVISIONAL = 64;
const NOT_DETERMINED: NotificationAuthorization = { status: 'not-determined', options: 0, quiet: false };

/** Of the buttons of a notification on trial. No app's actions are named so. */
const KEEP = 'com.apple.usernotificationsd.keep';
const TURN_OFF = 'com.apple.usernotificationsd.turn-off';

export class Authorizations {
  readonly #context: PhoneContext;
  readonly #alerts: Alerts;
  readonly #changed: () => void;
  readonly #decided = new Map<App, NotificationAuthorization>();

  constructor(context: PhoneContext, alerts: Alerts, changed: () => void) {
    this.#context = context;
    this.#alerts = alerts;
    this.#changed = changed;
  }

  of(app: App): NotificationAuthorization {
    return this.#decided.get(app) ?? NOT_DETERMINED;
  }

  mayAlert(app: App): boolean {
    const { status, options } = this.of(app);
    return status !== 'denied' && (options & ALERT) !== 0;
  }

  /** The user is asked once for an app, anew when its process ends before the answer, and once more after a trial. */
  request(app: App, options: number, answered: (granted: boolean) => void): void {
    const { settings, ios } = this.#context;
    const before = this.of(app).status;
    const onTrial = (options & PROVISIONAL) !== 0 && ios.major >= 12;
    const decide = (granted: boolean): void => {
      const quiet = before === 'authorized' && this.of(app).quiet;
      this.#decide(app, granted ? 'authorized' : 'denied', options, quiet);
      answered(granted);
    };
    const open = before === 'not-determined' || before === 'provisional';
    if (open && onTrial && (settings.asksForNotifications || settings.notificationsGranted)) {
      this.#decide(app, 'provisional', options, true);
      answered(true);
    } else if (!settings.asksForNotifications) decide(settings.notificationsGranted);
    else if (!open) decide(before === 'authorized');
    else this.#alerts.show(this.#question(app), (button) => decide(button === 1), app);
  }

  /** Buttons of a notification on trial; none of any other. */
  trialButtons(app: App): readonly ShownNotificationAction[] {
    if (this.of(app).status !== 'provisional') return [];
    const { language } = this.#context;
    return [
      { identifier: KEEP, title: label('keepNotifications', language), destructive: false },
      { identifier: TURN_OFF, title: label('turnOffNotifications', language), destructive: false },
    ];
  }

  /** The user tapped such a button. @returns false when the identifier is none of them. */
  actOnTrial(app: App, identifier: string): boolean {
    const { options } = this.of(app);
    const { language } = this.#context;
    const ask = (title: 'keepNotificationsOf' | 'turnOffNotificationsOf', buttons: readonly string[]) => ({
      title: label(title, language, app.displayName),
      message: label('deliveredQuietly', language),
      buttons,
    });
    if (identifier === KEEP) {
      const buttons = [label('deliverProminently', language), label('deliverQuietly', language)];
      this.#alerts.show(ask('keepNotificationsOf', buttons), (button) =>
        this.#decide(app, 'authorized', options, button === 1),
      );
    } else if (identifier === TURN_OFF) {
      const buttons = [label('cancel', language), label('turnOff', language)];
      this.#alerts.show(ask('turnOffNotificationsOf', buttons), (button) => {
        if (button === 1) this.#decide(app, 'denied', options, false);
      });
    } else return false;
    return true;
  }

  /** As if the app had never asked. */
  forget(app: App): void {
    this.#decided.delete(app);
  }

  #decide(app: App, status: NotificationAuthorization['status'], options: number, quiet: boolean): void {
    this.#decided.set(app, { status, options, quiet });
    this.#changed();
  }

  /** "OK" to iOS 9, "Allow" since 10. */
  #question({ displayName }: App): Omit<ShownAlert, 'id'> {
    const { language, ios } = this.#context;
    const yes = ios.features.userNotifications ? 'allow' : 'ok';
    return {
      title: label('mayNotify', language, displayName),
      message: label('mayNotifyText', language),
      buttons: [label('dontAllow', language), label(yes, language)],
    };
  }
}
