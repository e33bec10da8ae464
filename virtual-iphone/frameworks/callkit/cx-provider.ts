/**
 * CXProvider: the app's link to the system's calls. Reports go out at once; actions come in as transactions and stay
 * pending here until every one is fulfilled or failed.
 */

import type { CallActionData, ErrorData, JsonObject } from '../../messages.ts';
import { isIos, requireCallKit, requireClass } from '../availability.ts';
import { AVAudioSession } from '../avfaudio/index.ts';
import { logWarning, nextRequest, on, send } from '../bridge.ts';
import { errorFrom, type NSError } from '../foundation/ns-error.ts';
import { requireArgument } from '../foundation/ns-exception.ts';
import type { NSUUID } from '../foundation/ns-uuid.ts';
import { callReported } from '../pushkit/must-report.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import { actionFrom, uuid } from './action-data.ts';
import type { CXCallEndedReason } from './constants.ts';
import { CXAction, CXCallAction } from './cx-action.ts';
import { type CXCallUpdate, updateData } from './cx-call-update.ts';
import { type CXProviderConfiguration, configurationData, copyOf } from './cx-provider-configuration.ts';
import { type CXProviderDelegate, perform } from './cx-provider-delegate.ts';
import { CXTransaction } from './cx-transaction.ts';

type ReportCompletion = (error: NSError | null) => void;

const reports = new Map<number, ReportCompletion>();

/** An app has one call source: the newest provider gets the system's messages, older ones are orphans. */
let current: WeakRef<CXProvider> | undefined;

export class CXProvider {
  readonly #delegate = new WeakDelegate<CXProviderDelegate>();
  #configuration: CXProviderConfiguration;
  #pending: CXTransaction[] = [];
  #began = false;
  #toldBegan = false;

  constructor(configuration: CXProviderConfiguration) {
    requireCallKit('CXProvider');
    requireArgument('CXProvider initWithConfiguration:', 'configuration', configuration);
    this.#configuration = copyOf(configuration);
    current = new WeakRef(this);
    this.#register();
  }

  get configuration(): CXProviderConfiguration {
    return copyOf(this.#configuration);
  }

  set configuration(configuration: CXProviderConfiguration) {
    this.#configuration = copyOf(configuration);
    this.#register();
  }

  /** Transactions with an action that is neither fulfilled nor failed. */
  get pendingTransactions(): readonly CXTransaction[] {
    return [...this.#pending];
  }

  /** Held weakly. `queue` is null: the main queue. */
  setDelegateQueue(delegate: CXProviderDelegate | null, _queue: null): void {
    this.#delegate.value = delegate;
    if (this.#began && !this.#toldBegan) queueMicrotask(() => this.#tellBegan());
  }

  reportNewIncomingCallWithUUIDUpdateCompletion(
    UUID: NSUUID,
    update: CXCallUpdate,
    completion: ReportCompletion,
  ): void {
    const selector = 'CXProvider reportNewIncomingCallWithUUID:update:completion:';
    requireArgument(selector, 'UUID', UUID);
    requireArgument(selector, 'update', update);
    requireArgument(selector, 'completion', completion);
    callReported();
    const request = nextRequest();
    reports.set(request, completion);
    send({ kind: 'callkit.report-incoming', request, call: UUID.UUIDString, update: updateData(update) });
  }

  /**
   * From a notification service extension with the entitlement com.apple.developer.usernotifications.filtering (iOS 14.5):
   * the app is launched as for a VoIP push with this dictionary, and must report a call.
   */
  static reportNewIncomingVoIPPushPayloadCompletion(
    dictionaryPayload: JsonObject,
    completion: ReportCompletion | null,
  ): void {
    requireClass('CXProvider.reportNewIncomingVoIPPushPayload', isIos(14, 5), 'iOS 14.5');
    requireArgument('CXProvider reportNewIncomingVoIPPushPayload:completion:', 'dictionaryPayload', dictionaryPayload);
    const request = nextRequest();
    if (completion !== null) reports.set(request, completion);
    send({ kind: 'callkit.report-voip-payload', request, payload: dictionaryPayload });
  }

  reportCallWithUUIDUpdated(UUID: NSUUID, update: CXCallUpdate): void {
    requireArgument('CXProvider reportCallWithUUID:updated:', 'UUID', UUID);
    requireArgument('CXProvider reportCallWithUUID:updated:', 'update', update);
    send({ kind: 'callkit.report-updated', call: UUID.UUIDString, update: updateData(update) });
  }

  /** A null date means now. Ends the call without a CXEndCallAction. */
  reportCallWithUUIDEndedAtDateReason(UUID: NSUUID, date: Date | null, reason: CXCallEndedReason): void {
    requireArgument('CXProvider reportCallWithUUID:endedAtDate:reason:', 'UUID', UUID);
    send({ kind: 'callkit.report-ended', call: UUID.UUIDString, at: date?.getTime() ?? null, reason });
  }

  reportOutgoingCallWithUUIDStartedConnectingAtDate(UUID: NSUUID, date: Date | null): void {
    this.#reportOutgoing(UUID, 'started-connecting', date);
  }

  reportOutgoingCallWithUUIDConnectedAtDate(UUID: NSUUID, date: Date | null): void {
    this.#reportOutgoing(UUID, 'connected', date);
  }

  invalidate(): void {
    send({ kind: 'callkit.invalidate-provider' });
  }

  pendingCallActionsOfClassWithCallUUID<T extends CXCallAction>(
    actionClass: abstract new (...parameters: never[]) => T,
    callUUID: NSUUID,
  ): readonly T[] {
    return this.#pendingActions().filter(
      (action): action is T => action instanceof actionClass && action.callUUID.isEqual(callUUID),
    );
  }

  /** For the system's messages. */
  static system(provider: CXProvider): SystemSide {
    return {
      began: () => {
        provider.#began = true;
        provider.#tellBegan();
      },
      reset: () => provider.#reset(),
      perform: (actions) => provider.#perform(actions),
      timedOut: (action) => provider.#timedOut(action),
      audio: (active) => provider.#audio(active),
    };
  }

  #register(): void {
    send({ kind: 'callkit.register-provider', configuration: configurationData(this.#configuration) });
  }

  #reportOutgoing(UUID: NSUUID, phase: 'started-connecting' | 'connected', date: Date | null): void {
    requireArgument('CXProvider reportOutgoingCallWithUUID:…', 'UUID', UUID);
    send({ kind: 'callkit.report-outgoing', call: UUID.UUIDString, phase, at: date?.getTime() ?? null });
  }

  #pendingActions(): CXCallAction[] {
    return this.#pending
      .flatMap((transaction) => transaction.actions)
      .filter((action): action is CXCallAction => action instanceof CXCallAction && !action.complete);
  }

  #tellBegan(): void {
    const delegate = this.#delegate.value;
    if (delegate === null || this.#toldBegan) return;
    this.#toldBegan = true;
    delegate.providerDidBegin?.(this);
  }

  #reset(): void {
    for (const action of this.#pendingActions()) CXAction.systemCompleted(action);
    this.#pending = [];
    this.#delegate.value?.providerDidReset(this);
  }

  #perform(data: readonly CallActionData[]): void {
    const completed = () => {
      this.#pending = this.#pending.filter((it) => !it.complete);
    };
    const actions = data.map((it) => CXAction.fromSystem(actionFrom(it), uuid(it.id), { completed }));
    const transaction = new CXTransaction(actions);
    const delegate = this.#delegate.value;
    if (delegate === null) {
      logWarning('CallKit', 'A transaction is lost: the provider has no delegate.');
      return;
    }
    this.#pending.push(transaction);
    if (delegate.providerExecuteTransaction?.(this, transaction) === true) return;
    for (const action of actions) {
      if (!perform(delegate, this, action)) {
        logWarning('CallKit', `The delegate does not perform ${action.constructor.name}; the action will time out.`);
      }
    }
  }

  #timedOut(data: CallActionData): void {
    const action = this.#pendingActions().find((it) => it.UUID.UUIDString === data.id);
    if (action === undefined) return;
    CXAction.systemCompleted(action);
    this.#pending = this.#pending.filter((it) => !it.complete);
    this.#delegate.value?.providerTimedOutPerformingAction?.(this, action);
  }

  #audio(active: boolean): void {
    const session = AVAudioSession.sharedInstance();
    if (active) this.#delegate.value?.providerDidActivateAudioSession?.(this, session);
    else this.#delegate.value?.providerDidDeactivateAudioSession?.(this, session);
  }
}

interface SystemSide {
  began(): void;
  reset(): void;
  perform(actions: readonly CallActionData[]): void;
  timedOut(action: CallActionData): void;
  audio(active: boolean): void;
}

function currentSide(): SystemSide | undefined {
  const provider = current?.deref();
  return provider === undefined ? undefined : CXProvider.system(provider);
}

on('callkit.provider-began', () => currentSide()?.began());
on('callkit.provider-reset', () => currentSide()?.reset());
on('callkit.perform', ({ actions }) => currentSide()?.perform(actions));
on('callkit.timed-out', ({ action }) => currentSide()?.timedOut(action));
on('audio.activated', () => currentSide()?.audio(true));
on('audio.deactivated', () => currentSide()?.audio(false));
function answerReport({ request, error }: { readonly request: number; readonly error: ErrorData | null }): void {
  const completion = reports.get(request);
  reports.delete(request);
  completion?.(errorFrom(error));
}

on('callkit.reported', answerReport);
on('callkit.voip-payload-reported', answerReport);
