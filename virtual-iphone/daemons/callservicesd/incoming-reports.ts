/** What an app tells of its calls through CXProvider: reportNewIncomingCall and the three reports on a known call. */

import type { CallUpdateData, ErrorData, FromApp } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { filteredBy } from './call-filters.ts';
import type { CallRegistry, TrackedCall } from './call-registry.ts';
import { callerOf } from './caller.ts';
import { endedReasonName, incomingCallError } from './errors.ts';
import type { Providers } from './providers.ts';
import type { Recents } from './recents.ts';

type Report<Kind extends FromApp['kind']> = Extract<FromApp, { kind: Kind }>;

export class IncomingReports {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #calls: CallRegistry;
  readonly #providers: Providers;
  readonly #recents: Recents;

  constructor(
    context: PhoneContext,
    runningBoard: RunningBoard,
    calls: CallRegistry,
    { providers, recents }: { readonly providers: Providers; readonly recents: Recents },
  ) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#calls = calls;
    this.#providers = providers;
    this.#recents = recents;
  }

  /** @returns whether the report counts for the VoIP push rule: also when it is filtered or repeats a UUID. */
  incoming(app: App, report: Report<'callkit.report-incoming'>): boolean {
    const { note, log } = this.#context;
    log(
      'callservicesd',
      `Received add incoming call request from call source ${app.bundleId} with UUID ${report.call} and update`,
    );
    const error = this.#refusal(app, report);
    note('call.reported', {
      call: report.call,
      caller: callerOf(report.update),
      bundleId: app.bundleId,
      error: error?.code ?? null,
      offers: offers(report.update),
    });
    if (error === null) {
      log('callservicesd', `Handling incoming call: ${report.call}`);
      this.#calls.add({
        id: report.call,
        app,
        appName: this.#providers.appName(app),
        conversation: this.#providers.get(app)?.conversations === true,
        outgoing: false,
        update: withHandle(report.update),
        state: 'ringing',
      });
    } else {
      log('callservicesd', `Refused incoming call ${report.call}: ${error.domain} error ${error.code}`, 'Warning');
    }
    this.#runningBoard.deliver(app, { kind: 'callkit.reported', request: report.request, error });
    return error?.code !== incomingCallError('unentitled').code;
  }

  /** Checks in the system's order: background mode, UUID, filters. */
  #refusal(app: App, report: Report<'callkit.report-incoming'>): ErrorData | null {
    if (!this.#context.ios.features.callKit) return incomingCallError('unknown');
    if (!app.hasBackgroundMode('voip')) return incomingCallError('unentitled');
    if (this.#calls.get(report.call) !== undefined) return incomingCallError('callUUIDAlreadyExists');
    const filtered = filteredBy(this.#context, app, report.update);
    if (filtered !== null) this.#recents.filtered(app, report.call, report.update);
    return filtered;
  }

  /** Merges the fields that the update sets; others keep their value (CXCallUpdate documentation). */
  updated(app: App, report: Report<'callkit.report-updated'>): void {
    const call = this.#known(app, report.call, 'update');
    if (call !== undefined) this.#calls.change(call, { update: { ...call.update, ...withHandle(report.update) } });
  }

  /**
   * Ends the call without any action to the app. An incoming call that has rung less than 2.0 s rings on until it is
   * 2.01 s old (observed; flutter_callkit_incoming#386), and a second report is ignored.
   */
  ended(app: App, report: Report<'callkit.report-ended'>): void {
    const call = this.#known(app, report.call, 'end');
    if (call === undefined || call.endReported) return;
    call.endReported = true;
    const reason = endedReasonName(report.reason);
    if (reason === 'remoteEnded') {
      this.#context.log('callservicesd', 'Setting disconnected reason to remote hangup because ended reason is 2');
    }
    const at = report.at === null ? {} : { at: report.at };
    const end = () => this.#calls.end(call, { by: 'app', reason, failed: reason === 'failed', ...at });
    const { clock, settings } = this.#context;
    const age = clock.now() - call.createdAt;
    if (call.outgoing || age >= settings.minimumRingMs) end();
    else clock.setTimeout(end, settings.deferredEndMs - age);
  }

  /** Only for outgoing calls, and each phase counts once (observed). */
  outgoing(app: App, report: Report<'callkit.report-outgoing'>): void {
    const call = this.#known(app, report.call, 'outgoing call');
    if (call === undefined || !call.outgoing) return;
    const at = report.at ?? this.#context.clock.now();
    if (report.phase === 'started-connecting') {
      if (call.startedConnectingAt === undefined) this.#calls.change(call, { startedConnectingAt: at });
    } else if (call.connectedAt === undefined) {
      this.#calls.change(call, { connectedAt: at });
    }
  }

  #known(app: App, id: string, what: string): TrackedCall | undefined {
    const call = this.#calls.get(id);
    if (call?.app === app) return call;
    this.#context.log('callservicesd', `Ignoring report of ${what}: no call with UUID ${id}`, 'Warning');
    return undefined;
  }
}

/** A handle without a value counts as none (observed). */
function withHandle(update: CallUpdateData): CallUpdateData {
  if (update.remoteHandle === undefined || update.remoteHandle.value !== '') return update;
  const { remoteHandle: _empty, ...rest } = update;
  return rest;
}

/** What can be done with the call; where the app does not say, as CXCallUpdate's defaults have it. */
function offers({ supportsHolding, supportsGrouping, supportsDTMF, hasVideo }: CallUpdateData) {
  return {
    holding: supportsHolding ?? true,
    grouping: supportsGrouping ?? true,
    dtmf: supportsDTMF ?? true,
    video: hasVideo ?? false,
  };
}
