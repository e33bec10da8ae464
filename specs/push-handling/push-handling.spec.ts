/** PSH: what an app makes of VoIP pushes on bad days: no network, odd payloads, late, twice, or at the wrong moment. */

import {
  answeredCall,
  caller,
  callKit,
  callServer,
  elapse,
  phone,
  race,
  requirement,
  systemCalls,
  voipPush,
} from '../support/index.ts';
import { UNREADABLE } from './payloads.ts';

/** The server has not heard that the user signed out, so it goes on pushing. */
async function signOutUnheard(): Promise<void> {
  await phone.openApp();
  await phone.blocksNetwork();
  await phone.app.signOut();
}

/** A build with a notification service extension, and a server that rings it by ordinary push. */
async function withExtension(): Promise<void> {
  await phone.installAfresh('notification-service');
  await phone.openApp();
  await phone.app.signIn();
  await callServer.hasNoVoipToken();
}

describe('Push handling', () => {
  const blocked = () => phone.blocksNetwork();

  requirement.inEveryState(
    'RP-PSH-001',
    'a call is reported although the app reaches nobody',
    async () => {
      const call = await caller.dial();
      await callKit.toldOf(call);
      await elapse('8 s');
      await callKit.appLives();
    },
    blocked,
  );

  for (const { what, payload } of UNREADABLE) {
    requirement.inEveryState('RP-PSH-002', `a payload with ${what} is reported and ended`, async () => {
      await voipPush.carries(payload);
      await elapse('8 s');
      await callKit.appLives();
      await systemCalls.number(1);
      await systemCalls.rangNoLongerThanTheyMust();
    });
  }

  requirement.inEveryState(
    'RP-PSH-003',
    'a push for a user who has signed out is reported and ended',
    async () => {
      try {
        await caller.dial();
        await elapse('8 s');
        await callKit.appLives();
        await systemCalls.number(1);
        await systemCalls.areGone();
      } finally {
        // No later check may find a server that takes the user for signed in.
        await phone.installAfresh();
      }
    },
    signOutUnheard,
  );

  requirement.inEveryState('RP-PSH-004', 'a call that the server denies ends by itself', async () => {
    const call = await caller.pushUnknownCall();
    await callKit.reported(call);
    await systemCalls.areGone();
    await callServer.heardNothing('decline', call);
    await callKit.appLives();
  });

  requirement.inEveryState('RP-PSH-005', 'a cancel that comes as a VoIP push costs no kill', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await caller.cancel(call);
    await elapse('20 s');
    await voipPush.tellsOfCancel(call);
    await elapse('8 s');
    await callKit.appLives();
    await systemCalls.areGone();
  });

  requirement.inEveryState(
    'RP-PSH-006',
    'a cancel that comes as a VoIP push stops the ring and starts none',
    async () => {
      const call = await caller.dial();
      await callKit.reported(call);
      await elapse('5 s');
      await voipPush.tellsOfCancel(call);
      await callKit.ended(call, 'app', 'remoteEnded');
      await systemCalls.number(1);
      await phone.callScreen.isGone();
    },
  );

  requirement.inEveryState('RP-PSH-007', 'a cancelled call is one VoIP push', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await caller.cancel(call);
    await voipPush.wasSent(1);
  });

  requirement.inEveryState('RP-PSH-007', 'a call that is answered and hung up is one VoIP push', async () => {
    const call = await caller.dial();
    await callKit.reported(call);
    await caller.isAnsweredElsewhere(call);
    await caller.hangUp(call);
    await voipPush.wasSent(1);
  });

  requirement.inEveryState(
    'RP-PSH-008',
    'a call that was cancelled a second before its push ends by itself',
    async () => {
      const call = await voipPush.isHeldBack();
      await caller.cancel(call);
      await elapse('1 s');
      await voipPush.arrives(call);
      await callKit.reported(call);
      await systemCalls.areGone();
    },
  );

  requirement.inEveryState(
    'RP-PSH-008',
    'a call that is cancelled while its push starts the app ends by itself',
    async () => {
      await phone.slowDownNetwork(1_000);
      const call = await caller.dial();
      await callKit.reported(call);
      await caller.cancel(call);
      await systemCalls.areGone();
    },
  );

  requirement.inEveryState('RP-PSH-008', 'a call that is cancelled a second after its push ends', async () => {
    const call = await caller.dial();
    await elapse('1 s');
    await caller.cancel(call);
    await callKit.ended(call, 'app', 'remoteEnded');
    await systemCalls.areGone();
  });

  for (const ms of race.moments()) {
    requirement.inEveryState('RP-PSH-008', `a call that is cancelled ${race.around(ms, 'its push')} ends`, async () => {
      const call = await voipPush.isHeldBack();
      await phone.hasLatency(150);
      const comes = () => voipPush.arrives(call);
      await race.between(comes, ms, () => caller.cancel(call));
      await callKit.reported(call);
      await systemCalls.areGone();
    });
  }

  requirement.inEveryState(
    'RP-PSH-009',
    'a push that waited for the end of flight mode rings for no dead call',
    async () => {
      await phone.turnsOnFlightMode();
      const call = await voipPush.isHeldBack();
      await voipPush.isStored(call);
      await elapse('30 s');
      await caller.cancel(call);
      await phone.turnsOffFlightMode();
      await callKit.reported(call);
      await systemCalls.areGone();
      await callServer.heardNothing('accept', call);
    },
  );

  requirement.inEveryState('RP-PSH-010', 'the second push of a ringing call changes nothing', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await voipPush.arrives(call);
    await systemCalls.number(1);
    await systemCalls.has(call);
    await callServer.heardNothing('decline', call);
    await phone.callScreen.answer();
    await callServer.heardOnce('accept', call);
  });

  requirement.inEveryState('RP-PSH-010', 'the second push of a connected call changes nothing', async () => {
    const call = await answeredCall();
    await elapse('10 s');
    await voipPush.arrives(call);
    await elapse('8 s');
    await systemCalls.has(call);
    await callServer.heardNothing('hang-up', call);
    await callKit.appLives();
  });

  for (const ms of race.moments()) {
    requirement.inEveryState(
      'RP-PSH-010',
      `the second push of a call comes ${race.around(ms, 'the answer')}`,
      async () => {
        const call = await caller.dial();
        await phone.callScreen.appears(call);
        await phone.hasLatency(150);
        const answers = () => phone.callScreen.answer();
        await race.between(answers, ms, () => voipPush.arrives(call));
        await elapse('1 s');
        await callKit.fulfilled('answer', call);
        await callServer.heardOnce('accept', call);
        await systemCalls.number(1);
        await systemCalls.has(call);
      },
    );
  }

  requirement.inEveryState('RP-PSH-011', 'a call rings that comes in the moment in which another ends', async () => {
    const first = await answeredCall();
    await elapse('10 s');
    await caller.hangUp(first);
    await elapse('100 ms');
    const second = await caller.dial();
    await callKit.reported(second);
    await elapse('8 s');
    await callKit.appLives();
    await systemCalls.has(second);
  });

  requirement.inEveryState('RP-PSH-012', 'the completion handler is called once', async () => {
    await caller.dial();
    await elapse('5 s');
    await voipPush.wasCompletedOnce();
  });

  requirement.inEveryState(
    'RP-PSH-012',
    'the completion handler is called once though a Focus filters the call',
    async () => {
      await phone.turnsOnFocus();
      await caller.dial();
      await elapse('5 s');
      await voipPush.wasCompletedOnce();
    },
  );

  requirement.inEveryState('RP-PSH-012', 'the completion handler is called once for each push of a call', async () => {
    const call = await caller.dial();
    await voipPush.arrives(call);
    await elapse('5 s');
    await voipPush.wasCompletedOnce(2);
  });

  requirement.inEveryState('RP-PSH-013', 'the push is done with while the server does not answer', async () => {
    await phone.slowDownNetwork(600_000);
    const call = await caller.dial();
    await callKit.reported(call);
    await elapse('5 s');
    await voipPush.wasCompletedOnce();
    await elapse('5 s');
    await callKit.appLives();
  });

  requirement.inEveryState(
    'RP-PSH-014',
    'a push before the first unlock is reported',
    async () => {
      await caller.dial();
      await elapse('8 s');
      await callKit.appLives();
      await systemCalls.number(1);
    },
    () => voipPush.launchesAppBeforeFirstUnlock(),
  );

  requirement.inEveryState(
    'RP-PSH-015',
    'a push that waited for the first unlock does no harm to the next call',
    async () => {
      await phone.restart();
      const dead = await caller.dial();
      await elapse('20 s');
      await caller.cancel(dead);
      await phone.unlock();
      const call = await caller.dial();
      await callKit.reported(call);
      await elapse('8 s');
      await callKit.appLives();
      await systemCalls.has(call);
      await callKit.ended(dead, 'app', 'remoteEnded');
    },
  );

  requirement.inEveryState('RP-PSH-016', 'twenty calls in a row cost no kill', async () => {
    for (let count = 0; count < 20; count += 1) {
      const call = await caller.dial();
      await callKit.toldOf(call);
      await elapse('3 s');
      await caller.cancel(call);
      await elapse('10 s');
    }
    await callKit.appLives();
    await systemCalls.number(20);
  });

  requirement.inEveryState(
    'RP-PSH-017',
    'without VoIP pushes, a call to an app that was swiped away is still seen',
    async () => {
      await callServer.mayUse({ alert: true, voip: false });
      await phone.showsCallOrNotification(await caller.dial());
    },
  );

  requirement.inEveryState('RP-PSH-018', 'a call that starts the app goes on ringing', async () => {
    const call = await caller.dial();
    await phone.callScreen.appears(call);
    await elapse('10 s');
    await systemCalls.has(call);
  });

  requirement.inEveryState(
    'RP-PSH-019',
    'a call that the extension hands over rings',
    async () => {
      const call = await caller.dial();
      await callKit.toldOf(call);
      await elapse('8 s');
      await callKit.appLives();
      await systemCalls.has(call);
    },
    withExtension,
  );

  requirement.inEveryState(
    'RP-PSH-019',
    'a dead call that the extension hands over is reported and ends',
    async () => {
      const call = await caller.pushUnknownCall();
      await callKit.reported(call);
      await elapse('8 s');
      await callKit.appLives();
      await systemCalls.areGone();
    },
    withExtension,
  );
});
