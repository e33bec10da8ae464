/**
 * Recents, contact cards, Siri and the call screen's own app and video buttons do not start a call: they open the app
 * with an NSUserActivity that carries a start-call intent, and the app asks CXCallController itself
 * (react-native-callkeep#108). An app whose provider does not support the type of handle is not reached
 * (twilio/video-quickstart-ios#389). One intent per kind of call to iOS 12, one for both since 13.
 */

import type { HandleData, StartCallIntentData } from '../../messages.ts';
import type { CallServices } from '../callservicesd/callservicesd.ts';
import type { Providers } from '../callservicesd/providers.ts';
import { PHONE_APP } from '../callservicesd/stand-in-callers.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import type { SpringBoard } from './springboard.ts';

export interface IntentScene {
  readonly context: PhoneContext;
  readonly providers: Providers;
  readonly runningBoard: RunningBoard;
  readonly springBoard: SpringBoard;
}

/** @returns undefined when the version or the provider knows no such intent. */
export function startCallIntent(
  { context, providers }: Pick<IntentScene, 'context' | 'providers'>,
  app: App,
  handle: HandleData,
  video: boolean,
): StartCallIntentData | undefined {
  const style = context.ios.features.startCallIntents;
  if (style === undefined || providers.latest(app)?.supportedHandleTypes.includes(handle.type) !== true)
    return undefined;
  if (style === 'one') return { type: 'INStartCallIntent', handle, video };
  return { type: video ? 'INStartVideoCallIntent' : 'INStartAudioCallIntent', handle, video };
}

/**
 * A touch on an entry of Recents: dials a cellular one, asks the app of any other.
 * @returns whether it reached somebody.
 */
export function callBackRecent(
  scene: Pick<IntentScene, 'context' | 'runningBoard' | 'springBoard'> & { readonly callServices: CallServices },
  call: string,
): boolean {
  const { callServices, runningBoard } = scene;
  const entry = callServices.recents.all.find((recent) => recent.call === call);
  if (entry?.handle === undefined) return false;
  if (entry.bundleId === PHONE_APP) {
    callServices.dialCellular(entry.handle.value);
    return true;
  }
  const app = runningBoard.app(entry.bundleId);
  return (
    app !== undefined && askForCall({ ...scene, providers: callServices.providers }, app, entry.handle, entry.video)
  );
}

/** @returns whether the app was opened with the intent. */
export function askForCall(scene: IntentScene, app: App, handle: HandleData, video: boolean): boolean {
  const intent = startCallIntent(scene, app, handle, video);
  if (intent !== undefined) openWithIntent(scene, app, intent);
  return intent !== undefined;
}

/** Unlocks the phone, brings the app to the front and hands it the intent. */
export function openWithIntent(scene: IntentScene, app: App, intent: StartCallIntentData): void {
  const { context, runningBoard, springBoard } = scene;
  springBoard.unlock();
  springBoard.open(app, {
    reason: 'user',
    whileInactive: () => {
      context.note('app.user-activity', { bundleId: app.bundleId, activity: intent.type, video: intent.video });
      runningBoard.deliver(app, { kind: 'app.user-activity', intent });
    },
  });
}
