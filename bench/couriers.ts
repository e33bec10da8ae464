/** What devices cost the gateway: memory of a courier on line, and the lookup of a device token among few and many. */

import { Journal, TestbedClock } from '../clock/index.ts';
import { DeviceTokens } from '../mock-apns/devices/device-tokens.ts';
import { DEFAULT_SETTINGS, type Gateway, makeCertificates, startGateway } from '../mock-apns/index.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { figure, interleave } from './measure.ts';

const COURIERS = 10_000;
const FEW = 10;
const MANY = 1_000_000;
const ROUNDS = 9;
const LOOKUPS = 200_000;
const TOPIC = 'com.example.ringproof.calls.voip';

export const couriers: Benchmark = {
  title: 'devices on line, and device tokens by the million',
  async run(): Promise<Result> {
    const [heap, rss] = await memoryPerCourier();
    const lookups = await interleave(ROUNDS, 1, { few: lookupsAmong(FEW), many: lookupsAmong(MANY) });
    return {
      figures: [
        figure({
          name: `heap per courier on line, of ${COURIERS}`,
          unit: 'KB',
          samples: [heap],
          goal: { on: 'median', atMost: 10 },
        }),
        figure({ name: 'the same as RSS', unit: 'KB', samples: [rss], goal: { on: 'median', atMost: 10 } }),
        figure({
          name: `lookup of a device token among ${MANY}`,
          unit: 'µs',
          samples: lookups.many,
          yardstick: { name: `among ${FEW}`, samples: lookups.few },
        }),
      ],
      notes: [
        'Tokens are asked for in random order, as text copied from bytes, so most of the difference is the memory that a',
        'large table lies in. A courier has one device token and a phone that takes pushes at once.',
      ],
    };
  },
};

/** Kilobytes of heap and of RSS. */
async function memoryPerCourier(): Promise<[number, number]> {
  const clock = new TestbedClock();
  const certificates = await makeCertificates();
  const gateway = await startGateway({ clock, journal: new Journal(clock), certificates });
  await connect(gateway, 'warm-up');
  const before = memory();
  for (let count = 0; count < COURIERS; count += 1) await connect(gateway, `phone-${count}`);
  const after = memory();
  await gateway.close();
  clock.close();
  const perCourier = (kind: 'heapUsed' | 'rss') => (after[kind] - before[kind]) / COURIERS / 1024;
  return [perCourier('heapUsed'), perCourier('rss')];
}

async function connect(gateway: Gateway, deviceId: string): Promise<void> {
  const device = gateway.device(deviceId);
  await device.register(TOPIC);
  device.connect(async () => undefined);
}

function memory(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

/** Answers the microseconds of CPU time of one lookup. */
function lookupsAmong(count: number): () => Promise<number> {
  const tokens = new DeviceTokens(DEFAULT_SETTINGS);
  const issued = Array.from({ length: count }, () => Buffer.from(tokens.issue('phone', TOPIC).token, 'latin1'));
  return async () => {
    const asked = Array.from({ length: LOOKUPS }, () => issued[Math.floor(Math.random() * count)] ?? Buffer.alloc(0));
    const before = process.cpuUsage();
    for (const token of asked) {
      if (tokens.find(token.toString('latin1')) === undefined) throw new Error('A device token was not found.');
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / LOOKUPS;
  };
}
