/**
 * Scripted calls with a VoIP push each: the call server against its bare parts, with SIPp, which pushes nothing, as the
 * neighbour on the same machine.
 */

import { makeCertificates } from '../../mock-apns/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { type Figure, figure, interleave } from '../measure.ts';
import type { ServerAnswer } from './server-process.ts';
import { isSippThere, type SippCalls, sippCalls, sippMemory } from './sipp.ts';
import { CallsTestbed } from './testbed.ts';

const ROUNDS = 7;
const WARM_UPS = 1;
/** Of a round. */
const CALLS = 2_000;
const SIPP_CALLS = 12_000;
const HELD_CALLS = 10_000;
/** Some way below what two cores can take, so that what is measured is the server and not its queue. */
const PACE = { order: 'pace', count: 2_000, perSecond: 500 } as const;

export const calls: Benchmark = {
  title: 'calls with a VoIP push each, journal on, against a bare ws server with node-apn; SIPp beside both',
  async run(): Promise<Result> {
    const certificates = await makeCertificates();
    const bare = await CallsTestbed.start('bare', 'bare', certificates);
    const memory = await CallsTestbed.start('memory', 'bare', certificates);
    const file = await CallsTestbed.start('file', 'bare', certificates);
    const whole = await CallsTestbed.start('memory', 'gateway', certificates);
    const hasSipp = isSippThere();
    const answers = {
      bare: new Answers(bare),
      memory: new Answers(memory),
      file: new Answers(file),
      whole: new Answers(whole),
    };
    const sipp: SippCalls[] = [];
    await interleave(ROUNDS, WARM_UPS, {
      bare: () => answers.bare.dial(),
      memory: () => answers.memory.dial(),
      file: () => answers.file.dial(),
      whole: () => answers.whole.dial(),
      sipp: async () => (hasSipp ? sipp.push(await sippCalls(SIPP_CALLS)) : 0),
    });
    const latencies = await pacedLatencies(whole);
    const [heldBare, heldMemory, heldFile] = [
      await memoryPerCall(bare),
      await memoryPerCall(memory),
      await memoryPerCall(file),
    ];
    for (const testbed of [bare, memory, file, whole]) testbed.stop();
    const heldSipp = hasSipp ? await sippMemory(HELD_CALLS) : undefined;
    const bareCpu = { name: 'bare ws server with node-apn', samples: answers.bare.cpuSeconds() };
    const bareTime = { name: 'the bare parts: ws, node-apn, node:http2', samples: answers.bare.microseconds() };
    return {
      figures: [
        figure({
          name: 'CPU of the call server per 10,000 calls',
          unit: 's',
          samples: answers.memory.cpuSeconds(),
          yardstick: bareCpu,
          goal: { on: 'ratio', atMost: 1.15 },
        }),
        figure({
          name: 'the same, state in a file',
          unit: 's',
          samples: answers.file.cpuSeconds(),
          yardstick: bareCpu,
        }),
        figure({
          name: 'time per call with phones and gateway, all on this machine',
          unit: 'µs',
          samples: answers.whole.microseconds(),
          yardstick: bareTime,
          // 0.85 of the rate.
          goal: { on: 'ratio', atMost: 1.18 },
        }),
        ...memoryFigures({ bare: heldBare, memory: heldMemory, file: heldFile, sipp: heldSipp }),
        ...latencies,
        ...sippFigures(sipp.slice(WARM_UPS)),
      ],
      notes: [
        'A call counts only when its journal and its final record are complete; a round that lost an event ends the benchmark.',
        'Set-up is from the dial until the server knows that the phone rings, answer from the tap until the phone knows that the',
        `call is connected, end from hanging up until the phone knows that it is over; at ${PACE.perSecond} calls a second.`,
        ...(hasSipp
          ? []
          : ['SIPp is not installed (Debian: apt-get install sip-tester), so its figures are missing here.']),
      ],
    };
  },
};

/** What a call server answered to each round of full load, warm-ups first. */
class Answers {
  readonly #testbed: CallsTestbed;
  readonly #answers: ServerAnswer[] = [];

  constructor(testbed: CallsTestbed) {
    this.#testbed = testbed;
  }

  async dial(): Promise<number> {
    return this.#answers.push(await this.#testbed.server({ order: 'dial', count: CALLS }));
  }

  /** Per 10,000 calls. */
  cpuSeconds(): number[] {
    return this.#answers.slice(WARM_UPS).map(({ cpu }) => cpu / CALLS / 100);
  }

  /** Of real time, per call. */
  microseconds(): number[] {
    return this.#answers.slice(WARM_UPS).map(({ took }) => (took * 1000) / CALLS);
  }
}

async function pacedLatencies(testbed: CallsTestbed): Promise<Figure[]> {
  await testbed.latencies();
  const { setUp } = await testbed.server(PACE);
  const { answer, end } = await testbed.latencies();
  return Object.entries({ 'set-up': setUp, answer, end }).map(([name, samples]) =>
    figure({ name: `${name} of a call`, unit: 'ms', samples }),
  );
}

/** Resident kilobytes per call in progress; the process has had its load before. */
async function memoryPerCall(testbed: CallsTestbed): Promise<number> {
  await testbed.hangUp(false);
  const before = await testbed.server({ order: 'forget' });
  const held = await testbed.server({ order: 'hold', count: HELD_CALLS });
  await testbed.server({ order: 'forget' });
  await testbed.hangUp(true);
  return (held.rss - before.rss) / HELD_CALLS / 1024;
}

function memoryFigures(held: {
  readonly bare: number;
  readonly memory: number;
  readonly file: number;
  readonly sipp: number | undefined;
}): Figure[] {
  const sipp = held.sipp === undefined ? {} : { yardstick: { name: 'SIPp', samples: [held.sipp / 1024] } };
  const goal = held.sipp === undefined ? {} : { goal: { on: 'ratio' as const, atMost: 1 } };
  return [
    figure({
      name: 'memory (RSS) per call in progress, state in memory',
      unit: 'KB',
      samples: [held.memory],
      ...sipp,
      ...goal,
    }),
    figure({ name: 'the same, state in a file', unit: 'KB', samples: [held.file], ...sipp, ...goal }),
    figure({ name: 'the same of the bare ws server', unit: 'KB', samples: [held.bare], ...sipp }),
  ];
}

function sippFigures(rounds: readonly SippCalls[]): Figure[] {
  if (rounds.length === 0) return [];
  return [
    figure({
      name: 'SIPp: CPU of the callee per 10,000 calls, no push',
      unit: 's',
      samples: rounds.map(({ cpu }) => (cpu * 10_000) / SIPP_CALLS),
    }),
    figure({
      name: 'SIPp: time per call, no push',
      unit: 'µs',
      samples: rounds.map(({ seconds }) => (seconds * 1_000_000) / SIPP_CALLS),
    }),
  ];
}
