/**
 * The reports of a large run: how long all of them take to write, and whether that grows with the run or faster: a run with
 * ten times as many checks, each with its measurements and time line, may take ten times as long at most.
 */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appliesTo, loadCatalogue } from '../conformance/catalogue.ts';
import type { CheckResult, PhoneRef } from '../conformance/check.ts';
import { buildReport, type ConformanceReport } from '../conformance/report.ts';
import { TIMING_LIMITS } from '../conformance/timing/limits.ts';
import { judge } from '../conformance/verdict.ts';
import { writeReportFiles } from '../conformance/writers/report-files.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { figure, interleave, timed } from './measure.ts';

const ROUNDS = 3;
const PHONES = 12;
/** Of each requirement on each phone, as in several states. */
const MOST_CHECKS = 10;
const EVENTS = 40;
const START = Date.UTC(2026, 2, 2, 9, 30);

export const report: Benchmark = {
  title: `all reports of a run on ${PHONES} phones with ${MOST_CHECKS} checks of each requirement, against those with one`,
  async run(): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'ringproof-bench-'));
    try {
      const [whole, tenth] = [await largeRun(folder, MOST_CHECKS), await largeRun(folder, 1)];
      const samples = await interleave(ROUNDS, 1, {
        whole: () => timed(() => writeReportFiles(whole, folder)),
        tenth: () => timed(() => writeReportFiles(tenth, folder)),
      });
      const { requirements, verdicts, checks } = whole.totals;
      return {
        figures: [
          figure({
            name: 'HTML, JSON, JUnit and Markdown',
            unit: 'ms',
            samples: samples.whole,
            yardstick: { name: 'a tenth of the checks', samples: samples.tenth },
            goal: { on: 'ratio', atMost: 10 },
          }),
        ],
        notes: [
          `${requirements} requirements, ${verdicts} verdicts, ${checks} checks with a time line of ${EVENTS} events each.`,
          'A ratio of 10 is growth with the checks; the page holds only so many events, the worst checks first.',
        ],
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** The whole catalogue; one check in 50 failed. Time lines are written into the folder. */
async function largeRun(folder: string, checks: number): Promise<ConformanceReport> {
  const catalogue = await loadCatalogue();
  const phones = Array.from({ length: PHONES }, (_, index) => phoneOf(index));
  const attachments = [join('time-lines', 'check.jsonl')];
  await mkdir(join(folder, 'time-lines'), { recursive: true });
  await writeFile(join(folder, 'time-lines', 'check.jsonl'), timeLine());
  const results = phones.flatMap((phone) =>
    catalogue.requirements
      .filter((requirement) => appliesTo(requirement, Number.parseInt(phone.ios, 10)))
      .flatMap(({ id }, index) =>
        Array.from({ length: checks }, (_, check): CheckResult => {
          const isFailed = (index * checks + check) % 50 === 49;
          return {
            requirement: id,
            phone,
            title: `behaves as required in state ${check}`,
            outcome: isFailed ? 'failed' : 'passed',
            startedAt: START + index * 600,
            durationMs: 120,
            attempt: 1,
            attachments,
            measurements: Object.fromEntries(TIMING_LIMITS.map(({ name }) => [name, 100 + index])),
            ...(isFailed ? { message: 'No call screen within 5 s after the push.' } : {}),
          };
        }),
      ),
  );
  return buildReport({
    runId: 'bench',
    startedAt: START,
    endedAt: START + 300_000,
    driver: 'direct',
    shares: [{ name: 'Specs', ms: 300_000 }],
    tools: { ringproof: '0.1.0' },
    app: { name: 'Calls', version: '1.0', bundleId: 'com.example.calls' },
    catalogue,
    phones,
    verdicts: judge({ catalogue, phones, results }),
    results,
  });
}

function phoneOf(index: number): PhoneRef {
  const ios = `${10 + (index % 9)}.0`;
  const udid = `00008030-${index.toString(16).padStart(16, '0')}`;
  return { name: `phone ${index}`, model: 'iPhone 15', ios, language: 'en', kind: 'virtual', udid };
}

function timeLine(): string {
  const parts = ['call-server', 'gateway', 'phone'];
  return Array.from({ length: EVENTS }, (_, index) =>
    JSON.stringify({ at: START + index * 20, part: parts[index % 3], kind: 'push.sent', data: { type: 'voip' } }),
  ).join('\n');
}
