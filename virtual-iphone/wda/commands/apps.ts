/** Launching, ending and asking about applications. */

import { APP_STATE, type LaunchOptions } from '../../automation.ts';
import { SPRINGBOARD } from '../active-application.ts';
import type { Agent } from '../agent.ts';
import { type Body, isObject, optionalNumber, textArgument } from '../arguments.ts';
import { WdaError } from '../errors.ts';
import { type Call, type Route, route } from '../route.ts';

export const APP_ROUTES: readonly Route[] = [
  route('required', 'POST', '/wda/apps/launch', launch),
  route('required', 'POST', '/wda/apps/activate', launch),
  route('none', 'POST', '/wda/apps/launchUnattached', launch),
  route('required', 'POST', '/url', openUrl),
  route('required', 'POST', '/wda/apps/terminate', terminate),
  route('required', 'POST', '/wda/apps/state', ({ agent, body }) =>
    agent.phone.appState(textArgument(body, 'bundleId')),
  ),
  route('required', 'GET', '/wda/apps/list', ({ agent }) =>
    agent.phone.activeApps().map(({ pid, bundleId }) => ({ pid, bundleId })),
  ),
  route('optional', 'GET', '/wda/activeAppInfo', activeAppInfo),
  route('none', 'POST', '/wda/homescreen', ({ agent }) => agent.phone.pressHome()),
  route('required', 'POST', '/wda/deactivateApp', deactivateApp),
];

export function launchOptions(body: Body): LaunchOptions {
  return {
    ...(Array.isArray(body.arguments) ? { arguments: body.arguments.map(String) } : {}),
    ...(isObject(body.environment)
      ? {
          environment: Object.fromEntries(Object.entries(body.environment).map(([key, value]) => [key, String(value)])),
        }
      : {}),
  };
}

/** Starts the app, or brings a running one to the front: its arguments are ignored then. */
async function launch({ agent, body }: Call): Promise<void> {
  const bundleId = textArgument(body, 'bundleId');
  if (agent.session?.bundleId === bundleId) agent.session.expectsApp = false;
  await bringToFront(agent, bundleId, launchOptions(body));
  if (agent.session?.bundleId === bundleId) agent.session.expectsApp = true;
}

async function bringToFront(agent: Agent, bundleId: string, options: LaunchOptions = {}): Promise<void> {
  const { phone } = agent;
  // To SpringBoard, coming to the front is what the home button does.
  if (bundleId === SPRINGBOARD) return phone.pressHome();
  if (!phone.isInstalled(bundleId) && phone.appState(bundleId) === APP_STATE.unknown) {
    throw new WdaError(
      'invalid argument',
      `The application with bundle id '${bundleId}' is not installed on ${phone.name}.`,
    );
  }
  await phone.launch(bundleId, options);
}

/** In the app that takes such URLs, or in the one that is named. */
async function openUrl({ agent, body }: Call): Promise<void> {
  const text = textArgument(body, 'url');
  if (!URL.canParse(text)) {
    throw new WdaError('invalid argument', "The argument 'url' must begin with a scheme, such as https:");
  }
  await agent.phone.openURL(new URL(text), typeof body.bundleId === 'string' ? body.bundleId : undefined);
}

async function terminate({ agent, body }: Call): Promise<boolean> {
  const bundleId = textArgument(body, 'bundleId');
  if (agent.session?.bundleId === bundleId) agent.session.expectsApp = false;
  return agent.phone.terminate(bundleId);
}

function activeAppInfo({ agent }: Call): unknown {
  const bundleId = agent.activeBundleId();
  const running = agent.phone.activeApps().find((app) => app.bundleId === bundleId);
  return {
    pid: running?.pid ?? 0,
    bundleId,
    name: running?.name ?? agent.phone.tree(bundleId)?.label ?? '',
    processArguments: { args: [], env: {} },
  };
}

/** Goes home, waits, comes back. */
async function deactivateApp({ agent, body }: Call): Promise<void> {
  const seconds = optionalNumber(body, 'duration') ?? 3;
  const bundleId = agent.activeBundleId();
  await agent.phone.pressHome();
  await new Promise<void>((resolve) => {
    if (agent.clock === undefined) resolve();
    else agent.clock.setTimeout(resolve, seconds * 1000);
  });
  await bringToFront(agent, bundleId);
}
