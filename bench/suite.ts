/**
 * The suite at its two sizes: the core profile on the five phones of the default lab, and all of it on twelve, with
 * Appium and without: time, memory, and what a check takes.
 */

import type { ConformanceReport } from '../conformance/report.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { figure } from './measure.ts';
import { runSuiteProcess, type SuiteProcess } from './suite-process.ts';

const CORE = ['--profile', 'core'];
const TWELVE = ['--lab', 'fixtures/labs/twelve-versions.yaml'];

const MINUTE_S = 60;

/** Each run is made once: together they take eight minutes, and a second round would say little more. */
export const suite: Benchmark = {
  title: 'the core profile on five phones, and the whole suite on twelve through Appium and without',
  async run(): Promise<Result> {
    const core = await runSuiteProcess(...CORE);
    const appium = await runSuiteProcess(...TWELVE);
    const direct = await runSuiteProcess(...TWELVE, '--driver', 'direct');
    const seconds = ({ wallMs }: SuiteProcess) => [wallMs / 1000];
    const megabytes = ({ tree }: SuiteProcess) => [tree.peakMegabytes];
    const through = (samples: readonly number[]) => ({ name: 'through Appium', samples });
    return {
      figures: [
        figure({
          name: 'core profile, five phones, through Appium',
          unit: 's',
          samples: seconds(core),
          goal: { on: 'median', atMost: MINUTE_S },
        }),
        figure({
          name: 'whole suite, twelve phones, through Appium',
          unit: 's',
          samples: seconds(appium),
          goal: { on: 'median', atMost: 8 * MINUTE_S },
        }),
        figure({
          name: 'memory of all its processes at their most',
          unit: 'MB',
          samples: megabytes(appium),
          goal: { on: 'median', atMost: 1.5 * 1024 },
        }),
        figure({
          name: 'whole suite, twelve phones, without Appium',
          unit: 's',
          samples: seconds(direct),
          yardstick: through(seconds(appium)),
        }),
        figure({ name: 'memory of all its processes at their most', unit: 'MB', samples: megabytes(direct) }),
        figure({
          name: 'one check, from the first to the last, without Appium',
          unit: 'ms',
          samples: perCheck(direct),
          yardstick: through(perCheck(appium)),
          goal: { on: 'ratio', atMost: 1 / 20 },
        }),
      ],
      notes: [
        ...Object.entries({ core, appium, direct }).map(([name, { report }]) => verdictNote(name, report)),
        ...Object.entries({ core, appium }).map(([name, { report }]) => sharesNote(name, report)),
        'A run without Appium makes the same checks, takes no pictures of what passed, and has no Allure site.',
      ],
    };
  },
};

/** Milliseconds of the run per check; with several phones at a time, less than what a check lasts. */
function perCheck({ report }: SuiteProcess): number[] {
  const specs = report.run.shares.find(({ name }) => name === 'Specs')?.ms ?? Number.NaN;
  return [specs / report.totals.checks];
}

function verdictNote(name: string, { totals: { checks, byVerdict } }: ConformanceReport): string {
  const verdicts = Object.entries(byVerdict).filter(([, count]) => count > 0);
  return `${name}: ${checks} checks, ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.`;
}

/** Where the time goes. */
function sharesNote(name: string, { run }: ConformanceReport): string {
  return `${name}: ${run.shares.map((share) => `${share.name} ${(share.ms / 1000).toFixed(1)} s`).join(', ')}.`;
}
