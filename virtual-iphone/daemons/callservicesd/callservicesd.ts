/**
 * callservicesd: owns all calls of the phone. Puts the pieces together and is what apps (messages), the screen
 * (gestures) and apsd (VoIP pushes) talk to.
 */

import { randomUUID } from 'node:crypto';
import type { FromApp } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { applyEffects } from './action-effects.ts';
import { AudioSession } from './audio-session.ts';
import { CallRegistry, type CallWatcher, type TrackedCall } from './call-registry.ts';
import { callAssertion, callMirror, ringLimit } from './call-watchers.ts';
import { answerPlan, endPlan, holdOtherProviders, holdPlan, mutePlan, plan } from './gestures.ts';
import { IncomingReports } from './incoming-reports.ts';
import { Providers } from './providers.ts';
import { refusalOf } from './request-checks.ts';
import { type ActionSource, type PlannedAction, Transactions } from './transactions.ts';
import { VoipDelivery } from './voip-delivery.ts';

type CallMessage<Kind extends FromApp['kind']> = Extract<FromApp, { kind: Kind }>;

export class CallServices {
  readonly calls: CallRegistry;
  readonly reports: IncomingReports;
  readonly audio: AudioSession;
  readonly voip: VoipDelivery;
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #providers = new Providers();
  readonly #transactions: Transactions;

  constructor(context: PhoneContext, runningBoard: RunningBoard, screen: CallWatcher) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.calls = new CallRegistry(context);
    this.audio = new AudioSession(context, runningBoard, this.calls);
    this.voip = new VoipDelivery(context, runningBoard, this.calls);
    this.reports = new IncomingReports(context, runningBoard, this.calls, this.#providers);
    this.#transactions = new Transactions(context, runningBoard, (group) =>
      applyEffects(group, this.calls, this.audio, context.clock.now()),
    );
    // The screen comes first, since people see a call before its app hears of it.
    this.calls.watch(screen);
    this.calls.watch(this.#transactions);
    this.calls.watch(this.audio);
    this.calls.watch(callMirror(this.calls, runningBoard));
    this.calls.watch(callAssertion(runningBoard));
    this.calls.watch(ringLimit(context, (call) => this.#perform('system', endPlan(call, this.#scene))));
  }

  // ── From apps ──────────────────────────────────────────────────────────────────────────────────────────────────

  registerProvider(app: App, { configuration }: CallMessage<'callkit.register-provider'>): void {
    this.#providers.register(app, configuration);
    this.#runningBoard.deliver(app, { kind: 'callkit.provider-began' });
  }

  /** Documented to end calls, but seen to do nothing in recent releases; the virtual phone follows what was seen. */
  invalidateProvider(app: App): void {
    this.#context.log('callservicesd', `Call source ${app.bundleId} was invalidated`);
  }

  reportIncoming(app: App, report: CallMessage<'callkit.report-incoming'>): void {
    if (this.reports.incoming(app, report)) this.voip.callReported(app);
  }

  /** CXCallController.request. Acceptance is all or nothing; performance is each action's own matter. */
  request(app: App, { request, transaction, actions }: CallMessage<'callkit.request'>): void {
    const error = refusalOf(app, actions, { context: this.#context, calls: this.calls, providers: this.#providers });
    this.#context.note('transaction.requested', {
      transaction,
      source: 'app',
      error: error?.code ?? null,
      actions: actions.map((action) => action.type),
    });
    this.#runningBoard.deliver(app, { kind: 'callkit.requested', request, error });
    if (error !== null) return;
    for (const action of actions) {
      const answered = action.type === 'answer' ? this.calls.get(action.call) : undefined;
      if (answered !== undefined) this.calls.change(answered, { answering: true });
      if (action.type !== 'start') continue;
      this.calls.add({
        id: action.call,
        app,
        appName: this.#providers.appName(app),
        outgoing: true,
        update: { remoteHandle: action.handle, hasVideo: action.video },
        state: 'connecting',
      });
    }
    const own = actions.map((data): PlannedAction => ({ app, data }));
    this.#transactions.commit(transaction, 'app', [...holdOtherProviders(own, this.#scene), ...own]);
  }

  actionCompleted(app: App, { action, outcome, at }: CallMessage<'callkit.action-completed'>): void {
    this.#transactions.complete(app, action, outcome, at);
  }

  /** A call of a dead app leaves the phone; nobody is told (twilio-voice-ios#87). */
  processExited(app: App): void {
    this.voip.unregistered(app);
    for (const call of this.calls.of(app)) this.calls.end(call, { by: 'system', reason: null, failed: false });
    this.#providers.forget(app);
  }

  // ── From the user ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @returns whether there was something to answer. */
  answer(call: TrackedCall): boolean {
    const actions = answerPlan(call, this.#scene);
    if (actions.length === 0) return false;
    this.#context.log('callservicesd', `Performing answer request for call ${call.id}`);
    this.calls.change(call, { answering: true });
    this.#perform('user', actions);
    return true;
  }

  hangUp(call: TrackedCall): void {
    this.#perform('user', endPlan(call, this.#scene));
  }

  setMuted(call: TrackedCall, muted: boolean): void {
    this.#perform('user', mutePlan(call, muted));
  }

  setHeld(call: TrackedCall, held: boolean): void {
    this.#perform('user', holdPlan(call, held, this.#scene));
  }

  playTones(call: TrackedCall, digits: string): void {
    this.#perform('user', [plan(call, { type: 'play-dtmf', digits, dtmfType: 1 })]);
  }

  // ── From the phone ─────────────────────────────────────────────────────────────────────────────────────────────

  /** The daemon starts anew: calls are lost, and providers hear `providerDidReset` (CXProviderDelegate documentation). */
  restart(): void {
    this.#transactions.clear();
    for (const call of this.calls.all) this.calls.end(call, { by: 'system', reason: null, failed: false });
    for (const app of this.#providers.apps) {
      this.#runningBoard.deliver(app, { kind: 'callkit.provider-reset' });
      this.#runningBoard.deliver(app, { kind: 'callkit.provider-began' });
    }
  }

  /** Drops calls, transactions, pushes and bans without a word to anyone. */
  clear(): void {
    this.calls.clear();
    this.voip.clear();
  }

  get #scene() {
    return { calls: this.calls, providers: this.#providers, transactions: this.#transactions };
  }

  #perform(source: ActionSource, actions: readonly PlannedAction[]): void {
    if (actions.length === 0) return;
    const transaction = randomUUID().toUpperCase();
    this.#context.note('transaction.requested', {
      transaction,
      source,
      error: null,
      actions: actions.map(({ data }) => data.type),
    });
    this.#transactions.commit(transaction, source, actions);
  }
}
