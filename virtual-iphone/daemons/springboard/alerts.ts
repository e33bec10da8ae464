/** Alerts that SpringBoard shows, one at a time, oldest first; an unlocked phone only (assumed). */

import { label } from '../../ios/labels.ts';
import type { Language, ShownAlert } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';

interface Alert {
  readonly shown: ShownAlert;
  /** It goes when this app's process ends. */
  readonly asker: App | undefined;
  readonly answered: (button: number) => void;
}

export class Alerts {
  readonly #context: PhoneContext;
  readonly #changed: () => void;
  #alerts: readonly Alert[] = [];

  constructor(context: PhoneContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  get shown(): ShownAlert | undefined {
    return this.#alerts[0]?.shown;
  }

  /** @param alert buttons in their order; `answered` gets the index of the one that is touched. */
  show(alert: Omit<ShownAlert, 'id'>, answered: (button: number) => void, asker?: App): void {
    const shown = { ...alert, id: this.#context.newId() };
    this.#alerts = [...this.#alerts, { shown, asker, answered }];
    this.#context.note('alert.shown', { title: alert.title });
    this.#changed();
  }

  answer(id: string, button: number): void {
    const alert = this.#alerts.find(({ shown }) => shown.id === id);
    if (alert === undefined) return;
    this.#drop((each) => each === alert);
    this.#context.note('alert.answered', { title: alert.shown.title, button: alert.shown.buttons[button] ?? '' });
    alert.answered(button);
  }

  exited(app: App): void {
    this.#drop(({ asker }) => asker === app);
  }

  clear(): void {
    this.#drop(() => true);
  }

  #drop(which: (alert: Alert) => boolean): void {
    const left = this.#alerts.filter((alert) => !which(alert));
    if (left.length === this.#alerts.length) return;
    this.#alerts = left;
    this.#changed();
  }
}

/** Of an app whose Push to Talk exemption no longer counts, once (stated to be shown; when and in which words, assumed). */
export function updateAlert(alerts: Alerts, language: Language): (app: App) => void {
  const told = new WeakSet<App>();
  return (app) => {
    if (told.has(app)) return;
    told.add(app);
    const title = label('needsUpdate', language, app.displayName);
    alerts.show(
      { title, message: label('needsUpdateText', language), buttons: [label('ok', language)] },
      () => undefined,
    );
  };
}
