/**
 * Who has the audio session. The system activates it after Answer or Start is fulfilled and after un-hold, and
 * deactivates it on hold and when no audible call of the app remains (WWDC 2016 session 230; callkeep#489). Apps that
 * activate it themselves during a call get `insufficientPriority` (twilio/video-quickstart-ios#457).
 */

import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { type CallRegistry, type CallWatcher, isAudible, type TrackedCall } from './call-registry.ts';
import { INSUFFICIENT_PRIORITY } from './errors.ts';

export class AudioSession implements CallWatcher {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #calls: CallRegistry;
  #owner: App | undefined;

  constructor(context: PhoneContext, runningBoard: RunningBoard, calls: CallRegistry) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#calls = calls;
  }

  /** The call has become audible. */
  activate(app: App): void {
    if (this.#owner === app) return;
    this.#deactivate();
    this.#owner = app;
    this.#context.note('audio.activated', { bundleId: app.bundleId });
    this.#runningBoard.deliver(app, { kind: 'audio.activated' });
  }

  /** A call has become silent: held or ended. */
  release(app: App): void {
    if (this.#owner === app && !this.#calls.of(app).some(isAudible)) this.#deactivate();
  }

  ended(call: TrackedCall): void {
    this.release(call.app);
  }

  /** AVAudioSession.setActive(_:) by the app itself. */
  setActive(app: App, request: number, active: boolean): void {
    const refused = active && this.#owner !== app && this.#calls.all.length > 0;
    const error = refused ? INSUFFICIENT_PRIORITY : null;
    this.#context.note('audio.set-active', { bundleId: app.bundleId, active, error: error?.code ?? null });
    this.#runningBoard.deliver(app, { kind: 'audio.active-set', request, error });
  }

  configure(app: App, category: string, mode: string): void {
    this.#context.note('audio.configured', { bundleId: app.bundleId, category, mode });
  }

  /** The user chose speaker or receiver: no CallKit action, only another route (stream-video-js#2219). */
  routeChanged(speaker: boolean): void {
    if (this.#owner !== undefined) this.#runningBoard.deliver(this.#owner, { kind: 'audio.route-changed', speaker });
  }

  /** The daemon is gone, and cannot tell the app: `providerDidReset` is all that it hears. */
  lost(): void {
    if (this.#owner !== undefined) this.#context.note('audio.deactivated', { bundleId: this.#owner.bundleId });
    this.#owner = undefined;
  }

  cleared(): void {
    this.#owner = undefined;
  }

  #deactivate(): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    this.#owner = undefined;
    this.#context.note('audio.deactivated', { bundleId: owner.bundleId });
    this.#runningBoard.deliver(owner, { kind: 'audio.deactivated' });
  }
}
