/** UNNotificationServiceExtension: changes a remote notification before it is shown, in a process of its own. */

import type { NotificationData } from '../../messages.ts';
import { on, send } from '../bridge.ts';
import { dataOf, notificationFrom, type UNNotificationContent, UNNotificationRequest } from './un-notification.ts';

export type ContentHandler = (content: UNNotificationContent) => void;

/** To be subclassed, as in Apple's template. */
export class UNNotificationServiceExtension {
  /** Shows the notification as it came unless a subclass does otherwise. */
  didReceiveNotificationRequestWithContentHandler(
    request: UNNotificationRequest,
    contentHandler: ContentHandler,
  ): void {
    contentHandler(request.content);
  }

  /** The last moment to call the content handler. */
  serviceExtensionTimeWillExpire(): void {}
}

/**
 * To be called by an extension's main file with its principal class, which Info.plist names on a phone. Each notification
 * gets an instance of its own.
 */
export function NSExtensionMain(principalClass: new () => UNNotificationServiceExtension): void {
  const working = new Map<string, UNNotificationServiceExtension>();
  on('extension.notification', ({ request, notification }) => {
    const extension = new principalClass();
    working.set(request, extension);
    extension.didReceiveNotificationRequestWithContentHandler(notificationFrom(notification).request, (content) => {
      if (working.delete(request))
        send({ kind: 'extension.content', request, notification: written(request, content) });
    });
  });
  on('extension.time-over', ({ request }) => working.get(request)?.serviceExtensionTimeWillExpire());
  send({ kind: 'app.launched' });
}

/** Content without a text is the way to say that nothing is to be shown. */
function written(id: string, content: UNNotificationContent): NotificationData | null {
  if (content.title === '' && content.body === '') return null;
  return { ...dataOf(UNNotificationRequest.requestWithIdentifierContentTrigger(id, content, null)), remote: true };
}
