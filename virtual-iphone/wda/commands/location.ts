/**
 * Where the phone says it is. A virtual phone is nowhere until a test puts it somewhere, and WebDriverAgent is not
 * allowed to know before that.
 */

import type { Agent } from '../agent.ts';
import { numberArgument } from '../arguments.ts';
import { WdaError } from '../errors.ts';
import { type Call, type Route, route } from '../route.ts';

/** Degrees. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export const LOCATION_ROUTES: readonly Route[] = [
  route('optional', 'GET', '/wda/device/location', ({ agent }) => deviceLocation(agent)),
  route('optional', 'GET', '/wda/simulatedLocation', ({ agent }) => {
    demandSimulation(agent);
    return agent.simulatedLocation ?? { latitude: null, longitude: null };
  }),
  route('optional', 'POST', '/wda/simulatedLocation', simulate),
  route('optional', 'DELETE', '/wda/simulatedLocation', ({ agent }) => {
    demandSimulation(agent);
    agent.simulatedLocation = undefined;
  }),
];

/** CLAuthorizationStatus. The driver reads a location only where it is `authorizedAlways`. */
const AUTHORIZATION = { denied: 2, authorizedAlways: 3 } as const;

function deviceLocation({ simulatedLocation }: Agent): unknown {
  return simulatedLocation === undefined
    ? { authorizationStatus: AUTHORIZATION.denied, latitude: 0, longitude: 0, altitude: 0 }
    : { authorizationStatus: AUTHORIZATION.authorizedAlways, ...simulatedLocation, altitude: 0 };
}

function simulate({ agent, body }: Call): void {
  demandSimulation(agent);
  const [latitude, longitude] = [numberArgument(body, 'latitude'), numberArgument(body, 'longitude')];
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    throw new WdaError(
      'invalid argument',
      `There is no place at latitude ${latitude}, longitude ${longitude}: they go to 90 and 180 degrees.`,
    );
  }
  agent.simulatedLocation = { latitude, longitude };
}

/** XCTest simulates locations from iOS 16.4 on, which the lab's iOS 16 is past. */
function demandSimulation({ phone: { ios } }: Agent): void {
  if (ios.major >= 16) return;
  throw new WdaError('unknown error', `Locations are simulated from iOS 16.4 on; this phone has iOS ${ios.version}.`);
}
