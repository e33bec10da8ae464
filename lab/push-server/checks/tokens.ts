/** Which device tokens the server keeps, which it gives up, and on whose word. */

import { randomBytes } from 'node:crypto';
import { type Attempt, describeAttempts } from '../attempts.ts';
import type { Callee } from '../bench.ts';
import { demand } from '../not-met.ts';
import { accepted, ordinaryAttempts, type PushCheck, voipAttempts } from './push-check.ts';

/** 100 bytes: Apple warns against counting on 32, and devices with 54 and 80 have been seen. */
const LONG_TOKEN_BYTES = 100;

export const TOKEN_CHECKS: readonly PushCheck[] = [
  {
    requirement: 'RP-PRV-016',
    title: 'a token that drew 410 Unregistered is not pushed to again',
    async run(bench) {
      const callee = await bench.callee();
      callee.link.unregister(bench.voipTopic);
      const first = await bench.call(callee);
      demand(
        first.attempts.some(({ reason }) => reason === 'Unregistered'),
        `The dead VoIP token should be tried once; the gateway saw ${describeAttempts(first.attempts)}.`,
      );
      demandNone(voipAttempts(bench, (await bench.call(callee)).attempts), 'After 410 Unregistered');
    },
  },
  {
    requirement: 'RP-PRV-017',
    title: 'a token that drew BadDeviceToken is not pushed to again',
    async run(bench) {
      const callee = await bench.callee();
      const tokens = { ...callee.tokens, voip: randomBytes(32).toString('hex') };
      const stranger = await bench.register({ ...callee, tokens });
      await bench.call(stranger);
      demandNone(voipAttempts(bench, (await bench.call(stranger)).attempts), 'After 400 BadDeviceToken');
    },
  },
  {
    requirement: 'RP-PRV-018',
    title: 'a token that drew DeviceTokenNotForTopic is not pushed to again with that topic',
    async run(bench) {
      const callee = await bench.callee();
      const swapped = await bench.register({ ...callee, tokens: { ...callee.tokens, voip: callee.tokens.alert } });
      await bench.call(swapped);
      demandNone(voipAttempts(bench, (await bench.call(swapped)).attempts), 'After 400 DeviceTokenNotForTopic');
    },
  },
  {
    requirement: 'RP-PRV-019',
    title: 'a token that a device registers after 410 is pushed to again',
    async run(bench) {
      const callee = await bench.callee();
      callee.link.unregister(bench.voipTopic);
      await bench.call(callee);
      const voip = await callee.link.register(bench.voipTopic);
      const again = await bench.register({ ...callee, tokens: { ...callee.tokens, voip } });
      const { attempts } = await bench.call(again);
      demand(
        accepted(voipAttempts(bench, attempts)).length > 0,
        `The token is alive and registered again, and should be pushed to; the gateway saw ${describeAttempts(attempts)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-020',
    title: 'when the VoIP token is dead, the ordinary push rings in its place',
    async run(bench) {
      const callee = await bench.callee();
      callee.link.unregister(bench.voipTopic);
      const { attempts } = await bench.call(callee);
      demand(
        accepted(ordinaryAttempts(bench, attempts)).length > 0,
        `The call should go on as an ordinary push; the gateway saw ${describeAttempts(attempts)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-021',
    title: 'a changed token takes the place of the old one',
    async run(bench) {
      const callee = await bench.callee();
      const voip = await callee.link.rotate(bench.voipTopic);
      const renewed = await bench.register({ ...callee, tokens: { ...callee.tokens, voip } });
      await bench.call(renewed);
      demand(accepted(bench.attempts(renewed)).length > 0, 'The new token should be pushed to; nothing came for it.');
      const old: Pick<Callee, 'tokens'> = { tokens: { alert: null, voip: callee.tokens.voip } };
      demandNone(bench.attempts(old), 'After its device has registered another');
    },
  },
  {
    requirement: 'RP-PRV-022',
    title: 'after sign-out, and after another user signs in on the device, the first user is not pushed there',
    async run(bench) {
      const leaver = await bench.callee();
      await bench.unregister(leaver);
      demandNone(await bench.callInVain(leaver), 'After its user has signed out');
      const before = await bench.callee();
      await bench.register({ ...before, user: `${before.user}-next` });
      demandNone(await bench.callInVain(before), 'After another user has signed in');
    },
  },
  {
    requirement: 'RP-PRV-023',
    title: `a device token of ${LONG_TOKEN_BYTES} bytes is used whole`,
    async run(bench) {
      const voipToken = randomBytes(LONG_TOKEN_BYTES).toString('hex');
      const { attempts } = await bench.call(await bench.callee({ voipToken }));
      demand(
        accepted(voipAttempts(bench, attempts)).length > 0,
        `A token of ${LONG_TOKEN_BYTES} bytes should be pushed to; the gateway saw ${describeAttempts(attempts)}.`,
      );
    },
  },
];

function demandNone(attempts: readonly Attempt[], when: string): void {
  demand(attempts.length === 0, `${when}, the token should draw no push; there was ${describeAttempts(attempts)}.`);
}
