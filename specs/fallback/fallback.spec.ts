/** FBK: without CallKit a call arrives as an ordinary notification that rings. */

import { caller, callServer, gateway, phone, requirement } from '../support/index.ts';

const inMainlandChina = () => phone.livesInMainlandChina();

async function callRingsByNotification(): Promise<void> {
  await caller.dial();
  await gateway.carriedOne({
    topic: 'bundle id',
    pushType: 'alert',
    priority: 10,
    expiration: 'until the ring limit',
  });
  await phone.notification.appears('remote');
  await phone.callScreen.neverAppeared();
}

async function tapLeadsToCall(): Promise<void> {
  const call = await caller.dial();
  await phone.notification.appears('remote');
  await phone.notification.open();
  await phone.app.showsCall('Incoming call');
  await phone.app.tap('accept');
  await callServer.heardOnce('accept', call);
  await phone.app.showsCall('Connected');
}

async function cancelRemovesNotification(): Promise<void> {
  const call = await caller.dial();
  await phone.notification.appears('remote');
  await caller.cancel(call);
  await phone.notification.isGone();
}

describe('Fallback to ordinary push', () => {
  requirement.inEveryState('RP-FBK-001', 'a call arrives as an alert push with a call sound', callRingsByNotification);

  requirement.inEveryState(
    'RP-FBK-002',
    'tapping it opens the call screen of the app, and accepting connects',
    tapLeadsToCall,
  );

  requirement.inEveryState('RP-FBK-003', 'a cancelled call takes its notification away', cancelRemovesNotification);

  requirement.inEveryState(
    'RP-FBK-004',
    'an app that uses PushKit all the same posts a local notification',
    async () => {
      await caller.dial();
      await phone.notification.appears('local');
      await phone.callScreen.neverAppeared();
    },
    async () => {
      await phone.installAfresh('pushkit-on-ios-9');
      await phone.openApp();
      await phone.app.signIn();
      await callServer.holdsTokens({ alert: true, voip: true });
    },
  );

  requirement.inEveryState('RP-FBK-005', 'takes its VoIP token back in mainland China', async () => {
    await phone.movesToMainlandChina();
    await callServer.holdsTokens({ alert: true, voip: false });
  });

  requirement.inEveryState(
    'RP-FBK-006',
    'in mainland China a call arrives as an alert push with a call sound',
    callRingsByNotification,
    inMainlandChina,
  );

  requirement.inEveryState(
    'RP-FBK-007',
    'in mainland China tapping it opens the call screen of the app, and accepting connects',
    tapLeadsToCall,
    inMainlandChina,
  );

  requirement.inEveryState(
    'RP-FBK-008',
    'in mainland China a cancelled call takes its notification away',
    cancelRemovesNotification,
    inMainlandChina,
  );
});
