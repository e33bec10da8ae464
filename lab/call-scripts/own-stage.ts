/** A stage for call scripts without a lab: a gateway and a call server of its own, and devices that the script plays. */

import { startCallServer } from '../../call-server/index.ts';
import { callServerStage, type Stage } from '../../call-server/scripts/index.ts';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../../mock-apns/index.ts';

/** The app that the call server calls. */
const BUNDLE_ID = 'com.example.ringproof.calls';

export interface OwnStage {
  readonly stage: Stage;
  readonly journal: Journal;
  readonly gateway: Gateway;
  close(): Promise<void>;
}

export async function openOwnStage(): Promise<OwnStage> {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const gateway = await startGateway({ clock, journal });
  const { host: address, port, certificateAuthority: ca } = gateway;
  const credentials = {
    alert: gateway.issueKey({ topics: [BUNDLE_ID] }),
    voip: gateway.issueKey({ topics: [`${BUNDLE_ID}.voip`] }),
  };
  const renewCredential = (kind: keyof typeof credentials, revoke: boolean) => {
    const old = credentials[kind];
    credentials[kind] = gateway.issueKey({ topics: [kind === 'voip' ? `${BUNDLE_ID}.voip` : BUNDLE_ID] });
    if (revoke) gateway.revokeKey(old.keyId);
    return credentials[kind];
  };
  const apns = { address, port, ca, bundleId: BUNDLE_ID, credentials: { ...credentials } };
  const server = await startCallServer({ clock, journal, apns });
  const device = (id: string) => gateway.device(id);
  return {
    stage: callServerStage({ clock, journal, server, bundleId: BUNDLE_ID, device, renewCredential }),
    journal,
    gateway,
    async close() {
      await server.close();
      await gateway.close();
      clock.close();
    },
  };
}
