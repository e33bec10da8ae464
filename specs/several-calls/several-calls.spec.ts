/** MLT: one call is heard at a time, and each end concerns the call that it names. */

import {
  answeredCall,
  type Call,
  caller,
  callKit,
  callServer,
  conversation,
  elapse,
  otherLine,
  phone,
  requirement,
} from '../support/index.ts';

const CARL = { name: 'Carl Example', handle: 'carl@example.com' };

/** The user has answered Alice and talks to her. */
async function talking(): Promise<Call> {
  const call = await answeredCall();
  await elapse('10 s');
  return call;
}

/** Carl calls, too. */
async function secondCall(): Promise<Call> {
  const call = await caller.dial(CARL);
  await phone.waitingCall.appears(call);
  return call;
}

/** Alice waits on hold, and Carl is heard. */
async function twoCalls(): Promise<{ alice: Call; carl: Call }> {
  const alice = await talking();
  const carl = await secondCall();
  await phone.waitingCall.holdAndAccept();
  await conversation.isOnHold(alice);
  await conversation.isHeard(carl);
  return { alice, carl };
}

describe('Several calls', () => {
  requirement.inEveryState('RP-MLT-001', "a call of another app puts the app's call on hold", async () => {
    const alice = await talking();
    await otherLine.rings('another-app');
    await phone.waitingCall.holdAndAccept();
    await callKit.fulfilled('set-held', alice);
    await callServer.heardOnce('hold', alice);
    await conversation.isOnHold(alice);
  });

  requirement.inEveryState('RP-MLT-002', 'the second call can be answered with the first on hold', async () => {
    await talking();
    await secondCall();
    await phone.waitingCall.offersToHold();
  });

  requirement.inEveryState('RP-MLT-003', 'the first call waits and the second is heard', async () => {
    const { alice, carl } = await twoCalls();
    await callKit.fulfilled('set-held', alice);
    await callServer.heardOnce('hold', alice);
    await callServer.heardNothing('hold', carl);
  });

  requirement.inEveryState('RP-MLT-004', 'the first call ends and the second is heard', async () => {
    const alice = await talking();
    const carl = await secondCall();
    await phone.waitingCall.endAndAccept();
    await callKit.ended(alice, 'user', null);
    await callServer.hasEnded(alice, 'hung-up');
    await callKit.fulfilled('answer', carl);
    await conversation.isHeard(carl);
  });

  requirement.inEveryState('RP-MLT-005', 'the calls change places, and back', async () => {
    const { alice, carl } = await twoCalls();
    await phone.waitingCall.swap(carl);
    await conversation.isHeard(alice);
    await conversation.isOnHold(carl);
    await phone.waitingCall.swap(alice);
    await conversation.isHeard(carl);
    await conversation.isOnHold(alice);
  });

  requirement.inEveryState('RP-MLT-006', 'going back to the first call in the app holds the second', async () => {
    const { alice, carl } = await twoCalls();
    await phone.openApp();
    await phone.app.tap('swap');
    await callKit.requestedTogether(['set-held', 'set-held']);
    await conversation.isHeard(alice);
    await conversation.isOnHold(carl);
  });

  requirement.inEveryState('RP-MLT-007', 'the call that is heard goes on when the held one ends', async () => {
    const { alice, carl } = await twoCalls();
    await caller.hangUp(alice);
    await elapse('3 s');
    await conversation.isHeard(carl);
    await callServer.heardNothing('hang-up', carl);
  });

  requirement.inEveryState('RP-MLT-008', 'the held call ends, then the user hangs up', async () => {
    const { alice, carl } = await twoCalls();
    await caller.hangUp(alice);
    await callKit.ended(alice, 'app', 'remoteEnded');
    await callServer.heardNothing('hang-up', carl);
    await phone.callScreen.hangUp(carl);
    await callServer.hasEnded(carl, 'hung-up');
    await callServer.heardOnce('hang-up', carl);
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-MLT-008', 'the user hangs up, then the other side of the held call', async () => {
    const { alice, carl } = await twoCalls();
    await phone.callScreen.hangUp(carl);
    await callServer.heardOnce('hang-up', carl);
    await callServer.heardNothing('hang-up', alice);
    await caller.hangUp(alice);
    await callKit.ended(alice, 'app', 'remoteEnded');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-MLT-008', 'the other sides end both, the one that is heard first', async () => {
    const { alice, carl } = await twoCalls();
    await caller.hangUp(carl);
    await callKit.ended(carl, 'app', 'remoteEnded');
    await caller.hangUp(alice);
    await callKit.ended(alice, 'app', 'remoteEnded');
    for (const call of [alice, carl]) await callServer.heardNothing('hang-up', call);
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-MLT-009', 'the declined call ends and the first goes on', async () => {
    const alice = await talking();
    const carl = await secondCall();
    await phone.waitingCall.decline();
    await callServer.heardOnce('decline', carl);
    await callServer.hasEnded(carl, 'declined');
    await callServer.heardNothing('hang-up', alice);
    await conversation.isHeard(alice);
  });

  requirement.inEveryState('RP-MLT-010', 'the second caller gives up and the first call goes on', async () => {
    const alice = await talking();
    const carl = await secondCall();
    await caller.cancel(carl);
    await callKit.ended(carl, 'app', 'remoteEnded');
    await callServer.heardNothing('hang-up', alice);
    await conversation.isHeard(alice);
  });

  requirement.inEveryState('RP-MLT-011', 'the call is heard again after the cellular call', async () => {
    const alice = await talking();
    const cellular = await otherLine.rings('cellular');
    await phone.waitingCall.holdAndAccept();
    await conversation.isOnHold(alice);
    await otherLine.hangsUp(cellular);
    await elapse('3 s');
    if (await conversation.stillWaits(alice)) {
      await phone.openApp();
      await phone.app.tap('hold');
    }
    await conversation.isHeard(alice);
  });

  requirement.inEveryState('RP-MLT-012', 'a cellular call is declined and the call goes on', async () => {
    const alice = await talking();
    await otherLine.rings('cellular');
    await phone.waitingCall.decline();
    await elapse('3 s');
    for (const signal of ['hold', 'hang-up'] as const) await callServer.heardNothing(signal, alice);
    await conversation.isHeard(alice);
  });
});
