import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { startGateway, startWorlds } from '../index.ts';
import { APP, Broadcaster } from '../testing/broadcasting.ts';

describe('the ports for broadcast channels', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  after(() => clock.close());

  it('are one for each world, which knows its own channels only', async () => {
    const worlds = await startWorlds({ clock, journal, managePorts: {} });
    const sandbox = new Broadcaster(worlds.sandbox);
    const production = new Broadcaster(worlds.production);
    const id = await sandbox.create();
    const lists = await Promise.all(
      [sandbox, production].map((world) => world.manage('GET', `/1/apps/${APP}/all-channels`)),
    );
    sandbox.close();
    production.close();
    await worlds.close();
    assert.deepEqual(
      lists.map(({ body }) => body),
      [{ channels: [id] }, { channels: [] }],
    );
  });

  it('are not there unless they are asked for', async () => {
    const worlds = await startWorlds({ clock, journal });
    await worlds.close();
    assert.deepEqual([worlds.sandbox.managePort, worlds.production.managePort], [undefined, undefined]);
  });

  it('are refused to several workers', async () => {
    await assert.rejects(startWorlds({ clock, journal, managePorts: {}, workers: 2 }), {
      message:
        'The gateway did not start: broadcast channels were asked for with 2 workers, and channels are known to one ' +
        'process only. Ask for one worker, or for no port for channels.',
    });
  });

  it('are told by number and world when one cannot be had, and nothing stays open', async () => {
    const taken = await startGateway({ clock, journal });
    await assert.rejects(startWorlds({ clock, journal, managePorts: { production: taken.port } }), (error: Error) => {
      assert.match(error.message, /^The production gateway did not start: it cannot have port 127\.0\.0\.1:\d+, /);
      assert.ok(error.message.includes(`:${taken.port}, another program uses it`), error.message);
      return true;
    });
    await taken.close();
  });
});
