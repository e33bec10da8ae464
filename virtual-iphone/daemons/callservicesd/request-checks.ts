/**
 * CXCallController.request: the checks that come before anything is performed, in the system's order. The first action
 * that fails rejects the whole transaction (CXErrorCodeRequestTransactionError documentation; order observed).
 */

import type { CallActionData, ErrorData } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App } from '../runningboard/app.ts';
import type { CallRegistry } from './call-registry.ts';
import { requestError } from './errors.ts';
import type { Providers } from './providers.ts';

/** Of the report that the system writes, without ending the app, when an app in the background wants the microphone. */
const MICROPHONE_CODE = '0xDEADCA11';

export interface RequestScene {
  readonly context: PhoneContext;
  readonly calls: CallRegistry;
  readonly providers: Providers;
}

interface ActionScene extends RequestScene {
  /** UUIDs of the Start actions before this one in the transaction. */
  readonly started: ReadonlySet<string>;
}

/** @returns why the request is refused, null when it is accepted (which does not say that it will be performed). */
export function refusalOf(app: App, actions: readonly CallActionData[], scene: RequestScene): ErrorData | null {
  if (actions.length === 0) return requestError(scene.context.settings.emptyTransactionError);
  if (!app.hasBackgroundMode('voip')) return requestError('unentitled');
  if (scene.providers.get(app) === undefined) return requestError('unknownCallProvider');
  const started = new Set<string>();
  for (const action of actions) {
    const refusal = actionRefusal(app, action, { ...scene, started });
    if (refusal !== null) return refusal;
    if (action.type === 'start') started.add(action.call);
  }
  return null;
}

function actionRefusal(app: App, action: CallActionData, scene: ActionScene): ErrorData | null {
  if (opensMicrophone(action) && scene.context.settings.protectMicrophone && !app.isForeground) {
    scene.context.log('runningboardd', `Simulated crash report of ${app.bundleId}, code:${MICROPHONE_CODE}`, 'Error');
    return requestError('invalidAction');
  }
  if (action.type === 'start') return startRefusal(app, action.call, scene);
  const call = scene.calls.get(action.call);
  if (call?.app !== app) return requestError('unknownCallUUID');
  if (action.type === 'set-group' && action.other !== null && scene.calls.get(action.other) === undefined) {
    return requestError('unknownCallUUID');
  }
  return null;
}

function startRefusal(app: App, id: string, { calls, providers, started }: ActionScene): ErrorData | null {
  if (calls.get(id) !== undefined || started.has(id)) return requestError('callUUIDAlreadyExists');
  const groups = new Set(calls.of(app).map((call) => call.group ?? call.id));
  const maximum = providers.get(app)?.maximumCallGroups ?? 0;
  return groups.size + started.size >= maximum ? requestError('maximumCallGroupsReached') : null;
}

function opensMicrophone(action: CallActionData): boolean {
  return action.type === 'start' || action.type === 'answer';
}
