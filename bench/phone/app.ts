/**
 * An app process: how long the reference app takes to launch, and what a phone with it running holds in memory, against
 * a bare context with as much code in it.
 */

import { type Context, createContext, Script } from 'node:vm';
import { createTestbed, type Testbed } from '../../lab/testbed.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { figure, interleave, timed } from '../measure.ts';
import { phoneEntry, signIn } from '../signed-in-phone.ts';
import { type MemoryInUse, memoryInUse } from './memory-in-use.ts';
import { PhonesOfOneClock } from './phones-of-one-clock.ts';

const LAUNCHES = 40;
const PHONES = 50;
/** Launching everything so often shows whether an ended app leaves something behind. */
const MEMORY_ROUNDS = 5;
/** On one phone, one after the other. The first of them fill the journal, of which a launch and its end are four events. */
const MANY_LAUNCHES = 1_000;
const FIRST_LAUNCHES = 600;

/** As many functions and characters as a small calling app and its frameworks have once bundled. */
const BARE_FUNCTIONS = 1_500;

export const app: Benchmark = {
  title: 'launch and memory of the reference app against a bare context with 1,500 functions',
  async run(): Promise<Result> {
    const [entry, certificates] = await Promise.all([phoneEntry(), makeCertificates()]);
    const beds: Testbed[] = [];
    for (let index = 0; index < PHONES; index += 1) {
      const bed = await createTestbed({ ...entry, name: `phone ${index}` }, certificates);
      beds.push(bed);
    }
    const growth = await growthOverLaunches(await PhonesOfOneClock.start(entry, certificates));
    const rss = await firstLaunch(beds);
    for (const bed of beds) await signIn(bed);
    const bare = new Script(bareApp());
    const launches = await launchTimes(beds[0] as Testbed, bare);
    const heap = await heapPerApp(beds, bare);
    await Promise.all(beds.map((bed) => bed.close()));
    const yardstick = (samples: readonly number[]) => ({ name: 'bare context', samples });
    return {
      figures: [
        figure({
          name: 'start of the process to didFinishLaunching',
          unit: 'ms',
          samples: launches.app,
          yardstick: yardstick(launches.bare),
          goal: { on: 'median', atMost: 5 },
        }),
        figure({ name: 'the same, until phone, app and call server are at rest', unit: 'ms', samples: launches.rest }),
        figure({
          name: 'memory (RSS) per launched app, first launch',
          unit: 'MB',
          samples: [rss],
          goal: { on: 'median', atMost: 0.8 },
        }),
        figure({
          name: 'heap per launched app, signed in',
          unit: 'KB',
          samples: heap.app,
          yardstick: yardstick(heap.bare),
        }),
        figure({ name: 'heap still held per app after it was killed', unit: 'KB', samples: heap.left }),
        figure({
          name: `heap grown per launch and kill, of ${MANY_LAUNCHES}`,
          unit: 'KB',
          samples: [growth.heap],
          goal: { on: 'median', atMost: 1 },
        }),
        figure({ name: 'the same as RSS', unit: 'KB', samples: [growth.rss] }),
      ],
      notes: [
        `Memory is that of ${PHONES} phones with the app in front, each in its own testbed, divided by ${PHONES}.`,
      ],
    };
  },
};

async function launchTimes(bed: Testbed, bare: Script) {
  const { phone, journal, bundle } = bed;
  const bundleId = bundle.manifest.CFBundleIdentifier;
  const app: number[] = [];
  const { bare: bareTimes, rest } = await interleave(LAUNCHES, 5, {
    bare: () => timed(async () => bare.runInContext(createContext({}))),
    rest: async () => {
      await bed.reset();
      let launched = Number.NaN;
      const begin = performance.now();
      const unsubscribe = journal.subscribe(({ kind, data }) => {
        if (kind === 'app.state' && data['state'] === 'active') launched = performance.now() - begin;
      });
      const atRest = await timed(() => phone.launch(bundleId));
      unsubscribe();
      app.push(launched);
      return atRest;
    },
  });
  return { app: app.slice(-LAUNCHES), bare: bareTimes, rest };
}

/** Memory that launching the app on all phones takes; only the first time, since a process keeps what it once had. */
async function firstLaunch(beds: readonly Testbed[]): Promise<number> {
  const before = await memoryInUse();
  for (const { phone, bundle } of beds) await phone.launch(bundle.manifest.CFBundleIdentifier);
  return ((await memoryInUse()).rss - before.rss) / 2 ** 20 / beds.length;
}

/** Kilobytes per launch that the process has more of after many; the journal is bounded, and nothing else may grow. */
async function growthOverLaunches(phones: PhonesOfOneClock): Promise<MemoryInUse> {
  const phone = phones.boot();
  const { CFBundleIdentifier: bundleId } = phones.bundle.manifest;
  const launches = async (count: number) => {
    for (let launch = 0; launch < count; launch += 1) {
      await phone.launch(bundleId);
      await phone.terminate(bundleId);
    }
    return memoryInUse();
  };
  const before = await launches(FIRST_LAUNCHES);
  const after = await launches(MANY_LAUNCHES);
  await phones.close();
  const perLaunch = (kind: 'heap' | 'rss') => (after[kind] - before[kind]) / 1024 / MANY_LAUNCHES;
  return { heap: perLaunch('heap'), rss: perLaunch('rss') };
}

async function heapPerApp(beds: readonly Testbed[], bare: Script) {
  const left: number[] = [];
  const samples = await interleave(MEMORY_ROUNDS, 1, {
    app: async () => {
      const before = await memoryInUse();
      for (const { phone, bundle } of beds) await phone.launch(bundle.manifest.CFBundleIdentifier);
      const running = await memoryInUse();
      for (const bed of beds) await bed.reset();
      left.push((await memoryInUse()).heap - before.heap);
      return running.heap - before.heap;
    },
    bare: async () => {
      const contexts: Context[] = [];
      const before = await memoryInUse();
      for (let index = 0; index < beds.length; index += 1) {
        const context = createContext({});
        bare.runInContext(context);
        contexts.push(context);
      }
      const grown = (await memoryInUse()).heap - before.heap;
      contexts.length = 0;
      return grown;
    },
  });
  const kilobytesEach = (bytes: readonly number[]) => bytes.map((total) => total / 1024 / beds.length);
  return {
    app: kilobytesEach(samples.app),
    bare: kilobytesEach(samples.bare),
    left: kilobytesEach(left.slice(-MEMORY_ROUNDS)),
  };
}

function bareApp(): string {
  const body = 'const sum = a + b; if (sum > 10) { return { sum, a, b }; } return [a, b, sum].map((n) => n + 1); ';
  return Array.from({ length: BARE_FUNCTIONS }, (_, index) => `function f${index}(a, b) { ${body}}`).join('\n');
}
