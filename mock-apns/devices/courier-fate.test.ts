import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { DEFAULT_SETTINGS } from '../settings/settings.ts';
import { Courier } from './courier.ts';
import { DeviceRate } from './device-rate.ts';
import { DeviceTokens } from './device-tokens.ts';
import type { Push } from './push.ts';

describe('an accepted push', () => {
  const clock = new TestbedClock();
  const tokens = new DeviceTokens(DEFAULT_SETTINGS);
  let journal: Journal;
  let courier: Courier;
  let arrived: string[];

  beforeEach(() => {
    journal = new Journal(clock);
    courier = new Courier('phone-1', clock, journal, DEFAULT_SETTINGS);
    arrived = [];
  });
  afterEach(() => courier.close());
  after(() => clock.close());

  function push(id: string, keptUntil: number | undefined = clock.now() + 60_000): Push {
    return {
      id,
      registration: tokens.issue('phone-1', 'com.example.phone'),
      pushType: 'alert',
      priority: 10,
      expiration: undefined,
      collapseId: undefined,
      body: Buffer.from('{}'),
      keptUntil,
      payload: undefined,
    };
  }

  const connect = () =>
    courier.connect(async ({ id }) => {
      arrived.push(id);
    });
  const kinds = () => journal.events().map(({ kind, data }) => [kind, data.id]);

  it('never arrives when a fault loses it', async () => {
    connect();
    courier.take(push('a'), 'lose');
    courier.take(push('b'));
    await clock.quiet();
    assert.deepEqual(
      [arrived, kinds()],
      [
        ['b'],
        [
          ['push.lost', 'a'],
          ['push.delivered', 'b'],
        ],
      ],
    );
  });

  it('arrives twice in a row when a fault duplicates it', async () => {
    connect();
    courier.take(push('a'), 'duplicate');
    courier.take(push('b'));
    await clock.quiet();
    assert.deepEqual(arrived, ['a', 'a', 'b']);
  });

  it('arrives twice from storage, too', async () => {
    courier.take(push('a'), 'duplicate');
    connect();
    await clock.quiet();
    assert.deepEqual(arrived, ['a', 'a']);
  });

  it('is forgotten by the rate of its token once it counts no longer', () => {
    const rate = new DeviceRate({ pushes: 2, withinMs: 1_000 });
    for (let at = 0; at < 100_000; at += 1) rate.count(`token ${at}`, at);
    assert.ok(rate.size <= 3_000, `${rate.size} tokens are remembered`);
    assert.equal(rate.isOver('token 99999', 100_000), false);
    rate.count('token 99999', 100_000);
    assert.equal(rate.isOver('token 99999', 100_000), true);
  });
});
