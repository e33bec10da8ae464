/** RTE: a VoIP push needs both the VoIP credential and the VoIP token; without either, the ordinary push rings. */

import { caller, callServer, gateway, requirement } from '../support/index.ts';

const ORDINARY = {
  topic: 'bundle id',
  pushType: 'alert',
  priority: 10,
  expiration: 'until the ring limit',
} as const;

describe('Routing', () => {
  requirement.inEveryState('RP-RTE-001', 'with credential and token: a VoIP push', async () => {
    await caller.dial();
    await gateway.carriedOne({
      topic: 'bundle id + .voip',
      pushType: 'voip',
      priority: 10,
      expiration: 'now or never',
    });
  });

  requirement.inEveryState('RP-RTE-002', 'with the credential but no token: the ordinary push', async () => {
    await callServer.hasNoVoipToken();
    await caller.dial();
    await gateway.carriedOne(ORDINARY);
  });

  requirement.inEveryState('RP-RTE-003', 'with the token but no credential: the ordinary push', async () => {
    await callServer.mayUse({ alert: true, voip: false });
    await caller.dial();
    await gateway.carriedOne(ORDINARY);
  });

  requirement.inEveryState('RP-RTE-004', 'with neither: the ordinary push', async () => {
    await callServer.hasNoVoipToken();
    await callServer.mayUse({ alert: true, voip: false });
    await caller.dial();
    await gateway.carriedOne(ORDINARY);
  });
});
