/**
 * A whole run of the suite: wall time, how much of it is our own, and what a run with one phone costs outside its checks,
 * against the smallest suite that WebdriverIO can run with the same Appium.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBareSuite } from './bare-suite/run.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { type Figure, figure, interleave, timed } from './measure.ts';
import { PHONE } from './signed-in-phone.ts';
import { OWNERS, runSuiteProcess, type SuiteProcess } from './suite-process.ts';

const ROUNDS = 3;

export const run: Benchmark = {
  title: 'the default run; and a run with one phone against a bare `wdio run` with one empty spec',
  async run(): Promise<Result> {
    const logFolder = await mkdtemp(join(tmpdir(), 'ringproof-bench-'));
    const onePhone: SuiteProcess[] = [];
    const samples = await interleave(ROUNDS, 0, {
      bare: () => timed(() => runBareSuite(logFolder)),
      outside: async () => {
        const suite = await runSuiteProcess('--phone', PHONE);
        onePhone.push(suite);
        return outsideChecks(suite);
      },
    });
    await rm(logFolder, { recursive: true, force: true });
    const whole = await runSuiteProcess();
    const seconds = (milliseconds: readonly number[]) => milliseconds.map((one) => one / 1000);
    return {
      figures: [
        figure({
          name: `cost outside the checks, one phone (${PHONE})`,
          unit: 's',
          samples: seconds(samples.outside),
          yardstick: { name: 'bare suite', samples: seconds(samples.bare) },
          goal: { on: 'ratio', atMost: 1.05 },
        }),
        figure({
          name: 'default run, all phones, wall time',
          unit: 's',
          samples: [whole.wallMs / 1000],
          goal: { on: 'median', atMost: 60 },
        }),
        ...shares(whole),
      ],
      notes: [
        ...onePhone.map((suite) => lapNote('one phone', suite)),
        lapNote('all phones', whole),
        cpuNote(whole),
        ...SHARE_NOTES,
      ],
    };
  },
};

const SHARE_NOTES = [
  'CPU: Ringproof is the process with phones, gateways, call servers and reports. The workers, which run our specs, count',
  'as WebdriverIO. Wall: what passes before the first tool is started and after the last check, Allure included, plus all',
  'CPU time of that process during the checks, as if the tools had waited for it each time; so it is an upper bound. While',
  'Appium and WebdriverIO load, the phones start beside them, which takes no wall time of its own.',
];

/** Checks of one phone follow each other, so that their sum is wall time. */
function outsideChecks({ wallMs, report }: SuiteProcess): number {
  return wallMs - report.checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function shares(suite: SuiteProcess): Figure[] {
  const { wallMs, tree } = suite;
  const total = OWNERS.reduce((sum, owner) => sum + tree.cpuSeconds(owner), 0);
  const [ringproof, allure] = [tree.cpuSeconds('Ringproof'), tree.cpuSeconds('Allure')];
  const { toolsStart, checksStart, checksEnd } = moments(suite);
  const alone = wallMs - (checksEnd - toolsStart);
  const duringChecks = (tree.cpuSeconds('Ringproof', checksEnd) - tree.cpuSeconds('Ringproof', checksStart)) * 1000;
  const share = (name: string, part: number, whole: number) =>
    figure({ name, unit: '%', samples: [(100 * part) / whole], goal: { on: 'median', atMost: 10 } });
  return [
    share('CPU share of Ringproof’s own process', ringproof, total),
    share('CPU share of all but Appium and WebdriverIO (with Allure)', ringproof + allure, total),
    share('wall share of Ringproof and Allure, at most', alone + duringChecks, wallMs),
  ];
}

/** When the run went from one kind of work to the next, as Date.now() counts. */
function moments({ report }: SuiteProcess) {
  const lap = (name: string) => report.run.shares.find((share) => share.name === name)?.ms ?? 0;
  const checksEnd = report.run.startedAt + report.run.shares.reduce((sum, { ms }) => sum + ms, 0) - lap('Allure site');
  return { toolsStart: report.run.startedAt + lap('Process start'), checksStart: checksEnd - lap('Specs'), checksEnd };
}

function cpuNote(suite: SuiteProcess): string {
  const { tree } = suite;
  const { checksStart, checksEnd } = moments(suite);
  const seconds = OWNERS.map((owner) => `${owner} ${tree.cpuSeconds(owner).toFixed(1)}`);
  const [start, checked] = [tree.cpuSeconds('Ringproof', checksStart), tree.cpuSeconds('Ringproof', checksEnd)];
  const phases = `start ${start.toFixed(1)}, checks ${(checked - start).toFixed(1)}`;
  return `CPU seconds, all phones: ${seconds.join(', ')}. Of Ringproof's: ${phases}, the rest reports.`;
}

function lapNote(phones: string, { report }: SuiteProcess): string {
  const laps = report.run.shares.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`);
  return `Wall seconds, ${phones}: ${laps.join(', ')}.`;
}
