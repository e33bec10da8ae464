/** CLM: what the app says of itself is so. A yes is exercised once, a no must be absent. */

import {
  abilities,
  type Call,
  caller,
  callKit,
  callServer,
  isAsClaimed,
  phone,
  requirement,
} from '../support/index.ts';

async function ringingCall(dial: () => Promise<Call> = () => caller.dial()): Promise<Call> {
  const call = await dial();
  await callKit.reported(call);
  return call;
}

/** The user has answered, and the call screen is open. */
async function talking(): Promise<Call> {
  const call = await ringingCall();
  await phone.callScreen.answer();
  await callKit.fulfilled('answer', call);
  await phone.callScreen.expand();
  return call;
}

describe('Claims', () => {
  requirement.inEveryState('RP-CLM-001', 'makes a CXProvider', async () => {
    await phone.openApp();
    isAsClaimed('callkit', (await abilities.callsAtATime()) > 0, 'the app makes a CXProvider');
  });

  requirement.inEveryState('RP-CLM-002', 'dials when Siri asks it to', async () => {
    await phone.openApp();
    isAsClaimed('outgoing', await abilities.startsCall(), 'the app starts a call');
  });

  requirement.inEveryState('RP-CLM-003', 'announces a video call', async () => {
    const { video } = await abilities.ofCall(await ringingCall(() => caller.dialByVideo()));
    isAsClaimed('video', video, 'the call is a video call');
  });

  requirement.inEveryState('RP-CLM-004', 'lets calls be held', async () => {
    const { holding } = await abilities.ofCall(await ringingCall());
    isAsClaimed('hold', holding, 'the call can be held');
  });

  requirement.inEveryState('RP-CLM-005', 'takes more than one call', async () => {
    await phone.openApp();
    isAsClaimed('several-calls', (await abilities.callsAtATime()) > 1, 'the provider takes more than one call');
  });

  requirement.inEveryState('RP-CLM-006', 'lets calls be joined', async () => {
    const { grouping } = await abilities.ofCall(await ringingCall());
    isAsClaimed('groups', grouping, 'the call can be joined with others');
  });

  requirement.inEveryState('RP-CLM-007', 'plays tones', async () => {
    const call = await talking();
    isAsClaimed('dtmf', await abilities.playsTones(call), 'a key of the keypad reaches the remote party');
  });

  requirement.inEveryState('RP-CLM-008', 'mutes', async () => {
    const call = await talking();
    isAsClaimed('mute', await abilities.mutes(call), 'the app mutes the call');
  });

  requirement.inEveryState('RP-CLM-009', 'is reached by ordinary push', async () => {
    await callServer.hasNoVoipToken();
    await caller.dial();
    isAsClaimed('fallback', await abilities.isPushedTo('alert'), 'the call is pushed to an ordinary token');
  });

  requirement.inEveryState('RP-CLM-010', 'leaves a missed call in Recents', async () => {
    const call = await ringingCall();
    await caller.cancel(call);
    isAsClaimed('recents', await abilities.hasInRecents(call), 'the call is in Recents');
  });

  requirement.inEveryState(
    'RP-CLM-011',
    'makes no CXProvider in mainland China',
    async () => {
      await phone.openApp();
      isAsClaimed('china', (await abilities.callsAtATime()) === 0, 'the app makes no CXProvider in mainland China');
    },
    () => phone.livesInMainlandChina(),
  );

  requirement.inEveryState('RP-CLM-012', 'tells its server of the sound of a call', async () => {
    const call = await talking();
    isAsClaimed('media', await abilities.tellsOfMedia(call), 'the app tells its server of the sound of the call');
  });
});
