/** RNG: a VoIP push shows the call screen, whatever the app and the phone were doing. */

import { type Call, caller, callServer, elapse, phone, requirement } from '../support/index.ts';

async function ringingCall(): Promise<Call> {
  const call = await caller.dial();
  await phone.callScreen.appears(call);
  await phone.callScreen.keepsRinging(call);
  return call;
}

async function callRings(): Promise<void> {
  await ringingCall();
}

describe('Ringing', () => {
  requirement.inEveryState('RP-RNG-001', 'rings while the app is in front', callRings);
  requirement.inEveryState('RP-RNG-002', 'rings while the app is in the background', callRings);
  requirement.inEveryState('RP-RNG-003', 'rings after the system has terminated the app', callRings);
  requirement.inEveryState('RP-RNG-004', 'rings after the user has force-quit the app', callRings);
  requirement.inEveryState('RP-RNG-005', 'rings on a locked phone, also once its files are protected', async () => {
    const call = await ringingCall();
    await elapse('10 s');
    await phone.callScreen.keepsRinging(call);
  });

  requirement.inEveryState(
    'RP-RNG-006',
    'Do Not Disturb keeps a call silent, and then lets the next one ring',
    async () => {
      const call = await caller.dial();
      await phone.callScreen.neverAppeared();
      await callServer.heardNothing('ringing', call);
      await caller.cancel(call);
      await phone.endsFocus();
      const next = await caller.dial();
      await phone.callScreen.appears(next);
    },
  );
});
