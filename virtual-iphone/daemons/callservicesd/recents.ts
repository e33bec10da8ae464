/**
 * Recents: one entry for each call that has ended, where its provider keeps calls there (`includesCallsInRecents`, asked
 * since iOS 11). A call is missed when nobody on this phone dealt with it: answered or declined elsewhere does not count
 * (CXCallEndedReason documentation). Whether filtered calls and calls of a dead app are entered is a setting.
 */

import type { CallUpdateData, HandleData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { CallEnding, CallWatcher, TrackedCall } from './call-registry.ts';
import { callerOf } from './caller.ts';
import type { Providers } from './providers.ts';

export interface RecentCall {
  /** Upper-case UUID of the call. */
  readonly call: string;
  readonly bundleId: string;
  /** Name of the app as CallKit shows it. */
  readonly appName: string;
  readonly caller: string;
  readonly handle?: HandleData;
  readonly video: boolean;
  readonly outgoing: boolean;
  readonly missed: boolean;
  /** Testbed milliseconds since 1970. */
  readonly at: number;
  /** Time from connection to end; absent when it never connected: missed, declined or, when outgoing, cancelled. */
  readonly durationMs?: number;
}

const ELSEWHERE = new Set<string | null>(['answeredElsewhere', 'declinedElsewhere']);

export class Recents implements CallWatcher {
  readonly #context: PhoneContext;
  readonly #providers: Providers;
  #entries: RecentCall[] = [];

  constructor(context: PhoneContext, providers: Providers) {
    this.#context = context;
    this.#providers = providers;
  }

  /** Newest first. */
  get all(): readonly RecentCall[] {
    return this.#entries;
  }

  ended(call: TrackedCall, ending: CallEnding): void {
    if (ending.lost === true && !this.#context.settings.lostCallsInRecents) return;
    const { connectedAt, outgoing } = call;
    const untouched = !outgoing && connectedAt === undefined && ending.by !== 'user';
    this.#add(call.app, call.id, call.update, {
      outgoing,
      missed: untouched && !ELSEWHERE.has(ending.reason),
      at: call.startedAt ?? call.createdAt,
      ...(connectedAt === undefined ? {} : { durationMs: (ending.at ?? this.#context.clock.now()) - connectedAt }),
    });
  }

  /** A call that a filter kept from ringing. */
  filtered(app: App, call: string, update: CallUpdateData): void {
    if (!this.#context.settings.filteredCallsInRecents) return;
    this.#add(app, call, update, { outgoing: false, missed: true, at: this.#context.clock.now() });
  }

  clear(): void {
    this.#entries = [];
  }

  #add(
    app: App,
    call: string,
    update: CallUpdateData,
    facts: Pick<RecentCall, 'outgoing' | 'missed' | 'at' | 'durationMs'>,
  ): void {
    if (!this.#included(app)) return;
    const { bundleId } = app;
    this.#entries.unshift({
      call,
      bundleId,
      appName: this.#providers.appName(app),
      caller: callerOf(update),
      ...(update.remoteHandle === undefined ? {} : { handle: update.remoteHandle }),
      video: update.hasVideo ?? false,
      ...facts,
    });
    this.#context.note('recents.added', { call, bundleId, missed: facts.missed, outgoing: facts.outgoing });
  }

  #included(app: App): boolean {
    const { ios, settings } = this.#context;
    const provider = this.#providers.latest(app);
    if (provider?.conversations === true && !settings.conversationsShownAsCalls) return false;
    return ios.features.recentsOptOut !== true || (provider?.includesCallsInRecents ?? true);
  }
}
