/**
 * The services a virtual phone offers. Any other name is refused by lockdownd with `InvalidService`, which the tools
 * report cleanly (developer image mounter, screenshotr, debugserver, instruments, testmanagerd …).
 */

import { AFC } from './afc.ts';
import { DIAGNOSTICS_RELAY } from './diagnostics-relay.ts';
import { HOUSE_ARREST } from './house-arrest.ts';
import { INSTALLATION_PROXY } from './installation-proxy.ts';
import { NOTIFICATION_PROXY } from './notification-proxy.ts';
import type { Service } from './service.ts';
import { SYSLOG_RELAY } from './syslog-relay.ts';
import { WEB_INSPECTOR } from './web-inspector.ts';

const SERVICES: readonly Service[] = [
  AFC,
  HOUSE_ARREST,
  INSTALLATION_PROXY,
  NOTIFICATION_PROXY,
  SYSLOG_RELAY,
  DIAGNOSTICS_RELAY,
  WEB_INSPECTOR,
];

/** Each service keeps one port of the dynamic range for good; iOS opens a fresh one at every StartService. */
const FIRST_PORT = 49_152;

export function servicePort(name: string): number | undefined {
  const index = SERVICES.findIndex((service) => service.name === name);
  return index < 0 ? undefined : FIRST_PORT + index;
}

export function serviceAt(port: number): Service | undefined {
  return SERVICES[port - FIRST_PORT];
}
