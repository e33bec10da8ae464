/** REG: which push tokens the call server holds, for whom, and that a push finds somebody to take it. */

import { caller, callKit, callServer, gateway, phone, requirement } from '../support/index.ts';

describe('Registration', () => {
  requirement.afterInstall('RP-REG-001', 'registers for VoIP and ordinary push at launch', async () => {
    await phone.openApp();
    await phone.app.signIn();
    await callServer.holdsTokens({ alert: true, voip: true });
    await callServer.holdsIssuedTokens();
  });

  requirement.afterInstall('RP-REG-002', 'registers for ordinary push alone where there is no CallKit', async () => {
    await phone.openApp();
    await phone.app.signIn();
    await callServer.holdsTokens({ alert: true, voip: false });
  });

  requirement.inEveryState('RP-REG-003', 'passes on tokens of 64 bytes', async () => {
    await phone.getsNewTokens(64);
    await callServer.holdsIssuedTokens();
  });

  requirement.afterInstall('RP-REG-004', 'names the environment of its signing', async () => {
    await phone.openApp();
    await phone.app.signIn();
    await callServer.knowsEnvironment();
  });

  requirement.inEveryState('RP-REG-005', 'a second user signs in and is called', async () => {
    await phone.app.signOut();
    await phone.app.signIn('carol');
    await callServer.holdsDeviceOf('carol');
    const call = await caller.dialUser('carol');
    await callKit.reported(call);
    await phone.callScreen.appears(call);
  });

  requirement.inEveryState('RP-REG-006', 'after sign-out a call sends no push', async () => {
    await phone.app.signOut();
    await callServer.holdsNoDeviceOf('bob');
    await caller.dialUser('bob');
    await gateway.carriedNothing();
  });

  requirement.inEveryState('RP-REG-007', 'takes an invalidated VoIP token back', async () => {
    await phone.losesVoipToken();
    await callServer.holdsTokens({ alert: true, voip: false });
  });

  requirement.inEveryState('RP-REG-008', 'passes on a new token while it runs, or when it is opened', async () => {
    await phone.getsNewTokens();
    await phone.openApp();
    await callServer.holdsIssuedTokens();
  });

  requirement.inEveryState('RP-REG-009', 'opened three times, a call is pushed once', async () => {
    for (let opened = 0; opened < 3; opened++) await phone.forceQuitApp();
    await caller.dial();
    await gateway.carriedOnePush();
  });

  requirement.inEveryState('RP-REG-010', 'a push that launches it reaches its PushKit delegate', async () => {
    await caller.dial();
    await phone.handsPushToApp();
  });

  requirement.afterInstall('RP-REG-011', 'declares the voip background mode', async () => {
    await phone.app.declaresBackgroundMode('voip');
  });
});
