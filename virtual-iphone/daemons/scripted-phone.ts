/**
 * For tests of the daemons: a phone whose app is a script in the same process, with a courier in memory and a screen of
 * plain buttons. The app does what PushKit and CallKit would let an honest app do, unless a test tells it otherwise.
 */

import { type Clock, Journal, type JournalEvent, seededRandomness, TestbedClock } from '../../clock/index.ts';
import { IPHONE_MODELS, type IphoneModel } from '../ios/models.ts';
import { type IosVersion, iosVersion } from '../ios/versions.ts';
import type { CourierLink, CourierPush } from '../links.ts';
import type {
  AppBundle,
  AppExit,
  AppLaunch,
  AppLauncher,
  AppProcess,
  AppProcessEvents,
  CallUpdateData,
  FromApp,
  JsonObject,
  ProviderConfigurationData,
  ToApp,
} from '../messages.ts';
import { VirtualIphone } from '../phone.ts';
import type { VirtualIphoneOptions } from '../phone-options.ts';
import type { Intent, ScreenModel, Surface, UiNode } from '../ui/model.ts';
import type { PhoneSettings } from './settings.ts';

export const BUNDLE_ID = 'com.example.caller';
export const CALL = '11111111-2222-4333-8444-555555555555';
export const OTHER_CALL = '99999999-2222-4333-8444-555555555555';

/** What the app does on its own; each hook replaces the honest behaviour. */
export interface Script {
  onStart?: (app: ScriptedProcess) => void;
  onMessage?: (app: ScriptedProcess, message: ToApp) => void;
}

export const CONFIGURATION: ProviderConfigurationData = {
  maximumCallGroups: 2,
  maximumCallsPerCallGroup: 5,
  supportsVideo: false,
  includesCallsInRecents: true,
  supportedHandleTypes: [2],
};

export class ScriptedProcess implements AppProcess {
  readonly pid: number;
  readonly launch: AppLaunch;
  alive = true;
  /** Everything that has arrived, oldest first. */
  readonly received: ToApp[] = [];
  readonly #clock: Clock;
  readonly #events: AppProcessEvents;
  readonly #script: Script;
  #suspended = false;
  #waiting: ToApp[] = [];
  #requests = 0;

  constructor(clock: Clock, launch: AppLaunch, events: AppProcessEvents, script: Script) {
    this.pid = launch.pid;
    this.launch = launch;
    this.#clock = clock;
    this.#events = events;
    this.#script = script;
    this.#later(() => (script.onStart ?? registerAll)(this));
  }

  send(message: FromApp): void {
    this.#events.onMessage(message);
  }

  reportIncoming(call: string, more: CallUpdateData = {}): void {
    this.#requests += 1;
    const update = { localizedCallerName: 'Alice', remoteHandle: { type: 2, value: '+15550100' }, ...more } as const;
    this.send({ kind: 'callkit.report-incoming', request: this.#requests, call, update });
  }

  complete(action: string, outcome: 'fulfilled' | 'failed' = 'fulfilled'): void {
    this.send({ kind: 'callkit.action-completed', action, outcome, at: null });
  }

  kinds(): string[] {
    return this.received.map((message) => message.kind);
  }

  of<K extends ToApp['kind']>(kind: K): Extract<ToApp, { kind: K }>[] {
    return this.received.filter((message): message is Extract<ToApp, { kind: K }> => message.kind === kind);
  }

  deliver(message: ToApp): void {
    if (this.#suspended) this.#waiting.push(message);
    else this.#later(() => this.#take(message));
  }

  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
    for (const message of this.#waiting.splice(0)) this.deliver(message);
  }

  kill(exit: AppExit): void {
    if (!this.alive) return;
    this.alive = false;
    this.#events.onExit(exit);
  }

  #take(message: ToApp): void {
    this.received.push(message);
    (this.#script.onMessage ?? honest)(this, message);
  }

  #later(work: () => void): void {
    const release = this.#clock.busy('scripted app');
    setImmediate(() => {
      if (this.alive) work();
      release();
    });
  }
}

/** Registers for everything, as an app does when it starts. */
export function registerAll(app: ScriptedProcess): void {
  app.send({ kind: 'remote.register' });
  app.send({ kind: 'notifications.authorize', request: 1, options: 7 });
  if (app.launch.callKit) {
    app.send({ kind: 'callkit.register-provider', configuration: CONFIGURATION });
    app.send({ kind: 'pushkit.register', type: 'voIP' });
  }
  app.send({ kind: 'app.launched' });
}

/** Reports the call of each push and fulfils every action. */
export function honest(app: ScriptedProcess, message: ToApp): void {
  if (message.kind === 'pushkit.push') {
    const { call } = message.payload;
    if (typeof call === 'string') app.reportIncoming(call);
  }
  if (message.kind === 'callkit.perform') for (const action of message.actions) app.complete(action.id);
}

/** Reports the call of each push and leaves every action pending. */
export function hesitant(app: ScriptedProcess, message: ToApp): void {
  if (message.kind === 'pushkit.push') honest(app, message);
}

export class MemoryCourier implements CourierLink {
  readonly topics: string[] = [];
  #deliver: ((push: CourierPush) => Promise<void>) | undefined;

  register(topic: string): Promise<string> {
    this.topics.push(topic);
    return Promise.resolve(Buffer.from(topic).toString('hex'));
  }

  unregister(topic: string): void {
    this.topics.splice(this.topics.indexOf(topic), 1);
  }

  connect(deliver: (push: CourierPush) => Promise<void>): void {
    this.#deliver = deliver;
  }

  disconnect(): void {
    this.#deliver = undefined;
  }

  async push(push: Partial<CourierPush> & Pick<CourierPush, 'payload'>): Promise<void> {
    const whole = { id: `push-${this.#next()}`, topic: BUNDLE_ID, pushType: 'alert', priority: 10, ...push };
    await this.#deliver?.(whole);
  }

  #count = 0;
  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

/** 1 January 2026, 09:00 UTC. */
const SEEDED_START = 1_767_258_000_000;

export interface ScriptedPhoneOptions {
  readonly ios: string;
  readonly script?: Script;
  readonly manifest?: Partial<AppBundle['manifest']>;
  readonly settings?: Partial<PhoneSettings>;
  /** The app has a notification service extension, with these entitlements and this script. */
  readonly extension?: { readonly entitlements?: JsonObject; readonly script: Script };
  /** Makes everything that happens repeatable: ids come from the seed, and the clock stands until it is advanced. */
  readonly seed?: number;
  /** Name of the model; default iPhone 17. */
  readonly model?: string;
  /** The phone's own screens in place of plain buttons. */
  readonly compose?: (model: ScreenModel) => readonly Surface[];
  /** Pictures in place of the names of what is on them. */
  readonly draw?: VirtualIphoneOptions['draw'];
}

export class ScriptedPhone {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly courier = new MemoryCourier();
  /** Every process of the app so far, newest last. */
  readonly processes: ScriptedProcess[] = [];
  /** Every process of its extension. */
  readonly extensions: ScriptedProcess[] = [];
  script: Script;
  readonly phone: VirtualIphone;
  readonly bundle: AppBundle;

  constructor(options: ScriptedPhoneOptions) {
    const {
      ios,
      script = {},
      manifest = {},
      settings = {},
      extension,
      compose = plainScreen,
      draw = (surfaces) => Promise.resolve(Buffer.from(JSON.stringify(surfaces.map(({ bundleId }) => bundleId)))),
      seed,
      model = 'iPhone 17',
    } = options;
    this.clock = new TestbedClock(seed === undefined ? {} : { standsAt: SEEDED_START });
    this.journal = new Journal(this.clock);
    this.script = script;
    const launcher: AppLauncher = {
      launch: (_bundle, launch, events) => {
        const isApp = launch.extension === undefined;
        const played = isApp ? this.script : (extension?.script ?? {});
        const process = new ScriptedProcess(this.clock, launch, events, played);
        (isApp ? this.processes : this.extensions).push(process);
        return process;
      },
    };
    this.phone = new VirtualIphone({
      udid: '00008120-000A1B2C3D4E5F60',
      name: 'Test phone',
      model: modelNamed(model),
      ios: iosVersion(ios) as IosVersion,
      language: 'en',
      clock: this.clock,
      journal: this.journal,
      courier: this.courier,
      launcher,
      compose,
      draw,
      quiet: () => this.clock.quiet(),
      settings,
      ...(seed !== undefined && { randomness: seededRandomness(seed) }),
    });
    const own: AppBundle['manifest'] = {
      CFBundleIdentifier: BUNDLE_ID,
      CFBundleDisplayName: 'Caller',
      CFBundleShortVersionString: '1.0',
      MinimumOSVersion: '8.0',
      DTSDKName: 'iphoneos18.0',
      UIBackgroundModes: ['voip', 'audio', 'remote-notification'],
      entitlements: { 'aps-environment': 'development' },
      ...manifest,
    };
    const entitlements = { 'aps-environment': 'development', ...extension?.entitlements } as const;
    const service = { ...own, CFBundleIdentifier: `${BUNDLE_ID}.service`, entitlements };
    this.bundle = {
      code: undefined,
      manifest: own,
      ...(extension === undefined ? {} : { notificationService: { code: undefined, manifest: service } }),
    };
    this.phone.install(this.bundle);
  }

  /** The newest process. */
  get app(): ScriptedProcess {
    return this.processes.at(-1) as ScriptedProcess;
  }

  async voipPush(call = CALL): Promise<void> {
    await this.courier.push({ topic: `${BUNDLE_ID}.voip`, pushType: 'voip', payload: { call } });
    await this.clock.quiet();
  }

  async alertPush(payload: CourierPush['payload'], more: Partial<CourierPush> = {}): Promise<void> {
    await this.courier.push({ payload, ...more });
    await this.clock.quiet();
  }

  /** The app was started once and has its tokens, then the system ended it. */
  async startedOnce(): Promise<void> {
    await this.phone.launch(BUNDLE_ID);
    this.phone.terminateBySystem(BUNDLE_ID);
    await this.clock.quiet();
  }

  /** Touches the button with this key; slides it when it wants to be slid. */
  async touch(key: string): Promise<void> {
    const node = this.phone
      .surfaces()
      .flatMap(({ root }) => flatten(root))
      .find((each) => each.key === key);
    if (node === undefined) throw new Error(`Nothing on the screen is called ${key}.`);
    const y = node.frame.y + node.frame.height / 2;
    if (node.slide === undefined) await this.phone.tap({ x: node.frame.x + 1, y });
    else await this.phone.drag({ x: node.frame.x + 1, y }, { x: node.frame.x + node.frame.width - 1, y }, 100);
  }

  events(kind: string, data: JournalEvent['data'] = {}): JournalEvent[] {
    return this.journal.events({ kind, data });
  }

  /** Whether something on the screen has this key. */
  shows(key: string): boolean {
    return this.phone.surfaces().some(({ root }) => flatten(root).some((node) => node.key === key));
  }

  /** Data of the newest event of the kind. */
  last(kind: string): JournalEvent['data'] | undefined {
    return this.events(kind).at(-1)?.data;
  }

  /** Values of one field over all events of the kind, oldest first. */
  values(kind: string, field: string): unknown[] {
    return this.events(kind).map((event) => event.data[field]);
  }

  close(): void {
    this.phone.close();
    this.clock.close();
  }
}

function modelNamed(name: string): IphoneModel {
  const model = IPHONE_MODELS.find((each) => each.name === name);
  if (model === undefined) throw new Error(`There is no model ${name}.`);
  return model;
}

/** Low enough for the buttons of ten calls. */
const ROW_HEIGHT = 8;

/** One surface with a row of buttons for all that can be touched. */
function plainScreen(model: ScreenModel): readonly Surface[] {
  const screen = { x: 0, y: 0, width: model.model.screen.width, height: model.model.screen.height };
  const buttons: UiNode[] = [];
  const button = (key: string, how: { tap: Intent } | { slide: Intent }) => {
    buttons.push({
      key,
      type: 'Button',
      frame: { x: 0, y: ROW_HEIGHT * buttons.length, width: 200, height: ROW_HEIGHT },
      ...how,
    });
  };
  for (const { id, presentation, muted, state, choices } of model.calls) {
    const answer: Intent = { kind: 'answer-call', call: id };
    button(`answer ${id}`, presentation === 'locked' ? { slide: answer } : { tap: answer });
    button(`end ${id}`, { tap: { kind: 'end-call', call: id } });
    button(`mute ${id}`, { tap: { kind: 'set-muted', call: id, muted: !muted } });
    button(`hold ${id}`, { tap: { kind: 'set-held', call: id, held: state !== 'held' } });
    for (const way of choices?.answers ?? [])
      button(`answer-${way} ${id}`, { tap: { kind: 'answer-call', call: id, way } });
    const { mergeWith } = choices ?? {};
    if (mergeWith !== undefined) button(`merge ${id}`, { tap: { kind: 'merge-calls', call: id, other: mergeWith } });
    button(`app ${id}`, { tap: { kind: 'open-call-app', call: id } });
    button(`expand ${id}`, { tap: { kind: 'expand-call', call: id } });
  }
  for (const { id } of model.notifications)
    button(`notification ${id}`, { tap: { kind: 'open-notification', notification: id } });
  const application = (bundleId: string, children: UiNode[]): Surface => ({
    bundleId,
    covers: 'screen',
    root: { key: bundleId, type: 'Application', frame: screen, children },
  });
  const springBoard = application('com.apple.springboard', buttons);
  if (model.front === undefined || model.locked) return [springBoard];
  return [springBoard, application(model.front.bundleId, buttons)];
}

function flatten(node: UiNode): UiNode[] {
  return [node, ...(node.children ?? []).flatMap(flatten)];
}
