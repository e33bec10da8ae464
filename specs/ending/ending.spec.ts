/** END: however a call ends, both sides know it once and nothing is left on the phone. */

import { answeredCall, caller, callKit, callServer, elapse, phone, requirement } from '../support/index.ts';

describe('Ending', () => {
  requirement.inEveryState('RP-END-001', 'hanging up in the call screen ends the call', async () => {
    const call = await answeredCall();
    await phone.callScreen.hangUp();
    await callKit.fulfilled('end', call);
    await callServer.heardOnce('hang-up', call);
    await callServer.hasEnded(call, 'hung-up');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-END-002', 'declining tells the caller', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await phone.callScreen.decline();
    await callKit.fulfilled('end', call);
    await callServer.heardOnce('decline', call);
    await callServer.hasEnded(call, 'declined');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-END-003', 'hanging up in the app goes through a requested transaction', async () => {
    const call = await answeredCall();
    await phone.openApp();
    await phone.app.showsCall('Connected');
    await phone.app.tap('hang-up');
    await callKit.requestedByApp('end', call);
    await callKit.fulfilled('end', call);
    await callServer.heardOnce('hang-up', call);
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-END-004', 'the remote party hangs up', async () => {
    const call = await answeredCall();
    await elapse('10 s');
    await caller.hangUp(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await callKit.noAction('end', call);
    await callServer.heardNothing('hang-up', call);
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-END-005', 'the caller gives up before the answer', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await caller.cancel(call);
    await phone.callScreen.isGone();
    await callKit.ended(call, 'app', 'remoteEnded');
    await callKit.noAction('end', call);
    await callServer.heardNothing('decline', call);
  });

  requirement.inEveryState('RP-END-006', 'the user answers on another device', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await caller.isAnsweredElsewhere(call);
    await callKit.ended(call, 'app', 'answeredElsewhere');
    await phone.callScreen.isGone();
    await phone.recents.hasNotMissed(call);
  });

  requirement.inEveryState('RP-END-007', 'the user declines on another device', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await caller.isDeclinedElsewhere(call);
    await callKit.ended(call, 'app', 'declinedElsewhere');
    await phone.callScreen.isGone();
    await phone.recents.hasNotMissed(call);
  });

  requirement.inEveryState('RP-END-008', 'the call goes on where it was answered', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await caller.isAnsweredElsewhere(call);
    await phone.callScreen.isGone();
    await callServer.heardNothing('hang-up', call);
    await callServer.heardNothing('decline', call);
  });

  requirement.inEveryState('RP-END-009', 'nobody answers, and the server cannot be reached', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await phone.blocksNetwork();
    await elapse('60 s');
    await callKit.ended(call, 'app', 'unanswered');
    await phone.callScreen.isGone();
    await phone.hasLatency(0);
    await elapse('30 s');
    await callServer.heardNothing('decline', call);
  });
});
