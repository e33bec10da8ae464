/** ANS: answering from the call screen. */

import { caller, callKit, callServer, elapse, phone, race, requirement } from '../support/index.ts';

describe('Answering', () => {
  requirement.inEveryState('RP-ANS-001', 'answering by button, banner or slider connects the call', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await phone.callScreen.answer();
    await callKit.fulfilled('answer', call);
    await callServer.heardOnce('accept', call);
    await phone.callScreen.showsConnected(call);
  });

  requirement.inEveryState(
    'RP-ANS-002',
    'answering a call that the app does not know ends it unconnected',
    async () => {
      await phone.slowDownNetwork(3_000);
      const call = await caller.pushUnknownCall();
      await phone.callScreen.appears(call);
      await phone.callScreen.answer();
      await elapse('4 s');
      await callKit.refused('answer', call);
      await callServer.heardNothing('hang-up', call);
      await phone.callScreen.isGone();
    },
  );

  requirement.inEveryState(
    'RP-ANS-003',
    'an answer stays pending while signalling is slow, then connects',
    async () => {
      await phone.slowDownNetwork(5_000);
      const call = await caller.dial();
      await phone.callScreen.appears(call);
      await phone.callScreen.answer();
      await callKit.pending('answer', call);
      await elapse('6 s');
      await callKit.fulfilled('answer', call);
      await callServer.heardOnce('accept', call);
      await phone.callScreen.showsConnected(call);
    },
  );

  requirement.inEveryState('RP-ANS-001', 'answering by headset at the first ring connects the call', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.answersByHeadset();
    await elapse('2 s');
    await callKit.fulfilled('answer', call);
    await callServer.heardOnce('accept', call);
    await phone.callScreen.showsConnected(call);
  });

  for (const ms of race.moments()) {
    requirement.inEveryState('RP-ANS-004', `the caller gives up ${race.around(ms, 'the answer')}`, async () => {
      const call = await caller.dial();
      await phone.callScreen.appears(call);
      // More than lies between the two, so that neither side knows of the other in time.
      await phone.hasLatency(150);
      const answers = () => phone.callScreen.answer();
      await race.between(answers, ms, () => caller.cancel(call));
      await elapse('1 s');
      await callKit.completed('answer', call);
      await phone.callScreen.isGone();
    });
  }
});
