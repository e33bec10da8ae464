/**
 * The testbed of a phone that the lab does not simulate: a call server that the app on it can reach, and a gateway. Its
 * clock is everybody's: time passes by waiting. The phone itself is seen through its driver, and nothing that happens in
 * it is written down, unless a probe in the app tells.
 */

import { type CallServer, startCallServer } from '../call-server/index.ts';
import { type EventMatch, Journal, TestbedClock } from '../clock/index.ts';
import { type Certificates, type Gateway, type RelayOptions, startGateway } from '../mock-apns/index.ts';
import { type ControlledTestbed, NotObservableError } from './control/controlled-testbed.ts';
import { messageOf, UsageError } from './errors.ts';
import type { PhoneEntry, VirtualPhoneEntry } from './inventory.ts';
import { onKind } from './kind-words.ts';
import { type ProbeServer, startProbeServer } from './probe/probe-server.ts';

/** How long a signal or a touch may take to show: nobody can tell when such a phone has come to rest. */
const SETTLE_MS = 1_000;

/** Kinds that the gateway and the call server write, by their beginnings; all others are the phone's. */
const SEEN_FROM_OUTSIDE = [
  'connection.',
  'relay.',
  'device.',
  'signal.',
  'token.withheld',
  'token.dropped',
  'push.sent',
  'push.rejected',
];

/** What CallKit and the call server both write; CallKit's calls are in upper case. */
const SEEN_AT_THE_SERVER = ['call.dialed', 'call.connected', 'call.ended', 'push.skipped', 'push.fallback'];

export type OutsideEntry = Exclude<PhoneEntry, VirtualPhoneEntry>;

export interface OutsideOptions {
  readonly certificates: Certificates;
  /** Where pushes go that are for no device of the gateway. */
  readonly relay?: RelayOptions;
  /** Kinds that the gateway writes of its own devices, where it has some. */
  readonly alsoSeen?: readonly string[];
}

export interface Outside {
  readonly clock: TestbedClock;
  readonly gateway: Gateway;
  /** All of a testbed but what its kind of phone decides. */
  readonly testbed: Omit<ControlledTestbed, 'entry' | 'mustHaveReached' | 'admit' | 'install'>;
}

/** @throws UsageError when the call server cannot listen where the entry says, or the key is none */
export async function openOutside(entry: OutsideEntry, options: OutsideOptions): Promise<Outside> {
  const { udid, app, callServer: at, probe: listen } = entry;
  const { certificates, relay, alsoSeen = [] } = options;
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const gateway = await startGateway({ clock, journal, certificates, ...(relay && { relay }) }).catch(
    (error: unknown) => {
      const advice = 'Mend the entry `apns` of the phone in the lab file.';
      throw new UsageError(`"${entry.name}": ${messageOf(error)}`, advice);
    },
  );
  const bundleId = app.CFBundleIdentifier;
  let callServer: CallServer;
  try {
    const { host: address, port } = gateway;
    const credentials = {
      alert: gateway.issueKey({ topics: [bundleId] }),
      voip: gateway.issueKey({ topics: [`${bundleId}.voip`] }),
    };
    const apns = { address, port, ca: gateway.certificateAuthority, bundleId, credentials };
    callServer = await startCallServer({ clock, journal, host: at.host, port: at.port, apns });
  } catch (error) {
    await gateway.close();
    clock.close();
    throw new UsageError(
      `"${entry.name}": the call server cannot listen on ${at.host}:${at.port}: ${messageOf(error)}.`,
      'Give `callServer` an address of this host that the phone can reach, and a port that is free.',
    );
  }
  const reporting = { journal, udid, name: entry.name, bundleId };
  let probe: ProbeServer | undefined;
  try {
    if (listen !== undefined) probe = await startProbeServer(listen, reporting);
  } catch (error) {
    await callServer.close();
    await gateway.close();
    clock.close();
    throw new UsageError(
      `"${entry.name}": the lab cannot listen for the app's probe on ${listen?.host}:${listen?.port}: ${messageOf(error)}.`,
      'Give `probe` an address of this host that the phone can reach, and a port that is free.',
    );
  }
  const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return {
    clock,
    gateway,
    testbed: {
      udid,
      app,
      journal,
      callServer,
      ...(probe && { probe: probe.desk }),
      async elapse(ms, until = () => false) {
        const deadline = Date.now() + ms;
        while (!until() && Date.now() < deadline) await journal.next(until, deadline - Date.now());
      },
      async rest() {
        await clock.quiet();
        await pass(SETTLE_MS);
      },
      async reset() {
        await callServer.reset();
        await pass(SETTLE_MS);
        // A check ends the app, and one that has not heard yet that its call is over leaves a hole in the record.
        await probe?.desk.atRest();
      },
      mustObserve(match) {
        if (isSeen(match) || alsoSeen.includes(match.kind)) return;
        if (probe !== undefined) return probe.desk.mustObserve(match);
        throw new NotObservableError(
          `Nothing outside the app sees it ${onKind(entry.kind)}: there is no record of ${match.kind}.`,
        );
      },
      async mustBeComplete(match) {
        if (!isSeen(match) && !alsoSeen.includes(match.kind)) await probe?.desk.mustBeComplete(match);
      },
      async close() {
        await probe?.close();
        await callServer.close();
        await gateway.close();
        clock.close();
      },
    },
  };
}

/** Whether the gateway or the call server tells of such an event, whatever the phone is. */
export function isSeen({ kind, data }: EventMatch): boolean {
  if (SEEN_FROM_OUTSIDE.some((beginning) => kind.startsWith(beginning))) return true;
  const call = data?.['call'];
  const isCallKits = typeof call === 'string' && call !== call.toLowerCase();
  return SEEN_AT_THE_SERVER.includes(kind) && !isCallKits;
}
