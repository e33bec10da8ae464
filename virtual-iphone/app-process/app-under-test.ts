/** For tests: an app, from source text or from its folder, in a process whose other side is recorded and played by hand. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestbedClock } from '../../clock/index.ts';
import { iosVersion } from '../ios/versions.ts';
import type { HttpRequest, HttpResponse, NetworkLink, SocketEvents } from '../links.ts';
import type { AppBundle, AppExit, AppLaunch, AppProcess, FromApp, ToApp } from '../messages.ts';
import { createAppLauncher } from './launcher.ts';
import { loadApp } from './load-app.ts';

/** A socket that an app opened, from the server's side. */
export class ServerSocket {
  readonly url: string;
  readonly received: string[] = [];
  /** Close code from the app. */
  closed: number | undefined;
  readonly #events: SocketEvents;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.#events = events;
  }

  open(): void {
    this.#events.onOpen();
  }

  send(message: object | string): void {
    this.#events.onMessage(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close(code: number, reason = ''): void {
    this.#events.onClose(code, reason);
  }

  /** Messages from the app, parsed. */
  get messages(): unknown[] {
    return this.received.map((text) => JSON.parse(text) as unknown);
  }
}

export class ServerSide implements NetworkLink {
  readonly requests: HttpRequest[] = [];
  readonly sockets: ServerSocket[] = [];
  /** Answers a request; by default with an empty 200. */
  answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse> = () => ({
    status: 200,
    headers: {},
    body: '',
  });

  async fetch(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    return this.answer(request);
  }

  openSocket(url: string, events: SocketEvents): { send(text: string): void; close(code?: number): void } {
    const socket = new ServerSocket(url, events);
    this.sockets.push(socket);
    return {
      send: (text) => void socket.received.push(text),
      close: (code) => {
        socket.closed = code ?? 1005;
      },
    };
  }
}

const MANIFEST = `
CFBundleIdentifier: com.example.inline
CFBundleDisplayName: Inline
CFBundleShortVersionString: '1.0'
MinimumOSVersion: '9.0'
DTSDKName: iphoneos18.0
UIBackgroundModes: [voip]
entitlements: { aps-environment: development }
`;

/** A bundle made from the text of one main file. */
export async function inlineApp(source: string): Promise<AppBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-app-'));
  try {
    await writeFile(join(folder, 'manifest.yaml'), MANIFEST);
    await writeFile(join(folder, 'main.ts'), source);
    return await loadApp(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export interface StartOptions extends Partial<AppLaunch> {
  /** Default 1000. */
  readonly turnLimitMs?: number;
}

export class AppUnderTest {
  readonly clock = new TestbedClock();
  readonly server = new ServerSide();
  readonly sent: FromApp[] = [];
  readonly process: AppProcess;
  exit: AppExit | undefined;
  exits = 0;

  private constructor(bundle: AppBundle, options: StartOptions) {
    const { turnLimitMs, ...launch } = options;
    const launcher = createAppLauncher({
      clock: this.clock,
      network: this.server,
      ...(turnLimitMs === undefined ? {} : { turnLimitMs }),
    });
    this.process = launcher.launch(bundle, launchOf(bundle, launch), {
      onMessage: (message) => this.sent.push(message),
      onExit: (exit) => {
        this.exit = exit;
        this.exits += 1;
      },
    });
  }

  /** Starts the app and waits until it has launched. */
  static async start(app: string | AppBundle, options: StartOptions = {}): Promise<AppUnderTest> {
    const started = new AppUnderTest(typeof app === 'string' ? await inlineApp(app) : app, options);
    await started.clock.quiet();
    return started;
  }

  /** Delivers messages, all in one turn, and waits until the app has dealt with them. */
  async deliver(...messages: ToApp[]): Promise<void> {
    for (const message of messages) this.process.deliver(message);
    await this.clock.quiet();
  }

  sentOf<K extends FromApp['kind']>(kind: K): Extract<FromApp, { kind: K }>[] {
    return this.sent.filter((message): message is Extract<FromApp, { kind: K }> => message.kind === kind);
  }

  /** Texts of the app's log. */
  get log(): string[] {
    return this.sentOf('app.log').map(({ text }) => text);
  }

  stop(): void {
    this.process.kill({ kind: 'killed', by: 'test' });
    this.clock.close();
  }
}

function launchOf(bundle: AppBundle, given: Partial<AppLaunch>): AppLaunch {
  const { manifest } = bundle;
  const version = given.iosVersion ?? '18.6';
  const features = iosVersion(version)?.features;
  if (features === undefined) throw new Error(`The lab knows no iOS ${version}.`);
  return {
    bundleId: manifest.CFBundleIdentifier,
    displayName: manifest.CFBundleDisplayName,
    pid: 4242,
    info: JSON.parse(JSON.stringify(manifest)) as AppLaunch['info'],
    iosVersion: version,
    callKit: features.callKit,
    liveCommunicationKit: features.liveCommunicationKit ?? false,
    userNotifications: features.userNotifications,
    unreportedPushText: features.unreportedPushText,
    modelName: 'iPhone 15',
    deviceName: 'Desk phone',
    vendorIdentifier: '0A0B0C0D-0000-4000-8000-000000000001',
    language: 'en',
    region: 'US',
    appearance: 'light',
    state: 'foreground',
    backgroundTaskMs: 30_000,
    launchOptions: {},
    arguments: [],
    environment: {},
    defaults: {},
    suites: {},
    keychain: [],
    protectedData: 'unlocked',
    calls: [],
    ...given,
  };
}
