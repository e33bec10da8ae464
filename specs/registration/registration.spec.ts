/** REG: which push tokens the app server holds after the first launch. */

import { callServer, phone, requirement } from '../support/index.ts';

describe('Registration', () => {
  requirement('RP-REG-001', 'registers for VoIP and ordinary push at launch', async () => {
    await phone.installAfresh();
    await phone.openApp();
    await phone.app.signIn();
    await callServer.holdsTokens({ alert: true, voip: true });
  });

  requirement('RP-REG-002', 'registers for ordinary push alone where there is no CallKit', async () => {
    await phone.installAfresh();
    await phone.openApp();
    await phone.app.signIn();
    await callServer.holdsTokens({ alert: true, voip: false });
  });
});
