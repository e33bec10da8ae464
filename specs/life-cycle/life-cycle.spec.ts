/** LIF: calls outlive what breaks under them, or end for both sides. */

import {
  answeredCall,
  type Call,
  caller,
  callKit,
  callServer,
  conversation,
  elapse,
  phone,
  race,
  requirement,
} from '../support/index.ts';

async function heard(): Promise<Call> {
  const call = await answeredCall();
  await conversation.isHeard(call);
  return call;
}

describe('Life cycle', () => {
  requirement.inEveryState('RP-LIF-001', 'the app launches and comes back where there is no CallKit', async () => {
    await phone.goHome();
    await phone.openApp();
    await callKit.appLives();
  });

  requirement.inEveryState('RP-LIF-002', 'the provider is reset in a call', async () => {
    const call = await answeredCall();
    await phone.losesCallServices();
    await callServer.hasEnded(call, 'hung-up');
    await elapse('5 s');
    await heard();
  });

  requirement.inEveryState('RP-LIF-003', 'iOS ends the app while a call rings', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await phone.losesApp();
    await caller.cancel(call);
    await elapse('5 s');
    await answeredCall();
  });

  requirement.inEveryState('RP-LIF-004', 'iOS ends the app in a call, and the user opens it again', async () => {
    const call = await answeredCall();
    await phone.losesApp();
    await phone.openApp();
    await elapse('10 s');
    await callServer.hasEnded(call, 'hung-up');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-LIF-005', 'the signalling session does not come up after the answer', async () => {
    await phone.slowDownNetwork(50_000);
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await phone.callScreen.answer();
    await callKit.pending('answer', call);
    // What is looked for below may take its usual 5 s more.
    await elapse('30 s');
    await callKit.ended(call, 'app', 'failed');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-LIF-006', 'a call is answered and the phone stays locked', async () => {
    await elapse('1 min');
    await heard();
  });

  requirement.inEveryState('RP-LIF-007', 'five calls, a minute apart', async () => {
    for (let count = 0; count < 5; count += 1) {
      const call = await answeredCall();
      await phone.callScreen.hangUp();
      await callServer.hasEnded(call, 'hung-up');
      await elapse('1 min');
      await callKit.appLives();
    }
  });

  requirement.inEveryState('RP-LIF-008', 'a call after half an hour in a pocket', async () => {
    await elapse('30 min');
    await heard();
  });

  requirement.inEveryState('RP-LIF-009', 'the other side hangs up during flight mode', async () => {
    const call = await answeredCall();
    await phone.setFlightMode(true);
    await caller.hangUp(call);
    await elapse('20 s');
    await phone.setFlightMode(false);
    await elapse('15 s');
    await callKit.ended(call, 'app', 'remoteEnded');
    await phone.callScreen.isGone();
  });

  requirement.inEveryState('RP-LIF-010', 'a warning of low memory in a call', async () => {
    const call = await heard();
    await phone.runsShortOfMemory();
    await elapse('5 s');
    await callKit.appLives();
    await conversation.isHeard(call);
  });

  requirement.inEveryState('RP-LIF-011', 'APNs gives new tokens in the middle of a call', async () => {
    const call = await heard();
    await phone.getsNewTokens();
    await callServer.holdsIssuedTokens();
    await conversation.isHeard(call);
    await caller.hangUp(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await heard();
  });

  for (const ms of race.moments()) {
    requirement.inEveryState('RP-LIF-011', `APNs gives new tokens ${race.around(ms, 'the answer')}`, async () => {
      const call = await caller.dial();
      await phone.callScreen.appears(call);
      const answers = () => phone.callScreen.answer();
      await race.between(answers, ms, () => phone.getsNewTokens());
      await conversation.isHeard(call);
      await callServer.holdsIssuedTokens();
    });
  }
});
