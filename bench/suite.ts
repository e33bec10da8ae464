/**
 * The suite without Appium against the suite with it, on the phones of the default lab: the whole run, and what a check
 * takes.
 */

import type { ConformanceReport } from '../conformance/report.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { figure, interleave } from './measure.ts';
import { runSuiteProcess, type SuiteProcess } from './suite-process.ts';

/** One run through Appium is a minute, so that a second pair would say little more for the wait. */
const ROUNDS = 1;

/** What the direct driver is for: at least twenty times as fast. */
const GOAL = { on: 'ratio', atMost: 0.05 } as const;

export const suite: Benchmark = {
  title: 'the default run with --driver direct, against the same through Appium',
  async run(): Promise<Result> {
    const runs: Record<'appium' | 'direct', SuiteProcess[]> = { appium: [], direct: [] };
    const running = (driver: 'appium' | 'direct') => async () => {
      const process = await runSuiteProcess('--driver', driver);
      runs[driver].push(process);
      return process.wallMs / 1000;
    };
    const walls = await interleave(ROUNDS, 0, { appium: running('appium'), direct: running('direct') });
    const lap = (driver: 'appium' | 'direct', name: string) =>
      runs[driver].map(({ report }) => (report.run.shares.find((share) => share.name === name)?.ms ?? 0) / 1000);
    const checks = (driver: 'appium' | 'direct') => runs[driver].flatMap(({ report }) => durations(report));
    return {
      figures: [
        figure({
          name: 'whole run, five phones',
          unit: 's',
          samples: walls.direct,
          yardstick: { name: 'through Appium', samples: walls.appium },
        }),
        figure({
          name: 'of it, from the first check to the last',
          unit: 's',
          samples: lap('direct', 'Specs'),
          yardstick: { name: 'through Appium', samples: lap('appium', 'Specs') },
        }),
        figure({
          name: 'one check',
          unit: 'ms',
          samples: checks('direct'),
          yardstick: { name: 'through Appium', samples: checks('appium') },
          goal: GOAL,
        }),
      ],
      notes: [
        ...(['appium', 'direct'] as const).map((driver) => verdictNote(driver, runs[driver])),
        'Both runs make the same checks; those of a direct run take no pictures of what passed, and there is no Allure site.',
      ],
    };
  },
};

/** Of all checks, in an order that two runs have in common. */
function durations({ checks }: ConformanceReport): number[] {
  const key = ({ phone, requirement, title }: (typeof checks)[number]) => `${phone.name} ${requirement} ${title}`;
  return checks.toSorted((a, b) => key(a).localeCompare(key(b), 'en')).map(({ durationMs }) => durationMs);
}

function verdictNote(driver: string, [run]: readonly SuiteProcess[]): string {
  const { checks, byVerdict } = run?.report.totals ?? { checks: 0, byVerdict: {} };
  const verdicts = Object.entries(byVerdict).filter(([, count]) => count > 0);
  return `${driver}: ${checks} checks, ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.`;
}
