/**
 * Routes for what a virtual phone does not have, answered as WebDriverAgent does on a phone without it: Siri, Touch ID
 * outside a simulator, VoiceOver, the audit of iOS 17, recordings that XCTest keeps.
 */

import { numberArgument, textArgument } from '../arguments.ts';
import { WdaError } from '../errors.ts';
import { type Route, route } from '../route.ts';

export const ABSENT_ROUTES: readonly Route[] = [
  // There is nothing to take back: a virtual phone asks nobody for leave to use microphone, camera or contacts.
  // What it does ask for, notifications, is none of XCUIProtectedResource.
  route('required', 'POST', '/wda/resetAppAuth', ({ body }) => void numberArgument(body, 'resource')),
  route('optional', 'POST', '/wda/siri/activate', ({ body }) => {
    textArgument(body, 'text');
    throw new WdaError('unknown error', 'Siri is not there: a virtual phone has none.');
  }),
  route('required', 'POST', '/wda/touch_id', () => unsupported('Touch ID can be matched on a simulator only')),
  route('required', 'POST', '/wda/performAccessibilityAudit', () =>
    unsupported('A virtual phone does not audit accessibility'),
  ),
  route('optional', 'GET', '/wda/voiceOver/enabled', () => ({ enabled: false })),
  ...['enable', 'disable', 'move'].map((act) =>
    route('optional', 'POST', `/wda/voiceOver/${act}`, () => unsupported('A virtual phone has no VoiceOver')),
  ),
  route('optional', 'GET', '/wda/voiceOver/currentSpeech', () => ({ utterance: null })),
  route('optional', 'GET', '/wda/video', () => null),
  route('optional', 'POST', '/wda/video/start', () =>
    unsupported('A virtual phone keeps no recordings of XCTest; record its MJPEG stream'),
  ),
  route('optional', 'POST', '/wda/video/stop', () => null),
];

function unsupported(what: string): never {
  throw new WdaError('unsupported operation', `${what}.`);
}
