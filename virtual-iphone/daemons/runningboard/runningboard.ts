/**
 * Life of app processes: launch, state, suspension, death. Knows neither screen nor calls; whoever needs an app awake
 * takes an assertion. Suspension after a few seconds without a reason to run is what Apple describes in "About the
 * background execution sequence".
 */

import type {
  AppExit,
  AppLaunch,
  AppLauncher,
  AppRunState,
  FromApp,
  JsonObject,
  StoredForLaunch,
  ToApp,
} from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import { type App, type ProcessState, RunningProcess } from './app.ts';
import { exitLines } from './exit-lines.ts';

export type LaunchReason = 'user' | 'voip-push' | 'notification' | 'background-push' | 'notification-service';

export interface LaunchRequest {
  readonly state: 'foreground' | 'background';
  readonly reason: LaunchReason;
  readonly launchOptions?: AppLaunch['launchOptions'];
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningBoardOptions {
  readonly launcher: AppLauncher;
  readonly phone: Pick<AppLaunch, 'modelName' | 'deviceName' | 'language'>;
  /** What the new process may read of what the app has stored. */
  storage(app: App): StoredForLaunch;
  /** The calls of the phone, for CXCallObserver of the new process. */
  calls(): AppLaunch['calls'];
  onMessage(app: App, message: FromApp): void;
  onExit(app: App, exit: AppExit): void;
}

/** `beginBackgroundTask` time where the version says nothing: 30 s, as iOS 13 and later grant it. */
const BACKGROUND_TASK_MS = 30_000;

/** "Ate bad food" (Apple, "Understanding the exception types in a crash report"). */
const WATCHDOG_CODE = '0x8badf00d';

export class RunningBoard {
  readonly #context: PhoneContext;
  readonly #options: RunningBoardOptions;
  readonly #apps = new Map<string, App>();
  #launches = 0;
  #lastPid = 311;

  constructor(context: PhoneContext, options: RunningBoardOptions) {
    this.#context = context;
    this.#options = options;
  }

  add(app: App): void {
    this.#apps.set(app.bundleId, app);
  }

  remove(app: App): void {
    this.#apps.delete(app.bundleId);
  }

  app(bundleId: string): App | undefined {
    return this.#apps.get(bundleId);
  }

  /** Installed apps in the order of installation. */
  get apps(): readonly App[] {
    return [...this.#apps.values()];
  }

  launch(app: App, request: LaunchRequest): void {
    const { ios, clock, settings, note, log } = this.#context;
    const pid = this.#nextPid();
    const running = new RunningProcess(pid, request.state === 'foreground' ? 'inactive' : 'background', clock.now());
    app.running = running;
    app.forceQuit = false;
    note('app.launched', { bundleId: app.bundleId, pid, state: request.state, reason: request.reason });
    log('runningboardd', `[app<${app.bundleId}>:${pid}] launched in the ${request.state}`);
    const launch: AppLaunch = {
      ...this.#options.phone,
      bundleId: app.bundleId,
      displayName: app.displayName,
      pid,
      info: app.bundle.manifest as unknown as JsonObject,
      iosVersion: ios.version,
      callKit: ios.features.callKit,
      liveCommunicationKit: ios.features.liveCommunicationKit ?? false,
      userNotifications: ios.features.userNotifications,
      unreportedPushText: ios.features.unreportedPushText,
      vendorIdentifier: app.vendorIdentifier,
      region: this.#context.region,
      appearance: this.#context.appearance,
      state: request.state,
      backgroundTaskMs: this.#taskTimeMs,
      ...(app.host === undefined ? {} : { extension: 'notification-service' as const }),
      launchOptions: request.launchOptions ?? {},
      arguments: request.arguments ?? [],
      environment: request.environment ?? {},
      ...this.#options.storage(app),
      calls: this.#options.calls(),
    };
    running.process = this.#options.launcher.launch(app.bundle, launch, {
      onMessage: (message) => {
        if (app.running === running) this.#options.onMessage(app, message);
      },
      onExit: (exit) => this.#ended(app, running, exit),
    });
    running.launchLimit = clock.setTimeout(() => this.#tooSlow(app, running, 'launch'), settings.launchLimitMs);
    this.#considerSuspension(app);
  }

  /** `application:didFinishLaunchingWithOptions:` has returned. */
  launched(app: App): void {
    if (app.running === undefined) return;
    app.running.launched = true;
    app.running.launchLimit?.cancel();
  }

  /** Makes sure that the app runs and is not suspended; launches it in the background when it does not run. */
  wake(app: App, reason: LaunchReason): void {
    const running = app.running;
    if (running === undefined) {
      this.launch(app, { state: 'background', reason });
      return;
    }
    if (running.state !== 'suspended') return;
    running.process.resume();
    this.#enter(app, running, 'background');
    this.#considerSuspension(app);
  }

  /** Moves a running app to a state and tells it. Nothing happens when it is in that state already. */
  setState(app: App, state: AppRunState): void {
    const running = app.running;
    if (running === undefined || running.state === state) return;
    const wasSuspended = running.state === 'suspended';
    if (wasSuspended && state === 'background') return;
    if (wasSuspended) running.process.resume();
    this.#enter(app, running, state);
    running.process.deliver({ kind: 'app.state', state });
    this.#considerSuspension(app);
  }

  /** Keeps the app awake until the returned function is called. Ends with the process. */
  holdAwake(app: App, what: string): () => void {
    const running = app.running;
    if (running === undefined) return () => undefined;
    const assertion = Symbol(what);
    running.assertions.add(assertion);
    this.#considerSuspension(app);
    return () => {
      if (!running.assertions.delete(assertion) || app.running !== running) return;
      running.backgroundSince = this.#context.clock.now();
      this.#considerSuspension(app);
    };
  }

  backgroundTask(app: App, id: number, running: boolean): void {
    const tasks = app.running?.backgroundTasks;
    if (running) tasks?.add(id);
    else tasks?.delete(id);
    this.#considerSuspension(app);
  }

  /** Sends a message to the app's process; a message for an app that does not run is lost, as on a phone. */
  deliver(app: App, message: ToApp): void {
    app.running?.process.deliver(message);
  }

  /** Ends the process at once. @returns whether it was running. */
  kill(app: App, exit: AppExit): boolean {
    const running = app.running;
    if (running === undefined) return false;
    running.process.kill(exit);
    this.#ended(app, running, exit);
    return true;
  }

  #ended(app: App, running: RunningProcess, exit: AppExit): void {
    if (app.running !== running) return;
    running.suspendTimer?.cancel();
    running.launchLimit?.cancel();
    app.running = undefined;
    const { note, log } = this.#context;
    const identity = { bundleId: app.bundleId, pid: running.pid };
    if (exit.kind === 'exception') {
      note('app.exited', { ...identity, cause: 'exception', reason: exit.reason, name: exit.name });
    } else {
      const code = exit.code === undefined ? {} : { code: exit.code };
      note('app.exited', { ...identity, cause: 'killed', reason: exit.by, ...code });
    }
    for (const line of exitLines(app, running.pid, exit)) log(line.process, line.text, line.level);
    this.#options.onExit(app, exit);
  }

  #enter(app: App, running: RunningProcess, state: ProcessState): void {
    running.state = state;
    if (state === 'background') running.backgroundSince = this.#context.clock.now();
    this.#context.note('app.state', { bundleId: app.bundleId, state });
  }

  #considerSuspension(app: App): void {
    const running = app.running;
    if (running === undefined) return;
    running.suspendTimer?.cancel();
    running.suspendTimer = undefined;
    if (running.state !== 'background' || running.assertions.size > 0) return;
    const { clock, settings } = this.#context;
    const hasTasks = running.backgroundTasks.size > 0;
    const granted = hasTasks ? this.#taskTimeMs : settings.backgroundTimeMs;
    const left = running.backgroundSince + granted - clock.now();
    running.suspendTimer = clock.setTimeout(() => {
      if (hasTasks) {
        this.#expireTasks(app, running);
        return;
      }
      running.process.suspend();
      this.#enter(app, running, 'suspended');
    }, left);
  }

  /**
   * The app is told that its time is over, and ended when a task is still open a little later: "the system kills the app"
   * (Apple, uikit/uiapplication/beginbackgroundtask(expirationhandler:)).
   */
  #expireTasks(app: App, running: RunningProcess): void {
    const { clock, settings, note, log } = this.#context;
    note('app.background-time-over', { bundleId: app.bundleId, tasks: running.backgroundTasks.size });
    const what = `[app<${app.bundleId}>:${running.pid}] background tasks are open after their time`;
    log('runningboardd', `${what}; this creates a risk of termination`, 'Warning');
    running.process.deliver({ kind: 'app.background-time-over' });
    running.suspendTimer = clock.setTimeout(
      () => this.#tooSlow(app, running, 'background task'),
      settings.backgroundTaskGraceMs,
    );
  }

  /** The watchdog's hand (Apple, "Addressing watchdog terminations"). */
  #tooSlow(app: App, running: RunningProcess, at: 'launch' | 'background task'): void {
    if (app.running !== running) return;
    this.#context.log('runningboardd', `[app<${app.bundleId}>:${running.pid}] exceeded its time for ${at}`, 'Error');
    this.kill(app, { kind: 'killed', by: 'watchdog', code: WATCHDOG_CODE });
  }

  get #taskTimeMs(): number {
    return this.#context.ios.features.backgroundTaskMs ?? BACKGROUND_TASK_MS;
  }

  /** Process ids rise by a few, as other processes start between an app's. */
  #nextPid(): number {
    this.#launches += 1;
    this.#lastPid += 1 + ((this.#launches * 7) % 5);
    return this.#lastPid;
  }
}
