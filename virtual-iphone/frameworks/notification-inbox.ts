/**
 * Where a notification goes that is presented or tapped: to UNUserNotificationCenter's delegate when the app set one
 * (iOS 10 and later), else to the application delegate's older methods, as iOS still does for apps that kept them.
 */

import type { NotificationData } from '../messages.ts';
import { on, send } from './bridge.ts';

export interface NotificationReceiver {
  /** The app is in front. Calls `answer` with UNNotificationPresentationOptions. False: not this receiver's. */
  willPresent(notification: NotificationData, answer: (options: number) => void): boolean;
  /** A person acted on it; `done` when the app is through. False: not this receiver's. */
  respond(notification: NotificationData, action: string, done: () => void): boolean;
}

const receivers: { modern?: NotificationReceiver; legacy?: NotificationReceiver } = {};

export function receiveNotifications(rank: 'modern' | 'legacy', receiver: NotificationReceiver): void {
  receivers[rank] = receiver;
}

on('notifications.will-present', ({ notification }) => {
  const answer = once((options: number) => send({ kind: 'notifications.presentation', id: notification.id, options }));
  const taken =
    receivers.modern?.willPresent(notification, answer) === true ||
    receivers.legacy?.willPresent(notification, answer) === true;
  if (!taken) answer(0);
});

on('notifications.response', ({ notification, action }) => {
  const done = once(() => send({ kind: 'notifications.response-completed', id: notification.id }));
  const taken =
    receivers.modern?.respond(notification, action, done) === true ||
    receivers.legacy?.respond(notification, action, done) === true;
  if (!taken) done();
});

function once<T extends unknown[]>(callback: (...values: T) => void): (...values: T) => void {
  let called = false;
  return (...values) => {
    if (called) return;
    called = true;
    callback(...values);
  };
}
