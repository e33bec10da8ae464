/** AUD: the audio session is the system's while CallKit has a call, and a control of either screen acts on both. */

import {
  answeredCall,
  type Call,
  callControls,
  caller,
  callKit,
  callServer,
  conversation,
  elapse,
  media,
  phone,
  requirement,
  sound,
} from '../support/index.ts';

const CARL = { name: 'Carl Example', handle: 'carl@example.com' };

async function connectedCall(): Promise<Call> {
  const call = await caller.dial();
  await phone.callScreen.appears(call);
  await phone.callScreen.answer();
  await phone.callScreen.showsConnected(call);
  return call;
}

/** The same, with the app's own call screen in front. */
async function connectedCallInApp(): Promise<Call> {
  const call = await connectedCall();
  await phone.openApp();
  await phone.app.showsCall('Connected');
  return call;
}

describe('Audio', () => {
  requirement.inEveryState('RP-AUD-001', 'the app leaves the activation to the system', async () => {
    const call = await connectedCall();
    await conversation.isHeard(call);
    await sound.isLeftToTheSystem();
  });

  requirement.inEveryState('RP-AUD-002', 'the session is configured when the system activates it', async () => {
    await connectedCall();
    await sound.wasConfiguredInTime();
  });

  requirement.inEveryState('RP-AUD-003', 'the mute button of the app is seen by the system', async () => {
    const call = await connectedCallInApp();
    await phone.app.tap('mute');
    await callKit.requestedByApp('set-muted', call);
    await callControls.muted(call, { muted: true, actions: 1 });
  });

  requirement.inEveryState('RP-AUD-004', 'the mute button of the call screen mutes for the server', async () => {
    const call = await connectedCall();
    await callControls.tap('mute');
    await callKit.fulfilled('set-muted', call);
    await callServer.heardOnce('mute', call);
    await callControls.muted(call, { muted: true, actions: 1 });
  });

  requirement.inEveryState('RP-AUD-005', 'muting and unmuting are one action each', async () => {
    const call = await connectedCall();
    await callControls.tap('mute');
    await elapse('2 s');
    await callControls.tap('mute');
    await callControls.muted(call, { muted: false, actions: 2 });
  });

  requirement.inEveryState('RP-AUD-006', 'the speaker stays on', async () => {
    await connectedCall();
    await callControls.tap('speaker');
    await sound.staysWhereTheUserPutIt();
  });

  requirement.inEveryState('RP-AUD-007', 'three calls one after the other are heard', async () => {
    for (let made = 0; made < 3; made += 1) {
      const call = await connectedCall();
      await conversation.isHeard(call);
      await phone.callScreen.hangUp();
      await conversation.isSilent();
      await elapse('5 s');
    }
  });

  requirement.inEveryState('RP-AUD-008', 'sound waits for the audio session', async () => {
    const call = await answeredCall();
    await media.waitedForTheSystem(call);
  });

  requirement.inEveryState('RP-AUD-009', 'sound goes both ways', async () => {
    await elapse('1 min');
    const call = await answeredCall();
    await media.flows(call, 'both ways');
  });

  requirement.inEveryState('RP-AUD-010', 'sound stops with the call', async () => {
    const call = await answeredCall();
    await media.flows(call, 'both ways');
    await caller.hangUp(call);
    await conversation.isSilent();
    await media.flows(call, 'nowhere');
  });

  requirement.inEveryState('RP-AUD-011', 'sound comes back after hold', async () => {
    const call = await connectedCall();
    await callControls.tap('hold');
    await media.flows(call, 'nowhere');
    await callControls.tap('hold');
    await media.flows(call, 'both ways');
  });

  requirement.inEveryState('RP-AUD-012', 'the call that waits ends', async () => {
    const waits = await answeredCall();
    const goesOn = await caller.dial(CARL);
    await phone.waitingCall.appears(goesOn);
    await phone.waitingCall.holdAndAccept();
    await media.flows(goesOn, 'both ways');
    await caller.hangUp(waits);
    await media.flows(goesOn, 'both ways');
  });

  requirement.inEveryState('RP-AUD-013', 'a muted phone plays and does not send', async () => {
    const call = await connectedCall();
    await callControls.tap('mute');
    await media.flows(call, 'only to the phone');
    await callControls.tap('mute');
    await media.flows(call, 'both ways');
  });

  requirement.inEveryState('RP-AUD-014', 'the keys of a menu are heard', async () => {
    const call = await connectedCall();
    await callControls.press('1002#');
    await media.heardKeys(call, '1002#');
  });

  requirement.inEveryState('RP-AUD-015', 'the keys after a pause are heard together', async () => {
    const call = await answeredCall();
    await callControls.playDialString(call, '7,42;9#');
    await media.heardKeys(call, '7429#', 3);
  });

  requirement.inEveryState('RP-AUD-016', 'the provider is reset', async () => {
    const call = await answeredCall();
    await media.flows(call, 'both ways');
    await phone.losesCallServices();
    await media.flows(call, 'nowhere');
  });
});
