/** Which daemon takes which message of an app. A kind that is missing here does not compile. */

import type { Apsd } from './daemons/apsd/apsd.ts';
import type { BackgroundPushes } from './daemons/apsd/background-push.ts';
import type { CallServices } from './daemons/callservicesd/callservicesd.ts';
import { reportVoipPayload } from './daemons/callservicesd/voip-payload-reports.ts';
import type { App } from './daemons/runningboard/app.ts';
import type { RunningBoard } from './daemons/runningboard/runningboard.ts';
import type { Storage } from './daemons/securityd/storage.ts';
import type { SpringBoard } from './daemons/springboard/springboard.ts';
import type { UserNotifications } from './daemons/usernotificationsd/usernotificationsd.ts';
import type { FromApp } from './messages.ts';
import type { PhoneLog } from './phone-log.ts';

export interface Daemons {
  readonly runningBoard: RunningBoard;
  readonly springBoard: SpringBoard;
  readonly apsd: Apsd;
  readonly backgroundPushes: BackgroundPushes;
  readonly callServices: CallServices;
  readonly notifications: UserNotifications;
  readonly storage: Storage;
  readonly log: PhoneLog;
}

type Kind = FromApp['kind'];
type Route<K extends Kind> = (daemons: Daemons, app: App, message: Extract<FromApp, { kind: K }>) => void;

const ROUTES: { readonly [K in Kind]: Route<K> } = {
  'app.launched': ({ runningBoard, springBoard }, app) => {
    runningBoard.launched(app);
    springBoard.settle();
  },
  'app.screen': ({ springBoard }, app, { screen }) => {
    if (app.running !== undefined) app.running.screen = screen;
    springBoard.changed();
  },
  'app.log': ({ log }, app, { text, level }) => log.app(app.displayName, app.running?.pid ?? 0, text, level),
  'app.background-task': ({ runningBoard }, app, { id, running }) => runningBoard.backgroundTask(app, id, running),
  'app.badge': ({ notifications }, app, { value }) => notifications.setBadge(app, value),
  'app.defaults': ({ storage }, app, { values }) => storage.saveDefaults(app, values),
  'app.suite': ({ storage }, app, { suite, key, value }) => storage.saveInSuite(app, suite, key, value),
  'app.keychain': ({ storage }, app, { items }) => storage.keychain.save(app, items),
  'pushkit.register': ({ apsd, callServices }, app) => {
    apsd.registerVoip(app);
    callServices.voip.registered(app);
  },
  'pushkit.unregister': ({ apsd, callServices }, app) => {
    apsd.unregisterVoip(app);
    callServices.voip.unregistered(app);
  },
  // The completion handler plays no part in the report rule (forums thread 817976).
  'pushkit.completed': ({ callServices }, app, { push }) => callServices.voip.completed(app, push),
  'extension.content': ({ notifications }, app, { request, notification }) =>
    notifications.extensions.answered(app, request, notification),
  'remote.register': ({ apsd }, app) => apsd.registerRemote(app),
  'remote.unregister': ({ apsd }, app) => apsd.unregisterRemote(app),
  'remote.completed': ({ backgroundPushes }, _, { push }) => backgroundPushes.completed(push),
  'notifications.authorize': ({ notifications }, app, { request, options }) =>
    notifications.authorize(app, request, options),
  'notifications.present': ({ notifications }, app, { notification }) => notifications.present(app, notification),
  'notifications.remove-delivered': ({ notifications }, app, { ids }) => notifications.removeDelivered(app, ids),
  'notifications.presentation': ({ notifications }, app, { id, options }) =>
    notifications.presentation(app, id, options),
  'notifications.settings': ({ notifications, runningBoard }, app, { request }) =>
    runningBoard.deliver(app, {
      kind: 'notifications.settings',
      request,
      authorization: notifications.authorizations.of(app),
    }),
  'notifications.categories': ({ notifications }, app, { categories }) =>
    notifications.actions.setCategories(app, categories),
  'notifications.response-completed': ({ notifications }, app, { id }) => notifications.actions.completed(app, id),
  'callkit.register-provider': ({ callServices }, app, message) => callServices.registerProvider(app, message),
  'callkit.invalidate-provider': ({ callServices }, app) => callServices.invalidateProvider(app),
  'callkit.report-incoming': ({ callServices }, app, message) => callServices.reportIncoming(app, message),
  'callkit.report-voip-payload': ({ callServices, runningBoard }, app, message) =>
    reportVoipPayload(app, message, { runningBoard, voip: callServices.voip }),
  'callkit.report-updated': ({ callServices }, app, message) => callServices.reports.updated(app, message),
  'callkit.report-ended': ({ callServices }, app, message) => callServices.reports.ended(app, message),
  'callkit.report-outgoing': ({ callServices }, app, message) => callServices.reports.outgoing(app, message),
  'callkit.request': ({ callServices }, app, message) => callServices.request(app, message),
  'callkit.action-completed': ({ callServices }, app, message) => callServices.actionCompleted(app, message),
  'audio.configure': ({ callServices }, app, { category, mode }) => callServices.audio.configure(app, category, mode),
  'audio.set-active': ({ callServices }, app, { request, active }) =>
    callServices.audio.setActive(app, request, active),
};

export function routeMessage(daemons: Daemons, app: App, message: FromApp): void {
  (ROUTES[message.kind] as Route<Kind>)(daemons, app, message);
}
