/**
 * CXAction and its classes: what a person or the app wants done to a call. An action that the system sent must be
 * fulfilled or failed, once; a second completion, or one of an action that the app made itself, is ignored with a warning.
 */

import { requireCallKit } from '../availability.ts';
import { logWarning, send } from '../bridge.ts';
import { requireArgument } from '../foundation/ns-exception.ts';
import { NSUUID } from '../foundation/ns-uuid.ts';
import type { CXPlayDTMFCallActionType } from './constants.ts';
import type { CXHandle } from './cx-handle.ts';

/** What the system gives an action it sends: its identity, and whom to tell of its completion. */
interface SystemSide {
  readonly completed: () => void;
}

export abstract class CXAction {
  #UUID = NSUUID.UUID();
  #system: SystemSide | undefined;
  #complete = false;
  #timeoutDate: Date | undefined;
  /** Seconds until the system fails the action: Start 600, Answer 60, others 5 (observed on a recent iOS). */
  protected readonly timeoutSeconds: number = 5;
  readonly #madeAt = Date.now();

  constructor() {
    requireCallKit('CXAction');
  }

  get UUID(): NSUUID {
    return this.#UUID;
  }

  get complete(): boolean {
    return this.#complete;
  }

  get timeoutDate(): Date {
    this.#timeoutDate ??= new Date(this.#madeAt + this.timeoutSeconds * 1_000);
    return this.#timeoutDate;
  }

  fulfill(): void {
    this.finish('fulfilled', null);
  }

  fail(): void {
    this.finish('failed', null);
  }

  protected finish(outcome: 'fulfilled' | 'failed', date: Date | null): void {
    if (this.#system === undefined || this.#complete) {
      const why = this.#complete ? 'it is already complete' : 'the system did not send it';
      logWarning('CallKit', `${this.constructor.name} ${this.UUID.UUIDString} is not ${outcome}: ${why}.`);
      return;
    }
    this.#complete = true;
    this.#system.completed();
    send({
      kind: 'callkit.action-completed',
      action: this.UUID.UUIDString,
      outcome,
      at: date === null ? null : date.getTime(),
    });
  }

  /** For the provider: makes this the system's action with that identity. */
  static fromSystem<T extends CXAction>(action: T, id: NSUUID, system: SystemSide): T {
    action.#UUID = id;
    action.#system = system;
    return action;
  }

  /** For the provider: the system completed the action itself (it timed out, or its call ended). */
  static systemCompleted(action: CXAction): void {
    action.#complete = true;
  }
}

export abstract class CXCallAction extends CXAction {
  readonly callUUID: NSUUID;

  constructor(callUUID: NSUUID) {
    super();
    requireArgument('CXCallAction initWithCallUUID:', 'callUUID', callUUID);
    this.callUUID = callUUID;
  }
}

export class CXStartCallAction extends CXCallAction {
  handle: CXHandle;
  contactIdentifier: string | null = null;
  video = false;
  protected override readonly timeoutSeconds = 600;

  constructor(callUUID: NSUUID, handle: CXHandle) {
    super(callUUID);
    requireArgument('CXStartCallAction initWithCallUUID:handle:', 'handle', handle);
    this.handle = handle;
  }

  fulfillWithDateStarted(date: Date): void {
    this.finish('fulfilled', date);
  }
}

export class CXAnswerCallAction extends CXCallAction {
  protected override readonly timeoutSeconds = 60;

  fulfillWithDateConnected(date: Date): void {
    this.finish('fulfilled', date);
  }
}

export class CXEndCallAction extends CXCallAction {
  fulfillWithDateEnded(date: Date): void {
    this.finish('fulfilled', date);
  }
}

export class CXSetHeldCallAction extends CXCallAction {
  onHold: boolean;

  constructor(callUUID: NSUUID, onHold: boolean) {
    super(callUUID);
    this.onHold = onHold;
  }
}

export class CXSetMutedCallAction extends CXCallAction {
  muted: boolean;

  constructor(callUUID: NSUUID, muted: boolean) {
    super(callUUID);
    this.muted = muted;
  }
}

export class CXSetGroupCallAction extends CXCallAction {
  callUUIDToGroupWith: NSUUID | null;

  constructor(callUUID: NSUUID, callUUIDToGroupWith: NSUUID | null) {
    super(callUUID);
    this.callUUIDToGroupWith = callUUIDToGroupWith;
  }
}

/** iOS 26. */
export class CXSetTranslatingCallAction extends CXCallAction {
  readonly isTranslating: boolean;
  /** BCP 47. */
  readonly localLanguage: string;
  readonly remoteLanguage: string;

  constructor(callUUID: NSUUID, isTranslating: boolean, localLanguage: string, remoteLanguage: string) {
    super(callUUID);
    this.isTranslating = isTranslating;
    this.localLanguage = localLanguage;
    this.remoteLanguage = remoteLanguage;
  }

  /** Which engine (CXTranslationEngine) translates makes no difference here. */
  fulfillUsingTranslationEngine(_engine: number): void {
    this.finish('fulfilled', null);
  }
}

export class CXPlayDTMFCallAction extends CXCallAction {
  digits: string;
  type: CXPlayDTMFCallActionType;

  constructor(callUUID: NSUUID, digits: string, type: CXPlayDTMFCallActionType) {
    super(callUUID);
    this.digits = digits;
    this.type = type;
  }
}
