/**
 * Starts app processes.
 *
 * What this containment is: an app's code meets no object of the host, has no Node API, and cannot hold the testbed up;
 * one app's crash is its own. What it is not: a security boundary. `node:vm` shares the heap and the thread with the
 * host, so an app can exhaust memory, and a flaw in V8 or in Node's `vm` is a way out. Run only apps that you would run
 * as a program on this machine.
 */

import { type Clock, type Randomness, SYSTEM_RANDOMNESS } from '../../clock/index.ts';
import type { NetworkLink } from '../links.ts';
import type { AppLauncher } from '../messages.ts';
import { ContextProcess } from './app-process.ts';
import { CompiledApp } from './load-app.ts';

export interface LauncherOptions {
  readonly clock: Clock;
  /** The phone's way to servers, for `fetch` and `WebSocket` in apps. */
  readonly network: NetworkLink;
  /** What `crypto` in apps, and so NSUUID, is made from. Default: the system's. */
  readonly randomness?: Randomness;
  /**
   * Real milliseconds that one turn of an app may take before the watchdog ends it with 0x8badf00d. Default 1000; iOS
   * gives some seconds more, but a phone that is simulated shares its thread with a whole testbed.
   */
  readonly turnLimitMs?: number;
}

/**
 * @example
 * const launcher = createAppLauncher({ clock, network });
 * const process = launcher.launch(await loadApp('fixtures/apps/reference'), launch, { onMessage, onExit });
 * process.deliver({ kind: 'app.state', state: 'active' });
 */
export function createAppLauncher(options: LauncherOptions): AppLauncher {
  const { clock, network, turnLimitMs = 1_000, randomness = SYSTEM_RANDOMNESS } = options;
  return {
    launch(bundle, launch, events) {
      if (!(bundle.code instanceof CompiledApp)) {
        throw new Error(`The code of ${launch.bundleId} was not made by loadApp: load the app's folder with it first.`);
      }
      return new ContextProcess(bundle.code, launch, events, { clock, network, turnLimitMs, randomness });
    },
  };
}
