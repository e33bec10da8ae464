/**
 * The screen without Appium: says to WebDriverAgent itself what the XCUITest driver would have said to it for the same
 * command (appium-xcuitest-driver 12, `lib/commands`).
 */

import type { Driver, Element, Rect } from './driver.ts';

/** Sends a request to the phone's WebDriverAgent. @returns its value. @throws Error with its message */
export type WebDriverAgent = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;

type Arguments = Readonly<Record<string, unknown>>;

/** The routes of `mobile:` commands; those that the driver does not reach through a session say so. */
const MOBILE: Readonly<Record<string, Route>> = {
  activeAppInfo: { route: '/wda/activeAppInfo', method: 'GET' },
  queryAppState: { route: '/wda/apps/state' },
  activateApp: { route: '/wda/apps/activate' },
  // Only home and stay there; to come back after a while is a command of its own to WebDriverAgent.
  backgroundApp: { route: '/wda/homescreen', outside: true, body: () => ({}) },
  terminateApp: { route: '/wda/apps/terminate' },
  lock: { route: '/wda/lock' },
  unlock: { route: '/wda/unlock' },
  performIoHidEvent: {
    route: '/wda/performIoHidEvent',
    body: ({ durationSeconds, ...event }) => ({ ...event, duration: durationSeconds }),
  },
};

interface Route {
  readonly route: string;
  readonly method?: 'GET';
  readonly outside?: true;
  readonly body?: (args: Arguments) => Arguments;
}

/** Opens a session of WebDriverAgent with the settings that the driver gives it. */
export async function openDirectDriver(agent: WebDriverAgent): Promise<Driver> {
  const { sessionId } = (await agent('POST', '/session', { capabilities: { firstMatch: [{}], alwaysMatch: {} } })) as {
    sessionId: string;
  };
  const inSession: WebDriverAgent = (method, path, body) => agent(method, `/session/${sessionId}${path}`, body);
  const set = (settings: Arguments) => inSession('POST', '/appium/settings', { settings });
  await set({ elementResponseAttributes: 'type,label', shouldUseCompactResponses: true });
  return {
    async find(predicate) {
      const found = await inSession('POST', '/elements', { using: 'predicate string', value: predicate });
      const [first] = found as { readonly ELEMENT: string }[];
      return first === undefined ? undefined : elementOf(inSession, first.ELEMENT);
    },
    async lookAt(bundleId) {
      await set({ defaultActiveApplication: bundleId });
    },
    async swipe(from, to, durationMs) {
      const actions = [
        { type: 'pointerMove', duration: 0, origin: 'viewport', ...from },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerMove', duration: durationMs, origin: 'viewport', ...to },
        { type: 'pointerUp', button: 0 },
      ];
      const finger = { type: 'pointer', id: 'finger1', parameters: { pointerType: 'touch' }, actions };
      await inSession('POST', '/actions', { actions: [finger] });
    },
    async mobile(command, args = {}) {
      const known = MOBILE[command];
      if (known === undefined) {
        throw new Error(
          `The direct driver has no command "mobile: ${command}"; it has ${Object.keys(MOBILE).join(', ')}. ` +
            'Add its route of WebDriverAgent to specs/support/direct-driver.ts.',
        );
      }
      const ask = known.outside ? agent : inSession;
      if (known.method === 'GET') return ask('GET', known.route);
      return ask('POST', known.route, known.body?.(args) ?? args);
    },
    screenshot: async () => String(await inSession('GET', '/screenshot')),
  };
}

function elementOf(agent: WebDriverAgent, id: string): Element {
  return {
    async click() {
      await agent('POST', `/element/${id}/click`, {});
    },
    async setValue(text) {
      await agent('POST', `/element/${id}/clear`, {});
      await agent('POST', `/element/${id}/value`, { value: text });
    },
    async getAttribute(name) {
      const value = await agent('GET', `/element/${id}/attribute/${name}`);
      if (value === 0 || value === 1) return String(value === 1);
      return value === null || typeof value === 'string' ? value : JSON.stringify(value);
    },
    rect: async () => (await agent('GET', `/element/${id}/rect`)) as Rect,
  };
}
