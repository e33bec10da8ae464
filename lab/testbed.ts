/**
 * A testbed: one phone with a gateway, a call server, a clock and a journal of its own, so that specs on different
 * phones cannot disturb each other. Made in milliseconds.
 *
 * The provider's way to the gateway is real TLS and HTTP/2; courier and app traffic are in memory.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CallServerOptions, startCallServer } from '../call-server/index.ts';
import { Journal, type Randomness, SYSTEM_RANDOMNESS, seededRandomness, TestbedClock } from '../clock/index.ts';
import { type Certificates, type Gateway, type ProviderKey, startGateway } from '../mock-apns/index.ts';
import { createAppLauncher, loadApp } from '../virtual-iphone/app-process/index.ts';
import { HOME_REGION, VirtualIphone } from '../virtual-iphone/index.ts';
import type { AppBundle } from '../virtual-iphone/messages.ts';
import { composeScreen, drawScreen } from '../virtual-iphone/ui/index.ts';
import type { ControlledTestbed } from './control/controlled-testbed.ts';
import { UsageError } from './errors.ts';
import type { AppSource, VirtualPhoneEntry } from './inventory.ts';
import { outsideServer } from './outside-server.ts';
import { PACKAGE_ROOT } from './packages.ts';
import { PhoneNetwork } from './phone-network.ts';
import { udidOfVirtual } from './udid.ts';

/** The user who is signed in on the phone under test. */
export const CALLEE = 'bob';

export interface Testbed extends ControlledTestbed {
  readonly entry: VirtualPhoneEntry;
  readonly bundle: AppBundle;
  readonly clock: TestbedClock;
  readonly gateway: Gateway;
  /** What Apple draws tokens from. */
  readonly randomness: Randomness;
  /** The call server's two credentials: for the ordinary topic, and for the VoIP topic. */
  readonly providerKeys: { readonly alert: ProviderKey; readonly voip: ProviderKey };
  /** The call server pushes with a new key of that kind; `revoke`: the gateway takes the old one no more. */
  rotateCredential(kind: 'alert' | 'voip', revoke: boolean): void;
  readonly network: PhoneNetwork;
  readonly phone: VirtualIphone;
  /** Puts phone, network and call server back to rest; see {@link VirtualIphone.reset}. */
  reset(): Promise<void>;
  /** Installs the app anew, without its old data: the lab's own, or the named variant. */
  install(variant: string | undefined): Promise<void>;
  /** Installs the app that is there once more, over itself, as an update does. */
  update(): Promise<void>;
  /** Takes the phone off every network, or puts it back. */
  setFlightMode(on: boolean): Promise<void>;
}

export function isSimulated(testbed: ControlledTestbed): testbed is Testbed {
  return testbed.entry.kind === 'virtual';
}

/** @param outside where the app finds a call server of somebody else's, in place of the testbed's own */
export async function createTestbed(
  entry: VirtualPhoneEntry,
  certificates: Certificates,
  outside?: URL,
): Promise<Testbed> {
  const bundle = await load(entry.app, entry.probe);
  const bundleId = bundle.manifest.CFBundleIdentifier;
  await checkVariants(entry, bundleId);
  const udid = udidOfVirtual(entry);
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  // Each part has a stream of its own, so that one that draws once more moves nothing in the others.
  const randomnessOf = (part: string) =>
    entry.seed === undefined ? SYSTEM_RANDOMNESS : seededRandomness(`${entry.seed}/${entry.name}/${part}`);
  const randomness = randomnessOf('gateway');
  const gateway = await startGateway({ clock, journal, certificates, randomness });
  const providerKeys = {
    alert: gateway.issueKey({ topics: [bundleId] }),
    voip: gateway.issueKey({ topics: [`${bundleId}.voip`] }),
  };
  const callServer = await startCallServer({
    clock,
    journal,
    randomness: randomnessOf('call-server'),
    ...(entry.brokenRinger && (await loadRinger(entry.brokenRinger))),
    apns: {
      address: gateway.host,
      port: gateway.port,
      ca: gateway.certificateAuthority,
      bundleId,
      credentials: { ...providerKeys },
    },
  });
  const network = new PhoneNetwork(clock, outside === undefined ? callServer : outsideServer(clock, outside));
  if (entry.probe !== undefined) {
    const lab = new URL(entry.probe.replace(/^ws/, 'http'));
    network.lead(lab.host, outsideServer(clock, lab));
  }
  const phone = new VirtualIphone({
    udid,
    name: entry.name,
    model: entry.model,
    ios: entry.ios,
    language: entry.language,
    clock,
    journal,
    courier: gateway.device(udid),
    launcher: createAppLauncher({ clock, network, randomness: randomnessOf('app') }),
    compose: composeScreen,
    draw: drawScreen,
    quiet: () => clock.quiet(),
    randomness: randomnessOf('phone'),
    ...(entry.settings && { settings: entry.settings }),
  });
  phone.install(bundle);
  let installed: string | undefined;
  let current = bundle;
  const install = async (variant: string | undefined) => {
    const source = variant === undefined ? undefined : entry.variants[variant];
    if (variant !== undefined && source === undefined) throw new Error(`"${entry.name}" has no variant "${variant}".`);
    current = source === undefined ? bundle : await load(source, entry.probe);
    phone.uninstall(bundleId);
    for (const user of callServer.users()) callServer.removeDevices(user);
    await clock.quiet();
    phone.install(current);
    installed = variant;
  };
  let isInFlightMode = false;
  const setFlightMode = async (on: boolean) => {
    isInFlightMode = on;
    phone.setOnline(!on);
    network.set({ reachable: !on });
    await clock.quiet();
  };

  return {
    entry,
    udid,
    app: bundle.manifest,
    bundle,
    clock,
    journal,
    gateway,
    randomness,
    callServer,
    providerKeys,
    rotateCredential(kind, revoke) {
      const old = providerKeys[kind];
      providerKeys[kind] = gateway.issueKey({ topics: [kind === 'voip' ? `${bundleId}.voip` : bundleId] });
      callServer.replaceCredential(kind, providerKeys[kind]);
      if (revoke) gateway.revokeKey(old.keyId);
    },
    network,
    phone,
    install,
    async update() {
      phone.install(current);
      await clock.quiet();
    },
    setFlightMode,
    async reset() {
      const wasAbroad = phone.region !== HOME_REGION;
      if (isInFlightMode) await setFlightMode(false);
      network.set({});
      await callServer.reset();
      await phone.reset();
      // A registration that a slow network still carries would bring back a device that is no more.
      network.dropConnecting();
      // An app that has adapted to the other region is to begin anew.
      if (installed !== undefined || wasAbroad) await install(undefined);
      await clock.quiet();
    },
    elapse: (ms, until) => clock.elapse(ms, until),
    rest: () => clock.quiet(),
    // Every part of it writes to the journal, pushes arrive in it, and nothing keeps it from a session.
    mustObserve() {},
    async mustBeComplete() {},
    mustHaveReached() {},
    async admit() {},
    async close() {
      phone.close();
      await callServer.close();
      await gateway.close();
      clock.close();
    },
  };
}

/** Before the run, and not in the middle of it. @throws AppLoadError or UsageError */
async function loadRinger(file: string): Promise<Required<Pick<CallServerOptions, 'makeRinger'>>> {
  return import(pathToFileURL(file).href);
}

async function checkVariants({ variants }: VirtualPhoneEntry, bundleId: string): Promise<void> {
  for (const [name, source] of Object.entries(variants)) {
    const { CFBundleIdentifier: own } = (await load(source)).manifest;
    if (own === bundleId) continue;
    throw new UsageError(
      `The variant "${name}" has the bundle id ${own}, and the app ${bundleId}.`,
      'Give both the same: a variant is installed in place of the app.',
    );
  }
}

/** @param probe the address for the probe that is built in; a build without one is the app as it is */
async function load({ folder, main }: AppSource, probe?: string): Promise<AppBundle> {
  const mainFile = main === undefined ? {} : { main };
  if (probe === undefined) return loadApp(folder, mainFile);
  const bundle = await loadApp(folder, {
    ...mainFile,
    first: join(PACKAGE_ROOT, 'fixtures', 'apps', 'probe', 'probe.ts'),
  });
  return { ...bundle, manifest: { ...bundle.manifest, RingproofProbe: probe } };
}
