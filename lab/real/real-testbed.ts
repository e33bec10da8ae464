/** The testbed of an iPhone that somebody owns, whoever drives it: the gateway relays its pushes to Apple. */

import type { Certificates } from '../../mock-apns/index.ts';
import { type ControlledTestbed, InconclusiveError } from '../control/controlled-testbed.ts';
import type { ManualPhoneEntry, RealPhoneEntry } from '../inventory.ts';
import { openOutside } from '../outside-testbed.ts';
import { whatToCheck } from './refusals.ts';
import { findWebDriverAgent } from './web-driver-agent.ts';

export interface RealTestbed extends ControlledTestbed {
  readonly entry: RealPhoneEntry | ManualPhoneEntry;
}

/** @throws UsageError when the call server cannot listen where the entry says, or the key is none */
export async function createRealTestbed(
  entry: RealPhoneEntry | ManualPhoneEntry,
  certificates: Certificates,
): Promise<RealTestbed> {
  const { testbed } = await openOutside(entry, { certificates, relay: entry.relay });
  const { journal } = testbed;
  return {
    ...testbed,
    entry,
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
    async admit() {
      if (entry.kind === 'real') await findWebDriverAgent(entry);
    },
  };
}

/** A value of the journal in a message; those here are texts or absent. */
function worded(value: unknown): string {
  return typeof value === 'string' ? value : 'no reason given';
}
