/** RNG: a VoIP push shows the call screen, whatever the app and the phone were doing. */

import { caller, callKit, elapse, phone, requirement } from '../support/index.ts';

describe('Ringing', () => {
  requirement('RP-RNG-001', 'rings while the app is in front', async () => {
    await phone.openApp();
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });

  requirement('RP-RNG-002', 'rings while the app is suspended in the background', async () => {
    await phone.openApp();
    await phone.goHome();
    await elapse('10 s');
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });

  requirement('RP-RNG-003', 'rings after the system has terminated the app', async () => {
    await phone.terminateApp();
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });

  requirement('RP-RNG-004', 'rings after the user has force-quit the app', async () => {
    await phone.forceQuitApp();
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });

  requirement('RP-RNG-005', 'rings on a locked phone', async () => {
    await phone.lock();
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });
});
