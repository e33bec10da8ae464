/** What a finger does: the meaning of a touch on the screen, carried to the daemon or app that it is for. */

import type { TrackedCall } from './daemons/callservicesd/call-registry.ts';
import type { App } from './daemons/runningboard/app.ts';
import type { IosFeatures } from './ios/versions.ts';
import type { Daemons } from './phone-messages.ts';
import type { AppView, Intent } from './ui/model.ts';

interface Scene {
  readonly daemons: Daemons;
  readonly features: IosFeatures;
  readonly answeredFullScreen: 'in-call' | 'app';
}

type Carry<K extends Intent['kind']> = (scene: Scene, intent: Extract<Intent, { kind: K }>) => void;

const INTENTS: { readonly [K in Intent['kind']]: Carry<K> } = {
  'answer-call': (scene, { call }) => withCall(scene, call, (tracked) => answer(scene, tracked)),
  'end-call': (scene, { call }) => withCall(scene, call, (tracked) => scene.daemons.callServices.hangUp(tracked)),
  'set-muted': (scene, { call, muted }) =>
    withCall(scene, call, (tracked) => scene.daemons.callServices.setMuted(tracked, muted)),
  'set-held': (scene, { call, held }) =>
    withCall(scene, call, (tracked) => scene.daemons.callServices.setHeld(tracked, held)),
  'set-speaker': ({ daemons }, { on }) => daemons.springBoard.setSpeaker(on),
  'expand-call': ({ daemons }, { call }) => daemons.springBoard.calls.expand(call),
  'open-call-app': (scene, { call }) => withCall(scene, call, (tracked) => openCallApp(scene, tracked)),
  'open-notification': ({ daemons }, { notification }) => daemons.notifications.open(notification),
  'open-app': (scene, { bundleId }) =>
    withApp(scene, bundleId, (app) => scene.daemons.springBoard.open(app, { reason: 'user' })),
  'touch-view': (scene, { bundleId, view }) =>
    withApp(scene, bundleId, (app) => scene.daemons.runningBoard.deliver(app, { kind: 'app.touch', view })),
  'focus-view': (scene, { bundleId, view }) =>
    withApp(scene, bundleId, (app) => scene.daemons.runningBoard.deliver(app, { kind: 'app.focus', view })),
};

export function carryIntent(scene: Scene, intent: Intent): void {
  (INTENTS[intent.kind] as Carry<Intent['kind']>)(scene, intent);
}

/** An unlocked phone brings the app to the front when its call is answered on the full screen, not on a banner. */
function answer({ daemons, answeredFullScreen }: Scene, call: TrackedCall): void {
  const { springBoard, callServices } = daemons;
  const onFullScreen = springBoard.calls.presentation(call) === 'full-screen' && !springBoard.isLocked;
  if (!callServices.answer(call) || !onFullScreen) return;
  if (answeredFullScreen === 'app') springBoard.open(call.app, { reason: 'user' });
  else springBoard.openBehindCall(call.app);
}

/** The app's button on the call screen: no CallKit action, the app is just opened. */
function openCallApp({ daemons, features }: Scene, call: TrackedCall): void {
  const { springBoard } = daemons;
  const deaf = features.openAppNeedsHandle === true && call.update.remoteHandle === undefined;
  if (springBoard.isLocked && deaf) return;
  springBoard.unlock();
  springBoard.open(call.app, { reason: 'user' });
}

function withCall({ daemons }: Scene, id: string, then: (call: TrackedCall) => void): void {
  const call = daemons.callServices.calls.get(id);
  if (call !== undefined) then(call);
}

function withApp({ daemons }: Scene, bundleId: string, then: (app: App) => void): void {
  const app = daemons.runningBoard.app(bundleId);
  if (app !== undefined) then(app);
}

/** The app's text field that has the keyboard. */
export function hasFocus(views: readonly AppView[]): boolean {
  return views.some((view) =>
    view.kind === 'stack' ? hasFocus(view.children) : view.kind === 'text-field' && view.focused,
  );
}
