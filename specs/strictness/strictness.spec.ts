/** STR: from iOS 13 every VoIP push must become a reported call before its callback returns. */

import { caller, callKit, elapse, requirement } from '../support/index.ts';

describe('Strictness', () => {
  requirement.inEveryState('RP-STR-001', 'a pushed call is reported before the push callback returns', async () => {
    const call = await caller.dial();
    await callKit.toldOf(call);
    await elapse('8 s');
    await callKit.appLives();
  });
});
