/** What a finger does: the meaning of a touch on the screen, carried to the daemon or app that it is for. */

import type { TrackedCall } from './daemons/callservicesd/call-registry.ts';
import type { PhoneContext } from './daemons/context.ts';
import type { App } from './daemons/runningboard/app.ts';
import { askForCall, callBackRecent } from './daemons/springboard/call-intents.ts';
import type { Daemons } from './phone-messages.ts';
import type { AnswerWay, AppView, Intent } from './ui/model.ts';

interface Scene {
  readonly daemons: Daemons;
  readonly context: PhoneContext;
  readonly answeredFullScreen: 'in-call' | 'app';
  /** The user swipes the app away. */
  readonly forceQuit: (bundleId: string) => void;
}

type Carry<K extends Intent['kind']> = (scene: Scene, intent: Extract<Intent, { kind: K }>) => void;

const INTENTS: { readonly [K in Intent['kind']]: Carry<K> } = {
  'answer-call': (scene, { call, way }) => withCall(scene, call, (tracked) => answer(scene, tracked, way)),
  'end-call': (scene, { call }) => withCall(scene, call, (tracked) => scene.daemons.callServices.hangUp(tracked)),
  'end-conference': (scene, { call }) =>
    withCall(scene, call, (tracked) => scene.daemons.callServices.hangUpConference(tracked)),
  'split-call': (scene, { call }) => withCall(scene, call, (tracked) => scene.daemons.callServices.split(tracked)),
  'show-conference': ({ daemons }, { call, shown }) => daemons.springBoard.calls.showConference(call, shown),
  'set-muted': (scene, { call, muted }) =>
    withCall(scene, call, (tracked) => scene.daemons.callServices.setMuted(tracked, muted)),
  'set-held': (scene, { call, held }) =>
    withCall(scene, call, (tracked) => scene.daemons.callServices.setHeld(tracked, held)),
  'merge-calls': (scene, { call, other }) =>
    withCall(scene, call, (tracked) =>
      withCall(scene, other, (second) => scene.daemons.callServices.merge(tracked, second)),
    ),
  'show-keypad': ({ daemons }, { call, shown }) => daemons.springBoard.calls.showKeypad(call, shown),
  'show-call-sheet': ({ daemons }, { call, sheet }) => daemons.springBoard.calls.showSheet(call, sheet),
  'press-key': (scene, { call, key }) =>
    withCall(scene, call, (tracked) => {
      scene.daemons.springBoard.calls.pressed(call, key);
      scene.daemons.callServices.tones.play(tracked, key);
    }),
  'set-speaker': ({ daemons }, { on }) => {
    daemons.springBoard.setSpeaker(on);
    daemons.callServices.audio.routeChanged(on);
  },
  'answer-again': ({ daemons }, { call }) => daemons.springBoard.calls.closeSecondWindow(call),
  'dismiss-call': ({ daemons }, { call }) => daemons.springBoard.calls.dismiss(call),
  'call-back-recent': ({ daemons, context }, { call }) => void callBackRecent({ ...daemons, context }, call),
  'open-phone-app': ({ daemons }, { tab }) => {
    daemons.springBoard.unlock();
    daemons.springBoard.openPhoneApp(tab);
  },
  'collapse-call': ({ daemons }, { call }) => daemons.springBoard.calls.collapse(call),
  'expand-island': ({ daemons }, { call }) => daemons.springBoard.calls.expandIsland(call),
  'put-notification-away': ({ daemons }, { notification }) => daemons.notifications.delivered.putAway(notification),
  'go-home': ({ daemons: { springBoard } }) => {
    if (!springBoard.isLocked) springBoard.home();
    else if (springBoard.isAwake && !springBoard.calls.fillsScreen) springBoard.unlock();
  },
  'open-app-switcher': ({ daemons }) => daemons.springBoard.openAppSwitcher(),
  'open-notification-center': ({ daemons }) => daemons.springBoard.openNotificationCenter(),
  'swipe-app-away': ({ forceQuit }, { bundleId }) => forceQuit(bundleId),
  'answer-alert': ({ daemons }, { alert, button }) => daemons.springBoard.alerts.answer(alert, button),
  'show-phone-tab': ({ daemons }, { tab }) => daemons.springBoard.changePhoneApp((app) => ({ ...app, tab })),
  'type-digit': ({ daemons }, { digit }) =>
    daemons.springBoard.changePhoneApp((app) => ({ ...app, digits: app.digits + digit })),
  'delete-digit': ({ daemons }) =>
    daemons.springBoard.changePhoneApp((app) => ({ ...app, digits: app.digits.slice(0, -1) })),
  dial: ({ daemons }, { number }) => daemons.springBoard.calls.expand(daemons.callServices.dialCellular(number)),
  'call-back': (scene, { call }) => callBack(scene, call),
  'expand-call': ({ daemons }, { call }) => daemons.springBoard.calls.touched(call),
  'open-call-app': (scene, { call, video }) =>
    withCall(scene, call, (tracked) => openCallApp(scene, tracked, video ?? false)),
  'open-notification': ({ daemons }, { notification }) => daemons.notifications.open(notification),
  'expand-notification': ({ daemons }, { notification }) => daemons.notifications.delivered.expand(notification),
  'act-on-notification': ({ daemons }, { notification, action }) => daemons.notifications.act(notification, action),
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
function answer({ daemons, answeredFullScreen }: Scene, call: TrackedCall, way: AnswerWay = 'plain'): void {
  const { springBoard, callServices } = daemons;
  const onFullScreen = springBoard.calls.presentation(call) === 'full-screen' && !springBoard.isLocked;
  if (!callServices.answer(call, way) || !onFullScreen || !isInstalled(daemons, call.app)) return;
  if (answeredFullScreen === 'app') springBoard.open(call.app, { reason: 'user' });
  else springBoard.openBehindCall(call.app);
}

/** The app's and the video button on the call screen: no CallKit action, the app is opened, with an intent it may know. */
function openCallApp({ daemons, context }: Scene, call: TrackedCall, video: boolean): void {
  const { springBoard, callServices } = daemons;
  const { remoteHandle } = call.update;
  const deaf = context.ios.features.openAppNeedsHandle === true && remoteHandle === undefined;
  if ((springBoard.isLocked && deaf) || !isInstalled(daemons, call.app)) return;
  const scene = { ...daemons, context, providers: callServices.providers };
  if (remoteHandle !== undefined && askForCall(scene, call.app, remoteHandle, video)) return;
  springBoard.unlock();
  springBoard.open(call.app, { reason: 'user' });
}

/** Call Back on the screen of a failed call asks the app anew, as Recents would. */
function callBack({ daemons, context }: Scene, id: string): void {
  const call = daemons.springBoard.calls.call(id);
  daemons.springBoard.calls.dismiss(id);
  if (call?.update.remoteHandle === undefined || !isInstalled(daemons, call.app)) return;
  const scene = { ...daemons, context, providers: daemons.callServices.providers };
  askForCall(scene, call.app, call.update.remoteHandle, call.update.hasVideo ?? false);
}

/** The cellular line and other stand-ins have no screen. */
function isInstalled({ runningBoard }: Daemons, app: App): boolean {
  return runningBoard.app(app.bundleId) === app;
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
