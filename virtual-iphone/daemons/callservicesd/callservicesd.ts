/**
 * callservicesd: owns all calls of the phone. Puts the pieces together and is what apps (messages), the screen
 * (gestures) and apsd (VoIP pushes) talk to.
 */

import type { FromApp, HandleData } from '../../messages.ts';
import type { AnswerWay, CallChoices } from '../../ui/model.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { applyEffects } from './action-effects.ts';
import { afterCellular } from './after-cellular.ts';
import { AudioSession } from './audio-session.ts';
import { canBeSplit, choicesOf } from './call-choices.ts';
import { CallRegistry, type CallWatcher, type TrackedCall } from './call-registry.ts';
import { callAssertion, callMirror, ringLimit } from './call-watchers.ts';
import { DialTones } from './dial-tones.ts';
import {
  answerPlan,
  dialPlan,
  endPlan,
  groupPlan,
  holdOtherProviders,
  holdPlan,
  mutePlan,
  plan,
  translatePlan,
} from './gestures.ts';
import { IncomingReports } from './incoming-reports.ts';
import { Providers } from './providers.ts';
import { Recents } from './recents.ts';
import { refusalOf } from './request-checks.ts';
import { STAND_IN_CONFIGURATION, type StandIn, StandInCallers } from './stand-in-callers.ts';
import { type ActionSource, type PlannedAction, Transactions } from './transactions.ts';
import { VoipDelivery } from './voip-delivery.ts';

/** A call from somebody who is not the app under test. */
export interface StandInCall {
  /** Phone number. */
  readonly number: string;
  readonly name?: string;
  readonly supportsHolding?: boolean;
}

type CallMessage<Kind extends FromApp['kind']> = Extract<FromApp, { kind: Kind }>;

export class CallServices {
  readonly calls: CallRegistry;
  readonly reports: IncomingReports;
  readonly audio: AudioSession;
  readonly voip: VoipDelivery;
  readonly recents: Recents;
  readonly providers = new Providers();
  readonly tones: DialTones;
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #transactions: Transactions;
  readonly #standIns: StandInCallers;

  constructor(context: PhoneContext, runningBoard: RunningBoard, screen: CallWatcher, needsUpdate: (app: App) => void) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.calls = new CallRegistry(context);
    this.audio = new AudioSession(context, runningBoard, this.calls);
    this.voip = new VoipDelivery(context, runningBoard, this.calls, needsUpdate);
    this.recents = new Recents(context, this.providers);
    this.reports = new IncomingReports(context, runningBoard, this.calls, this);
    this.tones = new DialTones(context, (call, digits, dtmfType) =>
      this.#perform('user', [plan(call, { type: 'play-dtmf', digits, dtmfType })]),
    );
    this.#transactions = new Transactions(context, runningBoard, (group) => {
      applyEffects(group, this.calls, this.audio, context.clock.now());
      for (const { data } of group.actions) {
        const call = this.calls.get(data.call);
        if (data.type === 'play-dtmf' && call !== undefined) this.tones.completed(call);
      }
    });
    this.#standIns = new StandInCallers(context, (app, action) =>
      this.#transactions.complete(app, action, 'fulfilled', null),
    );
    // The screen comes first, since people see a call before its app hears of it.
    this.calls.watch(screen);
    this.calls.watch(this.#transactions);
    this.calls.watch(this.audio);
    this.calls.watch(callMirror(this.calls, runningBoard));
    this.calls.watch(callAssertion(runningBoard));
    this.calls.watch(this.recents);
    this.calls.watch(this.tones);
    this.calls.watch(afterCellular(context, this.calls, (call) => this.#resume(call)));
    this.calls.watch(ringLimit(context, (call) => this.#perform('system', endPlan(call, this.#scene))));
  }

  // ── From apps ──────────────────────────────────────────────────────────────────────────────────────────────────

  registerProvider(app: App, { configuration }: CallMessage<'callkit.register-provider'>): void {
    this.providers.register(app, configuration);
    const { maximumCallGroups, maximumCallsPerCallGroup } = configuration;
    this.#context.note('provider.registered', {
      bundleId: app.bundleId,
      calls: maximumCallGroups * maximumCallsPerCallGroup,
    });
    // What can be done with a call follows from the configuration.
    for (const call of this.calls.of(app)) this.calls.change(call, {});
    this.#runningBoard.deliver(app, { kind: 'callkit.provider-began' });
  }

  /** Documented to end calls, but seen to do nothing in recent releases; the virtual phone follows what was seen. */
  invalidateProvider(app: App): void {
    this.#context.log('callservicesd', `Call source ${app.bundleId} was invalidated`);
    if (!this.#context.settings.invalidateEndsCalls) return;
    for (const call of this.calls.of(app)) this.calls.end(call, { by: 'app', reason: 'failed', failed: true });
    this.providers.forget(app);
  }

  reportIncoming(app: App, report: CallMessage<'callkit.report-incoming'>): void {
    if (this.reports.incoming(app, report)) this.voip.callReported(app);
  }

  /** CXCallController.request. Acceptance is all or nothing; performance is each action's own matter. */
  request(app: App, { request, transaction, actions }: CallMessage<'callkit.request'>): void {
    const error = refusalOf(app, actions, { context: this.#context, calls: this.calls, providers: this.providers });
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
        appName: this.providers.appName(app),
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
    for (const call of this.calls.of(app)) this.calls.end(call, LOST);
    this.providers.forget(app);
  }

  // ── From the user ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @returns whether there was something to answer. */
  answer(call: TrackedCall, way: AnswerWay = 'plain'): boolean {
    const actions = answerPlan(call, this.#scene, way);
    if (actions.length === 0) return false;
    const others = (type: 'end' | 'set-held') =>
      actions.filter(({ data }) => data.type === type && data.call !== call.id).length;
    const { log } = this.#context;
    log(
      'callservicesd',
      `Asked to answer call ${call.id} while disconnecting calls (${others('end')}) and holding calls (${others('set-held')})`,
    );
    log('callservicesd', `Performing answer request for call ${call.id}`);
    this.calls.change(call, { answering: true });
    this.#perform('user', actions);
    return true;
  }

  hangUp(call: TrackedCall): void {
    this.#context.log('callservicesd', `endCallWithUUIDAsLocalHangup ${call.id}`);
    this.#perform('user', endPlan(call, this.#scene));
  }

  /** Ends all calls that are joined with this one, in one transaction (assumed). */
  hangUpConference(call: TrackedCall): void {
    const members = this.calls.all.filter(
      (each) => each === call || (each.group !== undefined && each.group === call.group),
    );
    this.#perform(
      'user',
      members.flatMap((each) => endPlan(each, this.#scene)),
    );
  }

  setMuted(call: TrackedCall, muted: boolean): void {
    this.#perform('user', mutePlan(call, muted));
  }

  setHeld(call: TrackedCall, held: boolean): void {
    this.#perform('user', holdPlan(call, held, this.#scene));
  }

  merge(call: TrackedCall, other: TrackedCall): void {
    this.#perform('user', groupPlan(call, other));
  }

  /** Takes a call out of its group, where it lets itself be taken. */
  split(call: TrackedCall): void {
    if (canBeSplit(call)) this.#perform('user', groupPlan(call, undefined));
  }

  translate(call: TrackedCall, translation: Parameters<typeof translatePlan>[1]): void {
    this.#perform('user', translatePlan(call, translation, this.#scene));
  }

  choicesOf(call: TrackedCall): CallChoices {
    return choicesOf(call, this.#scene);
  }

  // ── From others ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody calls on the cellular line or in another calling app. @returns the call's UUID; it may have been filtered. */
  receive(from: StandIn, { number, name, supportsHolding }: StandInCall): string {
    const app = this.#standIn(from);
    const call = this.#context.newId();
    this.reports.incoming(app, {
      kind: 'callkit.report-incoming',
      request: 0,
      call,
      update: {
        remoteHandle: phoneNumber(number),
        ...(name === undefined ? {} : { localizedCallerName: name }),
        ...(supportsHolding === undefined ? {} : { supportsHolding }),
      },
    });
    return call;
  }

  /** The user dials on the cellular line, and the other side answers at once. @returns the call's UUID. */
  dialCellular(number: string): string {
    const app = this.#standIn('cellular');
    const call = this.calls.add({
      id: this.#context.newId(),
      app,
      appName: app.displayName,
      outgoing: true,
      update: { remoteHandle: phoneNumber(number) },
      state: 'connecting',
    });
    this.#perform('user', dialPlan(call, this.#scene));
    this.calls.change(call, { connectedAt: this.#context.clock.now() });
    return call.id;
  }

  /** The other side hangs up on a stand-in's call. */
  remoteHangUp(call: TrackedCall): void {
    this.calls.end(call, { by: 'app', reason: 'remoteEnded', failed: false });
  }

  // ── From the phone ─────────────────────────────────────────────────────────────────────────────────────────────

  /** The daemon starts anew: calls are lost, and providers hear `providerDidReset` (CXProviderDelegate documentation). */
  restart(): void {
    this.#transactions.clear();
    this.audio.lost();
    for (const call of this.calls.all) this.calls.end(call, LOST);
    for (const app of this.providers.apps) {
      this.#runningBoard.deliver(app, { kind: 'callkit.provider-reset' });
      this.#runningBoard.deliver(app, { kind: 'callkit.provider-began' });
    }
  }

  /** Drops calls, transactions, pushes and bans without a word to anyone. */
  clear(): void {
    this.calls.clear();
    this.voip.clear();
    this.recents.clear();
  }

  #resume(call: TrackedCall): void {
    this.#perform('system', [plan(call, { type: 'set-held', onHold: false })]);
  }

  #standIn(kind: StandIn): App {
    const app = this.#standIns.app(kind);
    this.providers.register(app, STAND_IN_CONFIGURATION);
    return app;
  }

  get #scene() {
    return {
      calls: this.calls,
      providers: this.providers,
      transactions: this.#transactions,
      features: this.#context.ios.features,
      settings: this.#context.settings,
    };
  }

  #perform(source: ActionSource, actions: readonly PlannedAction[]): void {
    if (actions.length === 0) return;
    const transaction = this.#context.newId();
    this.#context.note('transaction.requested', {
      transaction,
      source,
      error: null,
      actions: actions.map(({ data }) => data.type),
    });
    this.#transactions.commit(transaction, source, actions);
  }
}

/** How a call ends whose process or daemon is gone. */
const LOST = { by: 'system', reason: null, failed: false, lost: true } as const;

function phoneNumber(value: string): HandleData {
  return { type: 2, value };
}
