/** What a push carries, and what a phone makes of it. */

import { describeAttempts } from '../attempts.ts';
import type { Bench } from '../bench.ts';
import { demand } from '../not-met.ts';
import { accepted, type PushCheck, theVoipPush } from './push-check.ts';

/** More than any payload may hold: 5,120 bytes with PushKit, 4,096 else. */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(200);

/** What must not travel, each as it looks. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a signed token (JWT)': /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
};

export const PAYLOAD_CHECKS: readonly PushCheck[] = [
  {
    requirement: 'RP-PRV-004',
    title: 'the payload names the call',
    async run(bench) {
      const { id, attempts } = await bench.call(await bench.callee());
      const { payload } = theVoipPush(bench, attempts.slice(0, 1), 'For a call');
      const names = JSON.stringify(payload).toLowerCase().includes(JSON.stringify(id).toLowerCase());
      demand(names, `The payload should hold the call's id "${id}"; it is ${shown(payload)}.`);
    },
  },
  {
    requirement: 'RP-PRV-005',
    title: "a caller's long name does not make the payload too large",
    async run(bench) {
      for (const has of ['both tokens', 'no VoIP token'] as const) {
        const from = { name: LONG_NAME, handle: '+15550100' };
        const { attempts } = await bench.call(await bench.callee({ has }), from);
        const tooLarge = attempts.filter(({ reason }) => reason === 'PayloadTooLarge');
        demand(
          tooLarge.length === 0 && accepted(attempts).length > 0,
          `With a caller's name of ${LONG_NAME.length} letters, the gateway should take the push; it saw ${describeAttempts(attempts)}.`,
        );
      }
    },
  },
  {
    requirement: 'RP-PRV-006',
    title: 'the payload holds no device token, private key or signed token',
    async run(bench) {
      for (const has of ['both tokens', 'no VoIP token'] as const) {
        const callee = await bench.callee({ has });
        await bench.call(callee);
        for (const { payload } of accepted(bench.attempts(callee))) {
          const text = JSON.stringify(payload);
          const tokens = [callee.tokens.alert, callee.tokens.voip].filter((token) => token !== null);
          demand(!tokens.some((token) => text.toLowerCase().includes(token)), 'The payload holds a device token.');
          const found = Object.entries(SECRETS).find(([, pattern]) => pattern.test(text))?.[0];
          demand(found === undefined, `The payload holds ${found}.`);
        }
      }
    },
  },
  {
    requirement: 'RP-PRV-015',
    title: 'the phone rings for the call, once',
    async run(bench, phone) {
      const callee = await phone.signIn(bench);
      const id = await bench.place(callee);
      await bench.until(() => ringing(bench).length > 0);
      await bench.silence();
      await bench.clock.quiet();
      const rings = ringing(bench);
      const saw = describeAttempts(bench.attempts(callee));
      demand(
        rings.length === 1,
        `The phone should ring once for the call ${id}; it rang ${rings.length} times, after ${saw}.`,
      );
      const crash = bench.events('app.exited')[0];
      demand(crash === undefined, `The app was ended: ${JSON.stringify(crash?.data['reason'])}.`);
    },
  },
];

function ringing(bench: Bench) {
  return bench.events('call.state').filter(({ data }) => data['state'] === 'ringing');
}

function shown(payload: unknown): string {
  const text = JSON.stringify(payload);
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}
