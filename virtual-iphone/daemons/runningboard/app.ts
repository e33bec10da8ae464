/** An installed app: what stays over launches, and the process while it runs. */

import type { Timer } from '../../../clock/index.ts';
import type { AppBundle, AppProcess, AppRunState, JsonObject } from '../../messages.ts';
import type { AppScreen } from '../../ui/model.ts';

export type ProcessState = AppRunState | 'suspended';

/** The life of one process. */
export class RunningProcess {
  process!: AppProcess;
  readonly pid: number;
  state: ProcessState;
  /** `application:didFinishLaunchingWithOptions:` has returned. */
  launched = false;
  /** It has been told that it will terminate, and takes nothing more. */
  ending = false;
  screen: AppScreen | undefined;
  backgroundSince: number;
  suspendTimer: Timer | undefined;
  /** Until it has {@link launched}. */
  launchLimit: Timer | undefined;
  /** What keeps it awake in the background: a push, a call. */
  readonly assertions = new Set<symbol>();
  /** Identifiers of `beginBackgroundTask`. */
  readonly backgroundTasks = new Set<number>();

  constructor(pid: number, state: ProcessState, now: number) {
    this.pid = pid;
    this.state = state;
    this.backgroundSince = now;
  }
}

export class App {
  bundle: AppBundle;
  readonly bundleId: string;
  /** identifierForVendor. */
  readonly vendorIdentifier: string;
  defaults: JsonObject = {};
  badge = 0;
  /** The user swiped it away and has not opened it since. */
  forceQuit = false;
  running: RunningProcess | undefined;
  /** The app whose extension this is. */
  readonly host: App | undefined;

  constructor(bundle: AppBundle, vendorIdentifier: string, host?: App) {
    this.bundle = bundle;
    this.bundleId = bundle.manifest.CFBundleIdentifier;
    this.vendorIdentifier = vendorIdentifier;
    this.host = host;
  }

  get displayName(): string {
    return this.bundle.manifest.CFBundleDisplayName;
  }

  get isForeground(): boolean {
    return this.running?.state === 'active' || this.running?.state === 'inactive';
  }

  hasBackgroundMode(mode: 'voip' | 'audio' | 'remote-notification'): boolean {
    return this.bundle.manifest.UIBackgroundModes.includes(mode);
  }

  /** Major version of the SDK that the app is linked against, from `DTSDKName` (`iphoneos18.0`); 0 when unreadable. */
  get linkedSdk(): number {
    return Number(/(\d+)(?:\.\d+)?$/.exec(this.bundle.manifest.DTSDKName)?.[1] ?? 0);
  }
}
