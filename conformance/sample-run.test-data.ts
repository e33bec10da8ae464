/**
 * A run for tests and for looking at reports: the real catalogue on five phones, with one finding of almost every
 * kind. Times are fixed, so that every report of it is always the same.
 */

import { appliesTo, type Catalogue, loadCatalogue } from './catalogue.ts';
import type { CheckResult, PhoneRef } from './check.ts';
import { buildReport, type ConformanceReport } from './report.ts';
import { judge } from './verdict.ts';

const START = Date.UTC(2026, 2, 2, 9, 30);

export function samplePhone(
  name: string,
  model: string,
  ios: string,
  language = 'en',
  kind: PhoneRef['kind'] = 'virtual',
): PhoneRef {
  return { name, model, ios, language, kind, udid: `00008030-${name.length.toString(16).padStart(16, '0')}` };
}

export const SAMPLE_PHONES: readonly PhoneRef[] = [
  samplePhone('iphone-6-ios9', 'iPhone 6', '9.3'),
  samplePhone('iphone-8-ios13', 'iPhone 8', '13.7'),
  samplePhone('iphone-13-zh', 'iPhone 13', '16.7', 'zh-Hans'),
  samplePhone('iphone-15-ios18', 'iPhone 15', '18.6'),
  samplePhone('simulator-26', 'iPhone 17', '26.0', 'en', 'simulator'),
];

/** A result of one check, passed unless told otherwise. */
export function sampleResult(requirement: string, phone: PhoneRef, change: Partial<CheckResult> = {}): CheckResult {
  return {
    requirement,
    phone,
    title: 'behaves as required',
    outcome: 'passed',
    startedAt: START,
    durationMs: 180,
    attempt: 1,
    ...change,
  };
}

/** The run as `buildReport` takes it, findings included. */
export async function sampleReport(): Promise<ConformanceReport> {
  const catalogue = await loadCatalogue();
  const results = sampleResults(catalogue);
  const verdicts = judge({
    catalogue,
    phones: SAMPLE_PHONES,
    results,
    notApplicable: [{ requirement: 'RP-FBK-004', reason: 'The app does not register PushKit on iOS 8 and 9.' }],
    notObservable: [
      {
        requirement: 'RP-RNG-005',
        phone: 'simulator-26',
        reason: 'A simulator cannot be locked while a push arrives.',
      },
    ],
    expectedFailures: [
      { requirement: 'RP-END-005', phone: 'iphone-8-ios13', reason: 'Known: the cancel push is lost on iOS 13.' },
    ],
  });
  return buildReport({
    runId: '2026-03-02T09-30-00Z-7f3a',
    startedAt: START,
    endedAt: START + 94_300,
    driver: 'appium',
    shares: [
      { name: 'start the lab', ms: 6200 },
      { name: 'install and launch apps', ms: 9100 },
      { name: 'run specs', ms: 74_800 },
      { name: 'write reports', ms: 4200 },
    ],
    tools: { ringproof: '0.1.0', node: '20.20.2', appium: '3.8.0', 'appium-xcuitest-driver': '12.13.1' },
    app: { name: 'Lantern Talk', version: '4.2.0 (1187)', bundleId: 'com.example.lantern' },
    catalogue,
    phones: SAMPLE_PHONES,
    verdicts,
    results,
  });
}

function sampleResults(catalogue: Catalogue): CheckResult[] {
  const results: CheckResult[] = [];
  let step = 0;
  for (const phone of SAMPLE_PHONES) {
    for (const requirement of catalogue.requirements) {
      if (!appliesTo(requirement, Number.parseInt(phone.ios, 10))) continue;
      step += 1;
      const special = SPECIAL[`${requirement.id} ${phone.name}`];
      const base = sampleResult(requirement.id, phone, {
        title: requirement.title,
        startedAt: START + 6000 + step * 600,
        durationMs: 120 + ((step * 37) % 260),
      });
      if (special === undefined) results.push({ ...base, ...measured(requirement.id.slice(3, 6), step) });
      else results.push(...special.map((change) => ({ ...base, ...change })));
    }
  }
  return results;
}

function measured(area: string, step: number): Pick<CheckResult, 'measurements'> {
  const spread = (step * 53) % 97;
  if (area === 'RNG') return { measurements: { 'push accepted to ring': 38 + spread } };
  if (area === 'ANS') return { measurements: { 'answer to connected': 210 + spread * 6 } };
  return area === 'END' ? { measurements: { 'end to no call left': 45 + spread * 2 } } : {};
}

const NOT_FULFILLED =
  'The answer action was neither fulfilled nor failed.\nexpected: action.fulfilled within 60 s of testbed time\nseen:     callkit.perform answer 3F2504E0-4F89-11D3-9A0C-0305E82C3301, then action.timed-out';

const SPECIAL: Readonly<Record<string, readonly Partial<CheckResult>[]>> = {
  'RP-RNG-004 iphone-13-zh': [
    { outcome: 'failed', message: 'No call screen within 5 s after 来电 <force-quit> & push.' },
  ],
  'RP-ANS-001 iphone-15-ios18': [
    {
      outcome: 'failed',
      message: NOT_FULFILLED,
      durationMs: 1240,
      measurements: { 'push accepted to ring': 61 },
      attachments: ['attachments/ans-001-iphone-15.png', 'attachments/ans-001-iphone-15.log', 'javascript:alert(1)'],
    },
  ],
  'RP-ANS-003 iphone-15-ios18': [{ outcome: 'failed', message: 'The call never connected.' }],
  'RP-END-001 iphone-15-ios18': [{ outcome: 'failed', message: 'There was no connected call to hang up.' }],
  'RP-END-003 iphone-15-ios18': [{ outcome: 'failed', message: 'There was no connected call to hang up.' }],
  'RP-END-004 iphone-15-ios18': [],
  'RP-END-002 iphone-13-zh': [{ outcome: 'failed', message: 'The server heard no reject within 3 s.' }, { attempt: 2 }],
  'RP-END-005 iphone-8-ios13': [{ outcome: 'failed', message: 'Still ringing 10 s after the cancel.' }],
  'RP-RTE-003 simulator-26': [{ outcome: 'skipped', message: 'The sandbox gateway did not answer.' }],
  'RP-END-003 simulator-26': [],
};
