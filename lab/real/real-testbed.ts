/**
 * The testbed of a real iPhone: a call server that the app on it can reach, and a gateway that relays its pushes to
 * Apple. Its clock is everybody's: time passes by waiting. The phone itself is seen through Appium, and nothing that
 * happens in it is written down, unless a probe in the app tells.
 */

import { type CallServer, startCallServer } from '../../call-server/index.ts';
import { type EventMatch, Journal, TestbedClock } from '../../clock/index.ts';
import { type Certificates, startGateway } from '../../mock-apns/index.ts';
import { type ControlledTestbed, InconclusiveError, NotObservableError } from '../control/controlled-testbed.ts';
import { messageOf, UsageError } from '../errors.ts';
import type { RealPhoneEntry } from '../inventory.ts';
import { whatToCheck } from './refusals.ts';
import { findWebDriverAgent } from './web-driver-agent.ts';

/** How long a signal or a touch may take to show: nobody can tell when a real phone has come to rest. */
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

export interface RealTestbed extends ControlledTestbed {
  readonly entry: RealPhoneEntry;
}

/** @throws UsageError when the call server cannot listen where the entry says, or the key is none */
export async function createRealTestbed(entry: RealPhoneEntry, certificates: Certificates): Promise<RealTestbed> {
  const { udid, app, relay, callServer: at } = entry;
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const gateway = await startGateway({ clock, journal, certificates, relay }).catch((error: unknown) => {
    throw new UsageError(`"${entry.name}": ${messageOf(error)}`, 'Mend the entry `apns` of the phone in the lab file.');
  });
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
  const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  return {
    entry,
    udid,
    app,
    journal,
    callServer,
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
    },
    mustObserve(match) {
      if (isSeen(match)) return;
      // Something tells of such events after all, such as a probe in the app.
      if (!SEEN_AT_THE_SERVER.includes(match.kind) && journal.first({ kind: match.kind }) !== undefined) return;
      throw new NotObservableError(
        `Nothing outside the app sees it on a real phone: there is no record of ${match.kind}.`,
      );
    },
    mustHaveReached(after) {
      const refused = journal
        .events()
        .find(({ seq, kind, data }) => seq > after && kind === 'relay.answered' && data['status'] !== 200);
      if (refused !== undefined) throw new InconclusiveError(whatToCheck(worded(refused.data['reason']), entry));
      const [failed] = journal.events({ kind: 'relay.failed', after });
      if (failed === undefined) return;
      throw new InconclusiveError(
        `Apple could not be reached at ${worded(failed.data['to'])}: ${worded(failed.data['because'])}. ` +
          'Check that this host may connect there, port 443.',
      );
    },
    admit: () => findWebDriverAgent(entry),
    async close() {
      await callServer.close();
      await gateway.close();
      clock.close();
    },
  };
}

function isSeen({ kind, data }: EventMatch): boolean {
  if (SEEN_FROM_OUTSIDE.some((beginning) => kind.startsWith(beginning))) return true;
  const call = data?.['call'];
  const isCallKits = typeof call === 'string' && call !== call.toLowerCase();
  return SEEN_AT_THE_SERVER.includes(kind) && !isCallKits;
}

/** A value of the journal in a message; those here are texts or absent. */
function worded(value: unknown): string {
  return typeof value === 'string' ? value : 'no reason given';
}
