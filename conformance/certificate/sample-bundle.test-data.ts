/** Runs that can be certified, and a bundle of three of them: the real catalogue on two phones, everything passed. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appliesTo, loadCatalogue } from '../catalogue.ts';
import type { CheckResult } from '../check.ts';
import { CLAIM_NAMES } from '../claims/claims.ts';
import { buildReport, type ConformanceReport } from '../report.ts';
import { samplePhone, sampleResult } from '../sample-run.test-data.ts';
import { type JudgeInput, judge } from '../verdict.ts';
import { type Bundle, makeBundle } from './bundle.ts';
import { TypedValues } from './typed-values.ts';

const PHONES = [samplePhone('iPhone 6s', 'iPhone 6s', '9.3'), samplePhone('iPhone 15', 'iPhone 15', '18.6')];
const START = Date.UTC(2026, 2, 2, 9, 30);

export interface RunChanges extends Partial<Pick<JudgeInput, 'selected' | 'expectedFailures'>> {
  /** Takes the result of each check; all are passed without it. */
  readonly results?: (result: CheckResult) => readonly CheckResult[];
}

/** @param number of the run, from 1; runs differ in id and time */
export async function passingRun(number: number, changes: RunChanges = {}): Promise<ConformanceReport> {
  const catalogue = await loadCatalogue();
  const startedAt = START + number * 60_000;
  const passed = PHONES.flatMap((phone) =>
    catalogue.requirements
      .filter((requirement) => appliesTo(requirement, Number.parseInt(phone.ios, 10)))
      .map(({ id, title }) => sampleResult(id, phone, { title, startedAt })),
  );
  const { results: change = (result) => [result], ...rest } = changes;
  const results = passed.flatMap(change);
  return buildReport({
    runId: `run-${number}`,
    startedAt,
    endedAt: startedAt + 50_000,
    driver: 'appium',
    seed: number,
    shares: [{ name: 'Specs', ms: 50_000 }],
    tools: { ringproof: '0.1.0', node: '20.20.2' },
    app: { name: 'Lantern Talk', version: '4.2.0', bundleId: 'com.example.lantern' },
    claims: Object.fromEntries(CLAIM_NAMES.map((claim) => [claim, true])),
    catalogue,
    phones: PHONES,
    verdicts: judge({ catalogue, phones: PHONES, results, ...rest }),
    results,
  });
}

/** The result of this requirement on iPhone 15 otherwise; null takes it away. */
export function changed(id: string, change: Partial<CheckResult> | null): RunChanges {
  return {
    results: (result) => {
      if (result.requirement !== id || result.phone.name !== 'iPhone 15') return [result];
      return change === null ? [] : [{ ...result, ...change }];
    },
  };
}

export async function threeRuns(): Promise<ConformanceReport[]> {
  return Promise.all([passingRun(1), passingRun(2), passingRun(3)]);
}

export function sampleKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

export async function sampleBundle(
  privateKey: KeyObject = sampleKey(),
  reports?: readonly ConformanceReport[],
): Promise<Bundle> {
  return makeBundle({
    reports: reports ?? (await threeRuns()),
    sensitive: new TypedValues(),
    appDigest: 'a'.repeat(64),
    configuration: [
      { name: 'ringproof', uri: 'pkg:npm/ringproof@0.1.0' },
      { name: 'requirements', digest: { dirHash: 'b'.repeat(64) } },
    ],
    privateKey,
  });
}
