/** Status, sessions and settings. */

import { APP_STATE } from '../../automation.ts';
import { SPRINGBOARD } from '../active-application.ts';
import type { Agent } from '../agent.ts';
import { watchAlerts } from '../alert-monitor.ts';
import { WdaError } from '../errors.ts';
import { type Call, type Route, route } from '../route.ts';
import { Session, sessionCapabilities } from '../session.ts';
import { launchOptions } from './apps.ts';

/** The release of WebDriverAgent whose protocol this is; the driver logs it. */
const PROTOCOL_VERSION = '16.12.9';

export const SESSION_ROUTES: readonly Route[] = [
  route('none', 'GET', '/status', status, 'standalone'),
  route('none', 'POST', '/session', createSession),
  route('required', 'GET', '', ({ agent }) => description(agent)),
  route('required', 'DELETE', '', ({ agent }) => endSession(agent), 'standalone'),
  route('required', 'POST', '/timeouts', () => null),
  route('required', 'GET', '/appium/settings', ({ agent }) => agent.settings.all()),
  route('required', 'POST', '/appium/settings', ({ agent, body }) => {
    agent.settings.change(body.settings);
    return agent.settings.all();
  }),
];

function status({ agent }: Call): unknown {
  const { ios } = agent.phone;
  return {
    ready: true,
    message: 'WebDriverAgent is ready to accept commands',
    state: 'success',
    os: { name: 'iOS', version: ios.version, sdkVersion: ios.version, testmanagerdVersion: 65535 },
    ios: { ip: null },
    build: { productBundleIdentifier: 'com.facebook.WebDriverAgentRunner', version: PROTOCOL_VERSION },
    device: 'iphone',
  };
}

async function createSession({ agent, body }: Call): Promise<unknown> {
  await endSession(agent);
  const capabilities = sessionCapabilities(body);
  const session = new Session(capabilities);
  agent.settings.resetForSession();
  const action = capabilities.defaultAlertAction;
  if (typeof action === 'string') agent.settings.change({ defaultAlertAction: action });
  if (typeof capabilities.shouldUseCompactResponses === 'boolean') {
    agent.settings.change({ shouldUseCompactResponses: capabilities.shouldUseCompactResponses });
  }
  if (session.bundleId !== undefined) {
    try {
      await startAppUnderTest(agent, session.bundleId, capabilities);
    } catch (error) {
      throw new WdaError('session not created', (error as Error).message);
    }
    session.expectsApp = true;
  }
  if (capabilities.initialUrl !== undefined) agent.log('The capability initialUrl is not supported and was ignored.');
  agent.session = session;
  session.onEnd(watchAlerts(agent));
  return description(agent);
}

async function startAppUnderTest(agent: Agent, bundleId: string, capabilities: Call['body']): Promise<void> {
  const { phone } = agent;
  const state = phone.appState(bundleId);
  if (!phone.isInstalled(bundleId) && state === APP_STATE.unknown) {
    throw new Error(`The application with bundle id '${bundleId}' is not installed on ${phone.name}.`);
  }
  const force = capabilities.forceAppLaunch !== false;
  if (state === APP_STATE.foreground && !force) return;
  if (force && state > APP_STATE.notRunning && bundleId !== SPRINGBOARD) await phone.terminate(bundleId);
  await (bundleId === SPRINGBOARD ? phone.pressHome() : phone.launch(bundleId, launchOptions(capabilities)));
}

/** Ends the phone's session, if there is one. Requests still waiting in it are answered at once. */
async function endSession(agent: Agent): Promise<void> {
  const { session, phone } = agent;
  if (session === undefined) return;
  agent.session = undefined;
  agent.elements.clear();
  agent.settings.resetForSession();
  session.end();
  const { bundleId } = session;
  if (bundleId === undefined || !session.terminatesApp || bundleId === SPRINGBOARD) return;
  if (phone.appState(bundleId) > APP_STATE.notRunning) await phone.terminate(bundleId);
}

function description(agent: Agent): unknown {
  return {
    sessionId: agent.demandSession().id,
    capabilities: { device: 'iphone', sdkVersion: agent.phone.ios.version },
  };
}
