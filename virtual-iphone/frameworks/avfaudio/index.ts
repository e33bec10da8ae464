/** AVFAudio: AVAudioSession. While a CallKit call is up the system activates it; the answer comes from the audio daemon. */

import { nextRequest, on, send } from '../bridge.ts';
import { errorFrom, type NSError } from '../foundation/ns-error.ts';
import { NSNotificationCenter } from '../foundation/ns-notification-center.ts';

export const AVAudioSessionCategoryAmbient = 'AVAudioSessionCategoryAmbient';
export const AVAudioSessionCategorySoloAmbient = 'AVAudioSessionCategorySoloAmbient';
export const AVAudioSessionCategoryPlayback = 'AVAudioSessionCategoryPlayback';
export const AVAudioSessionCategoryPlayAndRecord = 'AVAudioSessionCategoryPlayAndRecord';
export const AVAudioSessionModeDefault = 'AVAudioSessionModeDefault';
export const AVAudioSessionModeVoiceChat = 'AVAudioSessionModeVoiceChat';
export const AVAudioSessionModeVideoChat = 'AVAudioSessionModeVideoChat';

export const AVAudioSessionRouteChangeNotification = 'AVAudioSessionRouteChangeNotification';
export const AVAudioSessionPortBuiltInReceiver = 'Receiver';
export const AVAudioSessionPortBuiltInSpeaker = 'Speaker';

export interface AVAudioSessionRouteDescription {
  readonly outputs: readonly { readonly portType: string }[];
}

/** AVAudioSessionErrorCodeInsufficientPriority, the answer to an app that activates the session in a CallKit call. */
export const AVAudioSessionErrorCodeInsufficientPriority = 561017449;

/** The user's choice on the call screen. */
let speaker = false;

const answers = new Map<number, (error: NSError | null) => void>();

export class AVAudioSession {
  static readonly #shared = new AVAudioSession();
  #category = AVAudioSessionCategorySoloAmbient;
  #mode = AVAudioSessionModeDefault;

  static sharedInstance(): AVAudioSession {
    return AVAudioSession.#shared;
  }

  get category(): string {
    return this.#category;
  }

  get mode(): string {
    return this.#mode;
  }

  get currentRoute(): AVAudioSessionRouteDescription {
    return { outputs: [{ portType: speaker ? AVAudioSessionPortBuiltInSpeaker : AVAudioSessionPortBuiltInReceiver }] };
  }

  setCategoryError(category: string): void {
    this.setCategoryModeOptionsError(category, this.#mode, 0);
  }

  /** Options (AVAudioSessionCategoryOptions) are taken and have no effect here. */
  setCategoryModeOptionsError(category: string, mode: string, _options: number): void {
    this.#category = category;
    this.#mode = mode;
    send({ kind: 'audio.configure', category, mode });
  }

  /** Resolves when the session is as wanted; rejects with the NSError that Apple's method gives. */
  setActiveError(active: boolean): Promise<void> {
    const request = nextRequest();
    send({ kind: 'audio.set-active', request, active });
    return new Promise((resolve, reject) => {
      answers.set(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }
}

on('audio.route-changed', (message) => {
  speaker = message.speaker;
  const session = AVAudioSession.sharedInstance();
  NSNotificationCenter.defaultCenter.postNotificationNameObject(AVAudioSessionRouteChangeNotification, session);
});
on('audio.active-set', ({ request, error }) => {
  answers.get(request)?.(errorFrom(error));
  answers.delete(request);
});
