/** Which routes there are: those of WebDriverAgent 16.12.9 for an iPhone. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ROUTES } from './routes.ts';

/** Method and path, by whether they stand under a session: always (s), never (n), both ways (b). */
const ROUTES_OF_WEBDRIVERAGENT = {
  n: `
    GET /status, POST /session, POST /wda/apps/launchUnattached, POST /wda/homescreen, GET /wda/healthcheck,
    GET /health, GET /calibrate, GET /wda/shutdown, POST /wda/device/appearance`,
  s: `
    GET , DELETE , GET /appium/settings, POST /appium/settings, POST /timeouts, POST /url,
    POST /wda/apps/launch, POST /wda/apps/activate, POST /wda/apps/terminate, POST /wda/apps/state,
    GET /wda/apps/list, POST /wda/deactivateApp, POST /wda/resetAppAuth,
    POST /element, POST /elements, POST /element/:id/element, POST /element/:id/elements, GET /element/active,
    GET /wda/element/:id/getVisibleCells, GET /element/:id/attribute/:name, GET /element/:id/text,
    GET /element/:id/displayed, GET /element/:id/enabled, GET /element/:id/selected, GET /element/:id/rect,
    GET /element/:id/name, GET /wda/element/:id/accessible, GET /wda/element/:id/accessibilityContainer,
    POST /element/:id/click, POST /element/:id/value, POST /element/:id/clear, GET /element/:id/screenshot,
    GET /screenshot/:id, GET /window/rect, POST /wda/pressButton, POST /wda/performIoHidEvent,
    POST /wda/expectNotification, GET /wda/batteryInfo, POST /wda/keyboard/dismiss, POST /wda/keys,
    POST /wda/element/:id/keyboardInput, POST /wda/touch_id, POST /wda/performAccessibilityAudit,
    GET /wda/alert/buttons, POST /wda/element/:id/scrollTo, POST /wda/pickerwheel/:id/select, POST /actions`,
  b: `
    GET /wda/activeAppInfo, GET /source, GET /wda/accessibleSource, GET /screenshot, GET /window/size,
    GET /wda/screen, GET /wda/screens, POST /wda/video/start, POST /wda/video/stop, GET /wda/video,
    POST /wda/lock, POST /wda/unlock, GET /wda/locked, POST /wda/siri/activate, GET /orientation, POST /orientation,
    GET /rotation, POST /rotation, GET /wda/deviceOrientation, GET /wda/device/info, GET /wda/device/location,
    GET /wda/simulatedLocation, POST /wda/simulatedLocation, DELETE /wda/simulatedLocation,
    POST /wda/setPasteboard, POST /wda/getPasteboard, POST /wda/voiceOver/enable, POST /wda/voiceOver/disable,
    POST /wda/voiceOver/move, GET /wda/voiceOver/enabled, GET /wda/voiceOver/currentSpeech,
    GET /alert/text, POST /alert/accept, POST /alert/dismiss, POST /alert/text`,
} as const;

/** On an element and on the active application. */
const GESTURES =
  'tap swipe dragfromtoforduration pressAndDragWithVelocity touchAndHold doubleTap twoFingerTap ' +
  'tapWithNumberOfTaps scroll pinch rotate forceTouch';

const SESSION = { s: 'required', n: 'none', b: 'optional' } as const;

describe('The routes of WebDriverAgent', () => {
  const listed = Object.entries(ROUTES_OF_WEBDRIVERAGENT).flatMap(([mark, list]) =>
    list.split(',').map((entry) => {
      const [method = '', path = ''] = entry.trim().split(' ');
      return `${method} ${path} ${SESSION[mark as keyof typeof SESSION]}`;
    }),
  );
  const gestures = GESTURES.split(' ').flatMap((name) => [
    `POST /wda/${name} required`,
    `POST /wda/element/:id/${name} required`,
  ]);

  it('are all there, under a session or without as there, and no others', () => {
    const registered = ROUTES.all.map(({ method, path, session }) => `${method} ${path} ${session}`);
    assert.deepEqual(registered.toSorted(), [...listed, ...gestures].toSorted());
  });
});
