/** Devices that listen to broadcast channels, by the control API. */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { startWorlds, type Worlds } from '../index.ts';
import { APP, Broadcaster } from '../testing/broadcasting.ts';
import { secondsFromNow } from '../testing/provider.ts';
import { connectControl } from './client.ts';
import { type ControlServer, startControl } from './index.ts';

describe('broadcast channels by the control API', () => {
  const clock = new TestbedClock();
  let worlds: Worlds;
  let server: ControlServer;
  let provider: Broadcaster;

  before(async () => {
    const journal = new Journal(clock);
    worlds = await startWorlds({ clock, journal, managePorts: {} });
    server = await startControl({ worlds, clock, journal });
    provider = new Broadcaster(worlds.sandbox);
  });
  after(async () => {
    provider.close();
    await server.close();
    await worlds.close();
    clock.close();
  });

  it('reach a device that listens, on its courier, until it no longer does', async () => {
    const phone = connectControl(server.url).sandbox.device('phone-1');
    const channel = await provider.create();
    await phone.subscribe(APP, channel);
    assert.equal((await provider.broadcast(channel, { 'apns-expiration': String(secondsFromNow(3600)) })).status, 200);
    for await (const push of phone.pushes()) {
      assert.deepEqual([push.channelId, push.pushType], [channel, 'liveactivity']);
      break;
    }
    await phone.unsubscribe(APP, channel);
    assert.equal((await phone.get()).storedPushes, 0);
  });

  it('are refused by name when there is none', async () => {
    const phone = connectControl(server.url).sandbox.device('phone-1');
    await assert.rejects(phone.subscribe(APP, 'QUFB'), { status: 409, message: /has no channel QUFB/ });
  });
});
