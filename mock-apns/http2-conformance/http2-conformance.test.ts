/** The gateway against every rule of the table, each on a connection of its own; afterwards it serves an honest provider. */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../index.ts';
import { TestProvider } from '../testing/provider.ts';
import { pushWith, type Stage, setStage } from '../testing/refusals.ts';
import { SECTIONS } from './cases.ts';
import { outcomeOf } from './outcome.ts';
import { RawClient } from './raw-client.ts';

/** Enough for the cases that need several streams, and few enough to be exceeded. */
const STREAM_LIMIT = 100;

describe('HTTP/2 of the gateway', () => {
  const clock = new TestbedClock();
  let gateway: Gateway;
  let stage: Stage;

  before(async () => {
    const settings = {
      firstStreamLimit: STREAM_LIMIT,
      streamLimit: STREAM_LIMIT,
      streamLimitAfterRefusal: 'unchanged',
    } as const;
    gateway = await startGateway({ clock, journal: new Journal(clock, { limit: 1_000 }), settings });
    stage = await setStage(gateway);
  });
  after(async () => {
    await gateway.close();
    clock.close();
  });

  for (const { section, title, rows } of SECTIONS) {
    describe(`${section} ${title}`, () => {
      for (const [index, { rule, send, expected, stream, isBare }] of rows.entries()) {
        it(`${section}/${index + 1} ${rule}`, async () => {
          const client = isBare ? new RawClient(gateway) : await RawClient.open(gateway);
          try {
            await send(client);
            const outcome = await outcomeOf(client, stream, expected);
            assert.ok(expected.includes(outcome), `${outcome}, not ${expected.join(' or ')}; seen: ${client.log()}`);
          } finally {
            client.close();
          }
        });
      }
    });
  }

  it('has no rule twice', () => {
    const ids = SECTIONS.map(({ section }) => section);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('serves an honest provider after all of it, and comes to rest', async () => {
    const provider = new TestProvider(gateway);
    assert.equal((await provider.send(pushWith(stage, {}))).status, 200);
    provider.close();
    await clock.quiet();
  });
});
