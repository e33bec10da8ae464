/**
 * What a phone costs when there are many: memory of idle ones, and CPU time of the same work on one of a thousand, against
 * one that is alone.
 */

import { makeCertificates } from '../../mock-apns/index.ts';
import { startWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { cpuTimed, type Figure, figure, interleave } from '../measure.ts';
import { phoneEntry } from '../signed-in-phone.ts';
import { memoryInUse } from './memory-in-use.ts';
import { PhonesOfOneClock } from './phones-of-one-clock.ts';

/** Phones at the end of each step; the last is the many that the figures are about. */
const STEPS = [1, 10, 100, 1_000] as const;
const MANY = 1_000;

const ROUNDS = 25;
const WARM_UPS = 15;

/** More than this is growth, and not noise. */
const FLAT = { on: 'ratio', atMost: 1.25 } as const;

export const memory: Benchmark = {
  title: `idle phones on one clock and gateway, up to ${MANY}, and work on one of them against a phone that is alone`,
  async run(): Promise<Result> {
    const [entry, certificates] = await Promise.all([phoneEntry(), makeCertificates()]);
    const alone = await PhonesOfOneClock.start(entry, certificates);
    const many = await PhonesOfOneClock.start(entry, certificates);
    const memories = await memoryPerPhone(many);
    await idlePhones(alone, 1);
    const work = await sameWork(alone, many);
    await Promise.all([alone.close(), many.close()]);
    return {
      figures: [...memories, ...work],
      notes: [
        'An idle phone is on line with tokens for both topics of an installed app, has its screen composed and',
        `WebDriverAgent at its side. The journal keeps the newest events only. ${MANY} phones share one clock and gateway.`,
      ],
    };
  },
};

async function memoryPerPhone(many: PhonesOfOneClock): Promise<Figure[]> {
  const wda = await startWebDriverAgent();
  await idlePhones(many, 1, (phone) => wda.add(phone, many.clock));
  const first = await memoryInUse();
  const figures: Figure[] = [];
  for (const count of STEPS.slice(1)) {
    await idlePhones(many, count, (phone) => wda.add(phone, many.clock));
    const { rss, heap } = await memoryInUse();
    const perPhone = (bytes: number) => [bytes / 1024 / (count - 1)];
    const goal = count === MANY ? { goal: { on: 'median', atMost: 64 } as const } : {};
    figures.push(
      figure({ name: `RSS per idle phone, of ${count}`, unit: 'KB', samples: perPhone(rss - first.rss), ...goal }),
      figure({ name: `heap per idle phone, of ${count}`, unit: 'KB', samples: perPhone(heap - first.heap) }),
    );
  }
  await wda.close();
  return figures;
}

async function sameWork(alone: PhonesOfOneClock, many: PhonesOfOneClock): Promise<Figure[]> {
  const { CFBundleIdentifier: bundleId } = alone.bundle.manifest;
  const works: Readonly<Record<string, (of: PhonesOfOneClock) => Promise<unknown>>> = {
    'launch the app, look at it and go home': async (of) => {
      const phone = of.phones[0];
      await phone?.launch(bundleId);
      phone?.tree(bundleId);
      await phone?.reset();
    },
    'let a minute pass, 50 times': async (of) => {
      for (let minute = 0; minute < 50; minute += 1) await of.clock.elapse(60_000);
    },
    'look at the screen anew, 50 times': async (of) => {
      for (let look = 0; look < 50; look += 1) {
        await of.clock.elapse(60_000);
        of.phones[0]?.surfaces();
      }
    },
  };
  const cases = Object.entries(works).flatMap(([name, work]) => [
    [name, () => cpuTimed(() => work(many))] as const,
    [`${name}, alone`, () => cpuTimed(() => work(alone))] as const,
  ]);
  const samples: Record<string, number[]> = await interleave(ROUNDS, WARM_UPS, Object.fromEntries(cases));
  return Object.keys(works).map((name) =>
    figure({
      name: `${name}, among ${MANY} phones (CPU)`,
      unit: 'ms',
      samples: samples[name] ?? [],
      yardstick: { name: 'the same, alone', samples: samples[`${name}, alone`] ?? [] },
      goal: FLAT,
    }),
  );
}

/** Boots phones until there are so many, each with a look at its screen. */
async function idlePhones(
  of: PhonesOfOneClock,
  count: number,
  then: (phone: PhonesOfOneClock['phones'][number]) => void = () => undefined,
): Promise<void> {
  while (of.phones.length < count) {
    const phone = of.boot();
    await of.registerTokens(phone);
    phone.surfaces();
    then(phone);
  }
  await of.clock.quiet();
}
