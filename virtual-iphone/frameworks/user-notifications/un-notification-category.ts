/** UNNotificationCategory and UNNotificationAction: the buttons of a notification. Without text input and intents. */

import type { NotificationCategoryData } from '../../messages.ts';
import { requireUserNotifications } from '../availability.ts';

export const UNNotificationActionOptions = {
  None: 0,
  AuthenticationRequired: 1,
  Destructive: 2,
  Foreground: 4,
} as const;

export class UNNotificationAction {
  readonly identifier: string;
  readonly title: string;
  readonly options: number;

  private constructor(identifier: string, title: string, options: number) {
    requireUserNotifications('UNNotificationAction');
    this.identifier = identifier;
    this.title = title;
    this.options = options;
  }

  static actionWithIdentifierTitleOptions(identifier: string, title: string, options: number): UNNotificationAction {
    return new UNNotificationAction(identifier, title, options);
  }
}

export class UNNotificationCategory {
  readonly identifier: string;
  readonly actions: readonly UNNotificationAction[];

  private constructor(identifier: string, actions: readonly UNNotificationAction[]) {
    requireUserNotifications('UNNotificationCategory');
    this.identifier = identifier;
    this.actions = [...actions];
  }

  /** Intents and options are not modelled: pass an empty list and 0. */
  static categoryWithIdentifierActionsIntentIdentifiersOptions(
    identifier: string,
    actions: readonly UNNotificationAction[],
    _intentIdentifiers: readonly never[],
    _options: 0,
  ): UNNotificationCategory {
    return new UNNotificationCategory(identifier, actions);
  }
}

export function categoryData({ identifier, actions }: UNNotificationCategory): NotificationCategoryData {
  const { AuthenticationRequired, Destructive, Foreground } = UNNotificationActionOptions;
  return {
    identifier,
    actions: actions.map(({ options, ...action }) => ({
      ...action,
      foreground: (options & Foreground) !== 0,
      destructive: (options & Destructive) !== 0,
      authenticationRequired: (options & AuthenticationRequired) !== 0,
    })),
  };
}
