/** IDN: one call of the server is one call of the system, known by one UUID from its push to its end. */

import {
  type Call,
  caller,
  callKit,
  callServer,
  elapse,
  phone,
  requirement,
  systemCalls,
  voipPush,
} from '../support/index.ts';

async function cancelledCall(): Promise<Call> {
  const call = await caller.dial();
  await callKit.reported(call);
  await caller.cancel(call);
  await elapse('5 s');
  return call;
}

async function answeredCall(): Promise<Call> {
  const call = await caller.dial();
  await phone.callScreen.appears(call);
  await phone.callScreen.answer();
  await callServer.heardOnce('accept', call);
  await callKit.fulfilled('answer', call);
  return call;
}

describe('Identity', () => {
  requirement.inEveryState('RP-IDN-001', 'the second call of a caller has a UUID of its own', async () => {
    await cancelledCall();
    await caller.dial();
    await systemCalls.number(2);
    await systemCalls.areDistinct();
  });

  requirement.inEveryState(
    'RP-IDN-002',
    'an id in upper case is the call that signalling names in lower case',
    async () => {
      const call = await voipPush.isHeldBack();
      await voipPush.arrivesInUpperCase(call);
      await phone.callScreen.appears(call);
      await phone.callScreen.answer();
      await callServer.heardOnce('accept', call);
      await callKit.fulfilled('answer', call);
      await systemCalls.number(1);
    },
  );

  requirement.inEveryState('RP-IDN-003', 'a call that comes by push and by socket is one call', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await elapse('5 s');
    await systemCalls.number(1);
  });

  requirement.inEveryState('RP-IDN-004', 'after a cancelled call, the answer reaches the next one', async () => {
    const dead = await cancelledCall();
    const call = await answeredCall();
    await callServer.heardNothing('accept', dead);
    await caller.hangUp(call);
    await callKit.ended(call, 'app', 'remoteEnded');
  });

  requirement.inEveryState('RP-IDN-005', 'a call that is declined in the app is gone from the system', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.app.tap('decline');
    await callServer.heardOnce('decline', call);
    await systemCalls.areGone();
  });

  requirement.inEveryState('RP-IDN-006', 'the second call is answered and hung up like the first', async () => {
    for (let count = 0; count < 2; count += 1) {
      const call = await answeredCall();
      await phone.callScreen.hangUp();
      await callServer.heardOnce('hang-up', call);
      await callKit.fulfilled('end', call);
      await elapse('5 s');
    }
    await systemCalls.areGone();
  });

  requirement.inEveryState('RP-IDN-007', 'accepting in the app answers the reported call', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await phone.app.tap('accept');
    await callKit.requestedByApp('answer', call);
    await callKit.fulfilled('answer', call);
    await callServer.heardOnce('accept', call);
    await systemCalls.number(1);
  });

  requirement.inEveryState(
    'RP-IDN-008',
    'hanging up in the app ends the call of the system without the network',
    async () => {
      const call = await answeredCall();
      await phone.openApp();
      await phone.blocksNetwork();
      await phone.app.tap('hang-up');
      await callKit.requestedByApp('end', call);
      await systemCalls.areGone();
    },
  );
});
