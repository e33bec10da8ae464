/** Which push a call draws, for whom, and what draws no VoIP push. */

import { describeAttempts } from '../attempts.ts';
import { demand } from '../not-met.ts';
import { accepted, type PushCheck, theRingingAlert, theVoipPush, voipAttempts } from './push-check.ts';

/** Apple asks for seconds; a ring lasts at most so long. */
const LONGEST_RING_S = 120;

const STORM = 100;

export const ROUTING_CHECKS: readonly PushCheck[] = [
  {
    requirement: 'RP-PRV-001',
    title: 'a call to a device with a VoIP token draws a VoIP push that APNs takes',
    async run(bench) {
      const { attempts } = await bench.call(await bench.callee());
      const push = accepted(voipAttempts(bench, attempts))[0];
      const saw = `the gateway saw ${describeAttempts(attempts)}`;
      demand(push !== undefined, `The gateway should take a push for the topic ${bench.voipTopic}; ${saw}.`);
      demand(push.topic === bench.voipTopic, `apns-topic should be ${bench.voipTopic}; ${saw}.`);
      demand(push.pushType === 'voip', `apns-push-type should be voip; ${saw}.`);
      demand(
        attempts.every(({ fate }) => fate === 'accepted'),
        `No push should be refused; ${saw}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-002',
    title: 'it has priority 10, or none, which means 10',
    async run(bench) {
      const { attempts } = await bench.call(await bench.callee());
      const { priority } = theVoipPush(bench, attempts.slice(0, 1), 'For a call');
      demand(
        priority === null || priority === 10,
        `apns-priority should be 10 or absent; it is ${JSON.stringify(priority)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-003',
    title: 'it expires at once or within the ring',
    async run(bench) {
      const { attempts } = await bench.call(await bench.callee());
      const { expiration, at } = theVoipPush(bench, attempts.slice(0, 1), 'For a call');
      demand(typeof expiration === 'number', 'apns-expiration is absent, so APNs keeps the call for up to 30 days.');
      const ahead = Math.round(expiration - at / 1000);
      demand(
        expiration === 0 || ahead <= LONGEST_RING_S,
        `apns-expiration should be 0 or at most ${LONGEST_RING_S} s ahead; it lies ${ahead} s ahead.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-007',
    title: 'without a VoIP token, the ordinary push rings',
    async run(bench) {
      const { attempts } = await bench.call(await bench.callee({ has: 'no VoIP token' }));
      theRingingAlert(bench, attempts, 'Without a VoIP token');
      const wrong = voipAttempts(bench, attempts);
      demand(wrong.length === 0, `The ordinary token should draw no VoIP push; there was ${describeAttempts(wrong)}.`);
    },
  },
  {
    requirement: 'RP-PRV-008',
    title: 'without a VoIP credential, the ordinary push rings',
    setup: 'without VoIP credential',
    async run(bench) {
      const { attempts } = await bench.call(await bench.callee());
      theRingingAlert(bench, attempts, 'Without a VoIP credential');
      const wrong = voipAttempts(bench, attempts);
      demand(
        wrong.length === 0,
        `Without the credential no VoIP push should be tried; there was ${describeAttempts(wrong)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-009',
    title: 'cancel and end of a call draw no VoIP push',
    async run(bench) {
      for (const step of ['cancel', 'end'] as const) {
        const callee = await bench.callee();
        const { id, attempts } = await bench.call(callee);
        await bench[step](id);
        await bench.silence();
        const more = voipAttempts(bench, bench.attempts(callee).slice(attempts.length));
        demand(
          more.length === 0,
          `After the step ${step} no VoIP push should come; there was ${describeAttempts(more)}.`,
        );
      }
    },
  },
  {
    requirement: 'RP-PRV-010',
    title: 'a message goes to the ordinary topic',
    needs: 'message',
    async run(bench) {
      const callee = await bench.callee();
      await bench.message(callee, 'See you at eight');
      await bench.until(() => bench.attempts(callee).length > 0);
      await bench.silence();
      const attempts = bench.attempts(callee);
      const wrong = voipAttempts(bench, attempts);
      demand(wrong.length === 0, `A message is no call, and drew ${describeAttempts(wrong)}.`);
      demand(
        accepted(attempts).length > 0,
        `A message should draw an ordinary push; it drew ${describeAttempts(attempts)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-011',
    title: 'one call draws one VoIP push, also when the token is registered twice',
    async run(bench) {
      const callee = await bench.callee();
      await bench.register(callee);
      await bench.register({ ...callee, device: `${callee.device}-again` });
      theVoipPush(bench, (await bench.call(callee)).attempts, 'With a token that was registered three times');
    },
  },
  {
    requirement: 'RP-PRV-012',
    title: 'every device of the user gets the call once',
    async run(bench) {
      const first = await bench.callee();
      const second = await bench.register({ ...(await bench.callee()), user: first.user });
      const { attempts } = await bench.call(first);
      await bench.until(() => bench.attempts(second).length > 0);
      theVoipPush(bench, attempts, "On the user's first device");
      theVoipPush(bench, bench.attempts(second), "On the user's second device");
    },
  },
  {
    requirement: 'RP-PRV-013',
    title: 'a device in production is pushed through production, and one in the sandbox through the sandbox',
    async run(bench) {
      for (const environment of ['production', 'sandbox'] as const) {
        const { attempts } = await bench.call(await bench.callee({ environment }));
        const astray = attempts.find(({ world }) => world !== environment);
        demand(astray === undefined, `A token of ${environment} was sent to the ${astray?.world} gateway.`);
        demand(
          accepted(attempts).length > 0,
          `The ${environment} gateway should take a push; it saw ${describeAttempts(attempts)}.`,
        );
      }
    },
  },
  {
    requirement: 'RP-PRV-014',
    title: `${STORM} calls at once reach each of ${STORM} devices once`,
    async run(bench) {
      const callees = await Promise.all(Array.from({ length: STORM }, () => bench.callee()));
      await Promise.all(callees.map((callee) => bench.place(callee)));
      const reached = () => callees.filter((callee) => accepted(bench.attempts(callee)).length > 0).length;
      await bench.until(() => reached() === STORM);
      await bench.silence();
      demand(reached() === STORM, `Of ${STORM} calls placed at once, ${STORM - reached()} never reached the gateway.`);
      const twice = callees.filter((callee) => voipAttempts(bench, accepted(bench.attempts(callee))).length > 1);
      demand(twice.length === 0, `Of ${STORM} calls placed at once, ${twice.length} were pushed more than once.`);
    },
  },
];
