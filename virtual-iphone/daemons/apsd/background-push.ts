/**
 * `content-available` pushes: run the app for a while without showing anything. Needs the background mode
 * remote-notification and does not reach an app that the user has force-quit (UIApplicationDelegate,
 * application(_:didReceiveRemoteNotification:fetchCompletionHandler:)).
 */

import type { Timer } from '../../../clock/index.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import type { ReceivedPush } from './received-push.ts';

export class BackgroundPushes {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #running = new Map<string, { readonly limit: Timer; readonly release: () => void }>();

  constructor(context: PhoneContext, runningBoard: RunningBoard) {
    this.#context = context;
    this.#runningBoard = runningBoard;
  }

  receive(app: App, push: ReceivedPush): void {
    const why = refusalOf(app) ?? this.#lockedAway();
    if (why !== undefined) {
      this.#context.note('push.dropped', { id: push.id, why });
      return;
    }
    this.#runningBoard.wake(app, 'background-push');
    const release = this.#runningBoard.holdAwake(app, 'background push');
    const limit = this.#context.clock.setTimeout(
      () => this.completed(push.id),
      this.#context.settings.backgroundPushMs,
    );
    this.#running.set(push.id, { limit, release });
    this.#context.note('push.delivered', {
      id: push.id,
      bundleId: app.bundleId,
      channel: 'remote',
      mustReport: false,
    });
    this.#runningBoard.deliver(app, { kind: 'remote.push', push: push.id, payload: push.payload });
  }

  /** Before the first unlock only a phone that launches apps for VoIP pushes does so for these. */
  #lockedAway(): string | undefined {
    const { protectedData, voipBeforeFirstUnlock } = this.#context;
    const launches = protectedData !== 'before-first-unlock' || voipBeforeFirstUnlock === 'launch';
    return launches ? undefined : 'before-first-unlock';
  }

  /** The app called the completion handler, or its time is over. */
  completed(id: string): void {
    const running = this.#running.get(id);
    running?.limit.cancel();
    running?.release();
    this.#running.delete(id);
  }

  clear(): void {
    for (const id of this.#running.keys()) this.completed(id);
  }
}

/** An app in front gets the push even without the background mode. */
function refusalOf(app: App): string | undefined {
  if (app.isForeground) return undefined;
  if (!app.hasBackgroundMode('remote-notification')) return 'no-remote-notification-background-mode';
  return app.forceQuit ? 'force-quit' : undefined;
}
