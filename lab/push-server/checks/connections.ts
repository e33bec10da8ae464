/** What the server does about provider tokens, connections and refusals. */

import { setTimeout as pause } from 'node:timers/promises';
import { describeAttempts } from '../attempts.ts';
import type { Bench, Callee } from '../bench.ts';
import { demand } from '../not-met.ts';
import { accepted, type PushCheck, voipAttempts, warm } from './push-check.ts';

const MINUTE_MS = 60_000;

const CALLS_IN_A_ROW = 5;

/** Apple names minutes for some and no time for others; nobody takes less than this for a pause. */
const SHORTEST_PAUSE_MS = 50;

/** Repetitions of one push within the second after it that are still no storm. */
const MOST_IN_A_SECOND = 5;

const LATER = ['TooManyRequests', 'InternalServerError', 'ServiceUnavailable'] as const;

const FOR_GOOD = ['BadTopic', 'TopicDisallowed', 'Forbidden', 'PayloadTooLarge'] as const;

export const CONNECTION_CHECKS: readonly PushCheck[] = [
  {
    requirement: 'RP-PRV-024',
    title: 'calls in a row use one provider token',
    isAboutProviderTokens: true,
    setup: 'provider tokens counted',
    async run(bench) {
      const callee = await bench.callee();
      for (let call = 0; call < CALLS_IN_A_ROW; call += 1) await bench.call(callee);
      demandNoRefusal(bench, callee, 'TooManyProviderTokenUpdates', 'a second one within 20 minutes');
    },
  },
  {
    requirement: 'RP-PRV-025',
    title: 'a provider token is renewed before it is an hour old',
    isAboutProviderTokens: true,
    needs: 'elapse',
    async run(bench) {
      const callee = await warm(bench);
      for (const minutes of [35, 20, 10, 60]) {
        await bench.elapse(minutes * MINUTE_MS);
        await bench.call(callee);
      }
      demandNoRefusal(bench, callee, 'ExpiredProviderToken', 'one that is over an hour old');
    },
  },
  {
    requirement: 'RP-PRV-026',
    title: 'a call that was refused for an expired provider token goes out with another',
    isAboutProviderTokens: true,
    async run(bench) {
      await demandRepeated(bench, { reason: 'ExpiredProviderToken' }, 'its provider token was refused as expired');
    },
  },
  {
    requirement: 'RP-PRV-027',
    title: 'calls in a row use one connection',
    async run(bench) {
      const callee = await warm(bench);
      const before = bench.events('connection.opened').length;
      for (let call = 0; call < CALLS_IN_A_ROW; call += 1) await bench.call(callee);
      const opened = bench.events('connection.opened').length - before;
      demand(
        opened === 0,
        `${CALLS_IN_A_ROW} calls over an open connection should open no other; ${opened} were opened.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-028',
    title: 'after GOAWAY the next call goes out',
    async run(bench) {
      const callee = await warm(bench);
      bench.worlds.sandbox.failNext({ goaway: {}, match: { device: callee.device } });
      await bench.call(callee);
      const { attempts } = await bench.call(callee);
      demand(
        accepted(attempts).length > 0,
        `The call after GOAWAY should reach the gateway; it saw ${describeAttempts(attempts)}.`,
      );
    },
  },
  {
    requirement: 'RP-PRV-029',
    title: 'a call whose connection broke before the answer goes out again',
    async run(bench) {
      await demandRepeated(bench, { disconnect: true }, 'its connection was reset');
    },
  },
  {
    requirement: 'RP-PRV-030',
    title: 'a push that drew 429, 500 or 503 is not repeated at once',
    async run(bench) {
      for (const reason of LATER) {
        const callee = await bench.callee();
        bench.worlds.sandbox.failNext({ reason, times: 'always', match: { device: callee.device, pushType: 'voip' } });
        const call = await bench.place(callee);
        await bench.until(() => bench.attempts(callee).length > 0);
        await pause(2 * bench.limits.silence);
        const times = voipAttempts(bench, bench.attempts(callee)).map(({ at }) => at);
        await bench.cancel(call);
        const [first = 0, second = Number.POSITIVE_INFINITY] = times;
        const within = times.filter((at) => at - first < 1000).length;
        demand(
          second - first >= SHORTEST_PAUSE_MS && within <= MOST_IN_A_SECOND,
          `After ${reason} the push came again ${second - first} ms later, and ${within} times within a second.`,
        );
      }
    },
  },
  {
    requirement: 'RP-PRV-031',
    title: 'a call that drew 503 once is tried again while it rings',
    async run(bench) {
      await demandRepeated(bench, { reason: 'ServiceUnavailable' }, 'it drew 503 ServiceUnavailable');
    },
  },
  {
    requirement: 'RP-PRV-032',
    title: 'a push that was refused for good is not repeated',
    async run(bench) {
      const callees = await Promise.all(FOR_GOOD.map(() => bench.callee()));
      for (const [index, reason] of FOR_GOOD.entries()) {
        const { device = '' } = callees[index] ?? {};
        bench.worlds.sandbox.failNext({ reason, times: 'always', match: { device, pushType: 'voip' } });
      }
      for (const callee of callees) await bench.place(callee);
      await bench.until(() => callees.every((callee) => bench.attempts(callee).length > 0));
      await pause(2 * bench.limits.silence);
      for (const [index, reason] of FOR_GOOD.entries()) {
        const attempts = voipAttempts(bench, bench.attempts(callees[index] ?? { tokens: { alert: null, voip: null } }));
        demand(
          attempts.length <= 1,
          `After ${reason} the push should not be repeated; it came ${attempts.length} times.`,
        );
      }
    },
  },
  {
    requirement: 'RP-PRV-033',
    title: 'a call that was cancelled meanwhile is not tried again',
    async run(bench) {
      const callee = await warm(bench);
      bench.worlds.sandbox.failNext({ reason: 'ServiceUnavailable', match: { device: callee.device } });
      const before = bench.attempts(callee).length;
      const call = await bench.place(callee);
      await bench.until(() => bench.attempts(callee).length > before);
      await bench.cancel(call);
      await pause(2 * bench.limits.silence);
      const more = voipAttempts(bench, bench.attempts(callee).slice(before + 1));
      demand(more.length === 0, `The call was cancelled, and still drew ${describeAttempts(more)}.`);
    },
  },
];

function demandNoRefusal(bench: Bench, callee: Callee, reason: string, what: string): void {
  const attempts = bench.attempts(callee);
  const refused = attempts.filter((attempt) => attempt.reason === reason).length;
  demand(
    refused === 0,
    `APNs refused ${refused} of ${attempts.length} pushes as ${reason}: the provider token was ${what}.`,
  );
}

/** The fault befalls the call's first push; the call must come through all the same. */
async function demandRepeated(
  bench: Bench,
  fault: { readonly reason: 'ExpiredProviderToken' | 'ServiceUnavailable' } | { readonly disconnect: true },
  why: string,
): Promise<void> {
  const callee = await warm(bench);
  const before = bench.attempts(callee).length;
  bench.worlds.sandbox.failNext({ ...fault, match: { device: callee.device } });
  await bench.place(callee);
  const isThrough = () => accepted(voipAttempts(bench, bench.attempts(callee).slice(before))).length > 0;
  await bench.until(isThrough);
  demand(
    isThrough(),
    `The call should reach the phone although ${why}; the gateway saw ${describeAttempts(bench.attempts(callee).slice(before))}.`,
  );
}
