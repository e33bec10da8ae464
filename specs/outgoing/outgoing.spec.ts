/** OUT: calls that the user makes, from the first touch to the entry in Recents. */

import { callee, caller, callKit, callServer, elapse, outgoing, phone, requirement } from '../support/index.ts';

async function missedCall(): Promise<void> {
  const call = await caller.dial();
  await callKit.reported(call);
  await caller.cancel(call);
  await elapse('3 s');
}

describe('Outgoing', () => {
  requirement.inEveryState('RP-OUT-001', 'a call dialed in the app is requested of CallKit', async () => {
    const call = await callee.isDialed();
    await callKit.requestedByApp('start', call);
  });

  requirement.inEveryState('RP-OUT-002', 'the start is fulfilled long before the answer', async () => {
    const call = await callee.isDialed();
    await callKit.fulfilled('start', call);
    await elapse('40 s');
    await callee.answers(call);
    await phone.app.showsCall('Connected');
    await phone.goHome();
    await phone.callScreen.showsConnected(call);
  });

  requirement.inEveryState('RP-OUT-003', 'the duration begins with the answer', async () => {
    const call = await callee.isDialed();
    await elapse('20 s');
    await outgoing.isNotConnected(call);
    await callee.answers(call);
    await elapse('10 s');
    await caller.hangUp(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await outgoing.lasted(call, 10_000);
  });

  requirement.inEveryState('RP-OUT-004', 'the remote party declines', async () => {
    const call = await callee.isDialed();
    await elapse('5 s');
    await callee.declines(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await outgoing.lasted(call, null);
  });

  requirement.inEveryState('RP-OUT-004', 'the remote party is busy', async () => {
    const call = await callee.isDialed();
    await callee.isBusy(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-OUT-005', 'nobody answers', async () => {
    const call = await callee.isDialed();
    await elapse('60 s');
    await callKit.ended(call, 'app', 'unanswered');
    await outgoing.lasted(call, null);
  });

  requirement.inEveryState('RP-OUT-006', 'the user hangs up while it rings', async () => {
    const call = await callee.isDialed();
    await elapse('10 s');
    await phone.app.tap('hang-up');
    await callKit.fulfilled('end', call);
    await callServer.heardOnce('hang-up', call);
    await callServer.hasEnded(call, 'cancelled');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-OUT-007', 'the user hangs up at once', async () => {
    await phone.hasLatency(200);
    const call = await callee.isDialedInVain();
    await phone.app.tap('hang-up');
    await elapse('2 s');
    await callKit.ended(call, 'app', null);
    await callServer.hasEnded(call, 'cancelled');
    await phone.callScreen.isGone();
  });

  const fromRecents = async () => {
    await outgoing.callsBack();
    await outgoing.reachesCaller({ video: false });
  };
  requirement.inEveryState('RP-OUT-008', 'a touch on a missed call in Recents dials', fromRecents, missedCall);

  requirement.inEveryState('RP-OUT-009', 'Siri asks for a voice call', async () => {
    await outgoing.isAskedFor({ video: false });
    await outgoing.reachesCaller({ video: false });
  });

  requirement.inEveryState('RP-OUT-009', 'a contact card asks for a video call', async () => {
    await outgoing.isAskedFor({ video: true });
    await outgoing.reachesCaller({ video: true });
  });

  requirement.inEveryState('RP-OUT-010', 'the server cannot be reached', async () => {
    await phone.blocksNetwork();
    const call = await callee.isDialedInVain();
    await elapse('30 s');
    await callKit.ended(call, 'app', 'failed');
    await phone.hasLatency(0);
    await elapse('30 s');
    await outgoing.reachesNobody();
  });

  requirement.inEveryState('RP-OUT-011', 'the app’s button on the call screen leads to the same call', async () => {
    const call = await callee.isDialed();
    await callee.answers(call);
    await phone.goHome();
    await phone.callScreen.showsConnected(call);
    await phone.callScreen.openApp();
    await phone.app.showsCall('Connected');
    await outgoing.isOneCall();
  });
});
