/** Everything that can cross on the way to the end of a call, in all orders: there is one outcome, and all devices see it. */

import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { z } from 'zod';
import type { CallServer, SocketLink } from './index.ts';
import type { ToDevice } from './signalling.ts';
import { ADA, type Bench, startBench } from './test-support.ts';

const DEVICES = ['phone', 'pad', 'watch'] as const;
type DeviceName = (typeof DEVICES)[number];

const device = fc.constantFrom(...DEVICES);
const says = fc.record({
  device,
  type: fc.constantFrom('ringing' as const, 'accept' as const, 'decline' as const, 'hang-up' as const),
});
const MOVES = ['cancel', 'hangUp', 'answerElsewhere', 'declineElsewhere'] as const;
const event = fc.oneof(
  { weight: 5, arbitrary: says },
  { weight: 2, arbitrary: fc.record({ move: fc.constantFrom(...MOVES) }) },
  { weight: 1, arbitrary: fc.record({ pass: fc.constantFrom(10, 1_000, 46_000) }) },
  { weight: 1, arbitrary: fc.record({ reconnect: device }) },
  { weight: 1, arbitrary: fc.record({ glare: device }) },
  {
    weight: 2,
    arbitrary: fc.record({
      late: device,
      direction: fc.constantFrom('to-device' as const, 'to-server' as const),
      delayMs: fc.constantFrom(5, 500, 2_000),
    }),
  },
);

type Happening = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** A phone that keeps what it is told about calls. */
class Phone {
  told: ToDevice[] = [];
  socket: SocketLink | undefined;

  async connect(server: CallServer, name: string): Promise<void> {
    this.socket?.close();
    await new Promise<void>((resolve) => {
      this.socket = server.openSocket(`/signalling?user=bob&device=${name}`, {
        onOpen: resolve,
        onMessage: (text) => this.told.push(JSON.parse(text) as ToDevice),
        onClose: () => undefined,
      });
    });
  }

  /** Why the call is over, each time that the phone was told so; and whether it ever was connected. */
  about(call: string): { readonly reasons: readonly string[]; readonly connected: number } {
    const reasons = this.told.flatMap((message) =>
      message.type === 'ended' && message.call === call ? [message.reason] : [],
    );
    const connected = this.told.filter((message) => message.type === 'connected' && message.call === call).length;
    return { reasons, connected };
  }
}

describe('Races for a call', function () {
  this.timeout(60_000);
  let bench: Bench;
  let phones: Record<DeviceName, Phone>;
  beforeEach(async () => {
    bench = await startBench();
    phones = { phone: new Phone(), pad: new Phone(), watch: new Phone() };
    for (const name of DEVICES) {
      await bench.register('bob', name, { alertToken: null, voipToken: null });
      await phones[name].connect(bench.server, name);
    }
  });
  afterEach(() => bench.close());

  const carryOut = async (call: string, what: Happening) => {
    const { server, clock } = bench;
    if ('type' in what) phones[what.device].socket?.send(JSON.stringify({ type: what.type, call }));
    else if ('move' in what) await server[what.move](call);
    else if ('pass' in what) await clock.elapse(what.pass);
    else if ('reconnect' in what) await phones[what.reconnect].connect(server, what.reconnect);
    else if ('late' in what) {
      server.faultSignal({ user: 'bob', device: what.late, direction: what.direction, delayMs: what.delayMs });
    } else {
      const id = crypto.randomUUID();
      phones[what.glare].socket?.send(
        JSON.stringify({ type: 'dial', call: id, to: { name: 'Ada', handle: ADA.handle }, video: false }),
      );
    }
  };

  /** Dials, lets everything happen, ends what is left, and waits until nothing is on its way any more. */
  const live = async (events: readonly Happening[]) => {
    const { id } = await bench.server.dial({ from: ADA, to: 'bob' });
    for (const what of events) await carryOut(id, what);
    await bench.clock.elapse(3_000);
    if (bench.server.call(id)?.state !== 'ended') await bench.server.cancel(id);
    await bench.clock.elapse(3_000);
    const record = bench.server.call(id);
    assert.ok(record);
    return record;
  };

  it('end in one final record, which every device was told of', () =>
    fc.assert(
      fc
        .asyncProperty(fc.array(event, { maxLength: 10 }), async (events) => {
          const record = await live(events);
          const ends = bench.told('call.ended').filter((data) => Object(data).call === record.id);
          assert.deepEqual(ends, [{ call: record.id, reason: record.endReason, by: record.endedBy }]);
          assert.equal(record.state, 'ended');
          assert.ok(record.legs.every(({ state }) => state === 'ended'));
          for (const { device: name, reason } of record.legs) {
            const { reasons } = phones[z.enum(DEVICES).parse(name)].about(record.id);
            // Who was away while it ended has seen no call in its welcome; who heard of it heard one thing only.
            assert.deepEqual(
              [...new Set(reasons)].filter((one) => one !== reason),
              [],
              name,
            );
          }
          const winners = DEVICES.filter((name) => phones[name].about(record.id).connected > 0);
          assert.ok(winners.length <= 1, `connected: ${winners.join()}`);
          if (winners.length === 1) assert.equal(record.answeredBy, winners[0]);
        })
        .afterEach(async () => {
          await bench.server.reset();
          for (const name of DEVICES) phones[name].told = [];
        }),
      { numRuns: 60 },
    ));

  it('change nothing when the answer is said again, however often and by whom', () =>
    fc.assert(
      fc.asyncProperty(device, fc.array(device, { minLength: 1, maxLength: 6 }), async (first, again) => {
        const { id } = await bench.server.dial({ from: ADA, to: 'bob' });
        await carryOut(id, { device: first, type: 'accept' });
        await bench.clock.elapse(1);
        const before = bench.server.call(id);
        for (const name of again) await carryOut(id, { device: name, type: 'accept' });
        await bench.clock.elapse(1);
        const after = bench.server.call(id);
        const withoutCount = after?.legs.map((leg) => ({ ...leg, accepts: 0 }));
        assert.deepEqual(
          { ...after, legs: withoutCount },
          { ...before, legs: before?.legs.map((leg) => ({ ...leg, accepts: 0 })) },
        );
        assert.equal(phones[first].about(id).connected, 1);
        for (const name of DEVICES) if (name !== first) assert.equal(phones[name].about(id).connected, 0);
        await bench.server.hangUp(id);
      }),
      { numRuns: 25 },
    ));

  it('leave every one of many calls at once with its own record', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(says, { maxLength: 4 }), { minLength: 2, maxLength: 5 }), async (stories) => {
        const calls = await Promise.all(stories.map(() => bench.server.dial({ from: ADA, to: 'bob' })));
        for (const [index, story] of stories.entries()) {
          for (const what of story) await carryOut(String(calls[index]?.id), what);
        }
        await bench.clock.elapse(46_000);
        for (const { id } of calls) if (bench.server.call(id)?.state !== 'ended') await bench.server.hangUp(id);
        await bench.clock.elapse(1);
        const ended = bench.told('call.ended').map((data) => String(Object(data).call));
        assert.deepEqual(
          calls.map(({ id }) => ended.filter((one) => one === id).length),
          calls.map(() => 1),
        );
      }),
      { numRuns: 20 },
    ));
});
