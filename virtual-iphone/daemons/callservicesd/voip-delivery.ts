/**
 * From a VoIP push to the app's PushKit callback: wake or launch the app, keep the payload until PushKit is registered,
 * and kill an app that had to report a call and did not (PushKit documentation, "Responding to VoIP notifications from
 * PushKit"; forums threads 768136 and 817976; steps and times observed).
 */

import type { Timer } from '../../../clock/index.ts';
import type { JsonObject } from '../../messages.ts';
import type { ReceivedPush } from '../apsd/received-push.ts';
import type { PhoneContext } from '../context.ts';
import type { App, RunningProcess } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import type { CallRegistry } from './call-registry.ts';
import { KillCounts } from './kill-counts.ts';
import { hasSpentExemption, isPushToTalk, isStrict } from './push-policy.ts';

/** Termination code of an app that did not report a call in time ("bad call"). */
export const UNREPORTED_CALL_CODE = '0xBAADCA11';

interface QueuedPush {
  readonly push: ReceivedPush;
  readonly mustReport: boolean;
  /** Testbed time, milliseconds. */
  readonly receivedAt: number;
}

/** What is known of one app's pushes. */
class Deliveries {
  /** Not handed over yet: PushKit is not registered in the process. */
  queue: QueuedPush[] = [];
  /** Came while the process was just ending, and wait for its end to start another. */
  readonly afterEnd: ReceivedPush[] = [];
  /** Ids of pushes that need a report and have none. */
  readonly unreported = new Set<string>();
  readonly deadlines = new Set<Timer>();
  /** The process in which PushKit is registered for VoIP pushes. */
  registeredIn: RunningProcess | undefined;
}

export class VoipDelivery {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #calls: CallRegistry;
  readonly #kills: KillCounts;
  readonly #deliveries = new Map<App, Deliveries>();
  readonly #needsUpdate: (app: App) => void;

  /** @param needsUpdate tells the user so of an app whose Push to Talk exemption no longer counts. */
  constructor(context: PhoneContext, runningBoard: RunningBoard, calls: CallRegistry, needsUpdate: (app: App) => void) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#calls = calls;
    this.#needsUpdate = needsUpdate;
    this.#kills = new KillCounts(context);
  }

  /** A payload that no courier brought: a notification service extension found it in an ordinary push. */
  receivePayload(app: App, payload: JsonObject): void {
    const id = this.#context.newId();
    this.receive(app, { id, topic: `${app.bundleId}.voip`, pushType: 'voip', priority: 10, payload });
  }

  receive(app: App, push: ReceivedPush): void {
    if (app.running?.ending === true) {
      this.#of(app).afterEnd.push(push);
      return;
    }
    const { note, log, ios, settings, clock } = this.#context;
    log(
      'callservicesd',
      `Received incoming APS message from application with bundle identifier ${app.bundleId} and topic ${push.topic}`,
    );
    if (!app.hasBackgroundMode('voip')) {
      note('push.dropped', { id: push.id, why: 'no-voip-background-mode' });
      return;
    }
    const strict = isStrict(app, ios.features, settings);
    if (strict && hasSpentExemption(app)) {
      log('callservicesd', `${app.bundleId} has an unrestricted-voip entitlement that no longer counts`, 'Warning');
      if (isPushToTalk(app)) this.#needsUpdate(app);
    }
    if (strict && this.#kills.isBanned(app.bundleId)) {
      this.#receiveBanned(app, push);
      return;
    }
    const mustReport = strict && this.#noExcuse(app) && this.#of(app).unreported.size === 0;
    if (this.#mayOpen(app)) this.#open(app);
    else if (this.#context.voipBeforeFirstUnlock === 'drop') {
      note('push.dropped', { id: push.id, why: 'before-first-unlock' });
      return;
    }
    if (mustReport) this.#of(app).unreported.add(push.id);
    this.#startDeadline(app, push, strict);
    this.#handOver(app, { push, mustReport, receivedAt: clock.now() });
  }

  /** The process that was ending is gone: what came meanwhile starts another. */
  ended(app: App): void {
    for (const push of this.#of(app).afterEnd.splice(0)) this.receive(app, push);
  }

  /** PushKit was registered: what waited is delivered now, however late. */
  registered(app: App): void {
    const deliveries = this.#of(app);
    deliveries.registeredIn = app.running;
    const waiting = deliveries.queue;
    deliveries.queue = [];
    for (const queued of waiting) this.#handOver(app, queued);
  }

  unregistered(app: App): void {
    this.#of(app).registeredIn = undefined;
  }

  /** Any reported call of the app satisfies all its pushes, also one that was refused (forums thread 768136). */
  callReported(app: App): void {
    this.#of(app).unreported.clear();
  }

  /** The app called a push's completion handler. */
  completed(app: App, push: string): void {
    this.#context.note('push.completed', { id: push, bundleId: app.bundleId });
  }

  /** The app was deleted. */
  forget(app: App): void {
    for (const deadline of this.#of(app).deadlines) deadline.cancel();
    this.#deliveries.delete(app);
    this.#kills.forget(app.bundleId);
  }

  /** Forgets pushes under way, kills and bans. */
  clear(): void {
    this.forgetPushes();
    this.#kills.clear();
  }

  /** The phone starts anew. Kills and bans stay, since only a deleted app or the daily maintenance ends them (observed). */
  forgetPushes(): void {
    for (const { deadlines } of this.#deliveries.values()) for (const deadline of deadlines) deadline.cancel();
    this.#deliveries.clear();
  }

  /** A banned app still gets its pushes while it is in front; the payload is lost otherwise (callkeep voip-push#102). */
  #receiveBanned(app: App, push: ReceivedPush): void {
    const text = 'it failed to report an incoming call too many times (or repeatedly crashed.)';
    if (app.isForeground) {
      this.#context.log('callservicesd', `Delivering to ${app.bundleId} in the foreground although ${text}`, 'Warning');
      this.#handOver(app, { push, mustReport: false, receivedAt: this.#context.clock.now() });
      return;
    }
    this.#context.log('callservicesd', `${app.bundleId} will not be launched because ${text}`, 'Error');
    this.#context.note('push.dropped', { id: push.id, why: 'launch-prevented' });
  }

  /** An app that does not run may not be openable before the first unlock; a running one takes its push. */
  #mayOpen(app: App): boolean {
    const { protectedData, voipBeforeFirstUnlock, log } = this.#context;
    if (protectedData !== 'before-first-unlock' || app.running !== undefined) return true;
    if (voipBeforeFirstUnlock === 'launch') return true;
    log('callservicesd', `${app.bundleId} cannot be opened before the device was unlocked once`, 'Warning');
    return false;
  }

  #open(app: App): void {
    const { log } = this.#context;
    log('callservicesd', `Attempting to open application ${app.bundleId} and acquire a process assertion`);
    this.#runningBoard.wake(app, 'voip-push');
    log('callservicesd', `Successfully launched application with bundle identifier ${app.bundleId}`);
  }

  #handOver(app: App, queued: QueuedPush): void {
    const deliveries = this.#of(app);
    if (app.running === undefined || deliveries.registeredIn !== app.running) {
      deliveries.queue.push(queued);
      return;
    }
    const { push } = queued;
    const mustReport = queued.mustReport && this.#noExcuse(app) && !this.#isStale(queued);
    this.#context.log('callservicesd', `Asked to deliver message ${push.id} to CSDVoIPApplication ${app.bundleId}`);
    this.#context.log('callservicesd', `Delivering 1 VoIP payload(s) to application ${app.bundleId}`);
    this.#context.note('push.delivered', { id: push.id, bundleId: app.bundleId, channel: 'pushkit', mustReport });
    this.#runningBoard.deliver(app, {
      kind: 'pushkit.push',
      push: push.id,
      type: 'voIP',
      payload: push.payload,
      mustReport,
    });
  }

  #startDeadline(app: App, push: ReceivedPush, strict: boolean): void {
    const { settings, clock, log } = this.#context;
    const release = this.#runningBoard.holdAwake(app, 'VoIP push');
    log('callservicesd', `Successfully took out process assertion for ${app.bundleId}`);
    const deadlines = this.#of(app).deadlines;
    const deadline = clock.setTimeout(
      () => {
        deadlines.delete(deadline);
        release();
        if (strict) this.#judge(app, push);
      },
      strict ? settings.strictVoipDeadlineMs : settings.voipDeadlineMs,
    );
    deadlines.add(deadline);
  }

  /**
   * At the deadline of this push; a later one has its own. A process that PushKit's own check has ended counts as well: its
   * push is still unreported.
   */
  #judge(app: App, push: ReceivedPush): void {
    const { unreported } = this.#of(app);
    if (!unreported.has(push.id) || !this.#noExcuse(app)) return;
    unreported.clear();
    this.#kills.add(app.bundleId);
    this.#context.log(
      'callservicesd',
      `Killing VoIP app because it failed to post an incoming call in time: ${app.bundleId} ` +
        `(${this.#kills.of(app.bundleId)} of ${this.#context.settings.voipKillLimit})`,
      'Error',
    );
    this.#runningBoard.kill(app, { kind: 'killed', by: 'callservicesd', code: UNREPORTED_CALL_CODE });
  }

  /** An app in front, or with a call, need not report (forums thread 768136). */
  #noExcuse(app: App): boolean {
    return !app.isForeground && this.#calls.of(app).length === 0;
  }

  #isStale({ receivedAt }: QueuedPush): boolean {
    const { clock, ios, settings } = this.#context;
    return ios.features.staleVoipPushExcused === true && clock.now() - receivedAt >= settings.staleVoipPushMs;
  }

  #of(app: App): Deliveries {
    let deliveries = this.#deliveries.get(app);
    if (deliveries === undefined) {
      deliveries = new Deliveries();
      this.#deliveries.set(app, deliveries);
    }
    return deliveries;
  }
}
