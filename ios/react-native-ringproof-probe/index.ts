/**
 * The probe of a React Native app with react-native-callkeep and react-native-voip-push-notification. Its methods have the
 * names of their events and take what those bring: call them in your own listeners, since a second listener would take
 * events away from the app. What those packages keep to themselves, such as the outcome of an action, stays untold.
 */

import { type ActionType, newUUID, type Payload, Probe, type ProbeOptions } from './probe.ts';

const UNTOLD = ['push-completed', 'report-ended', 'request', 'requested', 'outcome', 'call'];

/** CXErrorCodeIncomingCallError by the words of react-native-callkeep. */
const ERROR_CODES: Readonly<Record<string, number>> = {
  Unknown: 0,
  Unentitled: 1,
  CallUUIDAlreadyExists: 2,
  FilteredByDoNotDisturb: 3,
  FilteredByBlockList: 4,
};

export interface OfCall {
  readonly callUUID: string;
}

/** Flags are texts, `1` or `0`, and what is absent is an empty text. */
export interface DisplayedCall extends OfCall {
  readonly error?: string;
  readonly errorCode?: string;
  readonly handle?: string;
  readonly localizedCallerName?: string;
  readonly hasVideo?: string;
  readonly supportsHolding?: string;
  readonly supportsDTMF?: string;
  readonly supportsGrouping?: string;
}

export class ReactNativeProbe {
  readonly #probe: Probe;

  constructor(options: Omit<ProbeOptions, 'untold'>) {
    this.#probe = new Probe({ ...options, untold: UNTOLD });
  }

  /** First thing in index.js, before the app is registered. */
  start(): void {
    this.#probe.start();
  }

  stop(): void {
    this.#probe.stop();
  }

  /** @param token in hex; empty: there is none */
  register(token: string): void {
    this.#probe.token('voip', token === '' ? null : token.toLowerCase());
  }

  notification(_payload: Payload): void {
    this.#probe.pushReceived();
  }

  didDisplayIncomingCall(call: DisplayedCall): void {
    const { error = '', errorCode = '', handle = '', localizedCallerName = '' } = call;
    const update = {
      caller: localizedCallerName || handle || 'Unknown',
      holding: call.supportsHolding !== '0',
      grouping: call.supportsGrouping !== '0',
      dtmf: call.supportsDTMF !== '0',
      video: call.hasVideo === '1',
    };
    const isRefused = error !== '' || errorCode !== '';
    this.#probe.reported(call.callUUID, update, isRefused ? (ERROR_CODES[errorCode] ?? 0) : null);
  }

  answerCall({ callUUID }: OfCall): void {
    this.#performed('answer', callUUID);
  }

  /** Whoever asked for it, the app itself too. */
  endCall({ callUUID }: OfCall): void {
    this.#performed('end', callUUID);
  }

  didPerformSetMutedCallAction({ callUUID }: OfCall): void {
    this.#performed('set-muted', callUUID);
  }

  didToggleHoldCallAction({ callUUID }: OfCall): void {
    this.#performed('set-held', callUUID);
  }

  didPerformDTMFAction({ callUUID }: OfCall): void {
    this.#performed('play-dtmf', callUUID);
  }

  didActivateAudioSession(): void {
    this.#probe.audio(true);
  }

  didDeactivateAudioSession(): void {
    this.#probe.audio(false);
  }

  #performed(of: ActionType, call: string): void {
    this.#probe.performed({ action: newUUID(), of, call });
  }
}
