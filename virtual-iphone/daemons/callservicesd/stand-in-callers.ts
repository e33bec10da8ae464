/**
 * Callers on the phone that are not the app under test: the cellular line and another calling app. Both are honest: they
 * fulfil every action at once. They have neither bundle nor screen; to callservicesd they are call sources like any other,
 * so holds cross over and UUIDs are shared (pushkit-callkit §4.10, "Two apps").
 */

import type { AppProcess, ProviderConfigurationData, ToApp } from '../../messages.ts';
import { type PhoneContext, SYSTEM_PIDS } from '../context.ts';
import { App, RunningProcess } from '../runningboard/app.ts';

export type StandIn = 'cellular' | 'another-app';

export const PHONE_APP = 'com.apple.mobilephone';

interface Identity {
  readonly bundleId: string;
  readonly displayName: string;
  readonly pid: number;
}

const IDENTITIES: Readonly<Record<StandIn, Identity>> = {
  cellular: { bundleId: PHONE_APP, displayName: 'Phone', pid: SYSTEM_PIDS.MobilePhone },
  'another-app': { bundleId: 'com.example.another-caller', displayName: 'Another Caller', pid: 4001 },
};

export const STAND_IN_CONFIGURATION: ProviderConfigurationData = {
  maximumCallGroups: 2,
  maximumCallsPerCallGroup: 5,
  supportsVideo: false,
  includesCallsInRecents: true,
  supportedHandleTypes: [2],
};

export class StandInCallers {
  readonly #context: PhoneContext;
  readonly #fulfil: (app: App, action: string) => void;
  readonly #apps = new Map<StandIn, App>();

  /** @param fulfil called in a later turn for each action that a stand-in is asked to perform. */
  constructor(context: PhoneContext, fulfil: (app: App, action: string) => void) {
    this.#context = context;
    this.#fulfil = fulfil;
  }

  app(kind: StandIn): App {
    const known = this.#apps.get(kind);
    if (known !== undefined) return known;
    const { bundleId, displayName, pid } = IDENTITIES[kind];
    const app = new App(bundleOf(bundleId, displayName), 'none');
    const running = new RunningProcess(pid, 'active', this.#context.clock.now());
    running.process = this.#process(app, pid);
    app.running = running;
    this.#apps.set(kind, app);
    return app;
  }

  #process(app: App, pid: number): AppProcess {
    return {
      pid,
      alive: true,
      deliver: (message) => this.#perform(app, message),
      suspend: () => undefined,
      resume: () => undefined,
      kill: () => undefined,
    };
  }

  #perform(app: App, message: ToApp): void {
    if (message.kind !== 'callkit.perform') return;
    const release = this.#context.clock.busy(`${app.displayName} performs`);
    setImmediate(() => {
      for (const { id } of message.actions) this.#fulfil(app, id);
      release();
    });
  }
}

export function isCellular(app: App): boolean {
  return app.bundleId === PHONE_APP;
}

function bundleOf(bundleId: string, displayName: string): App['bundle'] {
  return {
    code: undefined,
    manifest: {
      CFBundleIdentifier: bundleId,
      CFBundleDisplayName: displayName,
      CFBundleShortVersionString: '1.0',
      MinimumOSVersion: '8.0',
      DTSDKName: 'iphoneos12.0',
      UIBackgroundModes: ['voip', 'audio'],
      entitlements: { 'aps-environment': 'production' },
    },
  };
}
