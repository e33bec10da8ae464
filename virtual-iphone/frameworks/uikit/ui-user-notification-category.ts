/** UIUserNotificationCategory and UIUserNotificationAction: the buttons of a notification on iOS 8 and 9. No text input. */

import type { NotificationActionData, NotificationCategoryData } from '../../messages.ts';

export const UIUserNotificationActivationMode = { Foreground: 0, Background: 1 } as const;
export const UIUserNotificationActionContext = { Default: 0, Minimal: 1 } as const;

export class UIMutableUserNotificationAction {
  identifier = '';
  title = '';
  /** UIUserNotificationActivationMode. */
  activationMode: number = UIUserNotificationActivationMode.Foreground;
  destructive = false;
  /** Ignored in the foreground mode, for which the phone is unlocked in any case. */
  authenticationRequired = false;
}

export class UIMutableUserNotificationCategory {
  identifier = '';
  readonly #actions = new Map<number, readonly UIMutableUserNotificationAction[]>();

  /** Default: up to four, in lists. Minimal: up to two, on a banner; the first two of the others where none are set. */
  setActionsForContext(actions: readonly UIMutableUserNotificationAction[], context: number): void {
    this.#actions.set(context, [...actions]);
  }

  actionsForContext(context: number): readonly UIMutableUserNotificationAction[] | null {
    return this.#actions.get(context) ?? null;
  }
}

export function categoryData(category: UIMutableUserNotificationCategory): NotificationCategoryData {
  const { Default, Minimal } = UIUserNotificationActionContext;
  const minimal = category.actionsForContext(Minimal);
  return {
    identifier: category.identifier,
    actions: (category.actionsForContext(Default) ?? []).map(actionData),
    ...(minimal !== null && { minimalActions: minimal.map(actionData) }),
  };
}

function actionData(action: UIMutableUserNotificationAction): NotificationActionData {
  const { identifier, title, activationMode, destructive, authenticationRequired } = action;
  const foreground = activationMode === UIUserNotificationActivationMode.Foreground;
  return { identifier, title, foreground, destructive, authenticationRequired };
}
