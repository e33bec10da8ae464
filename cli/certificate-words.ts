/** What `certify` and `verify` print of a certificate, and of what speaks against one. */

import pc from 'picocolors';
import type { Finding } from '../conformance/certificate/finding.ts';
import type { Configuration, Statement } from '../conformance/certificate/statement.ts';
import { PROFILES } from '../conformance/profiles/profiles.ts';
import { EXIT_CODE } from '../lab/errors.ts';

const LABEL_WIDTH = 11;

/** Characters of a digest that are shown: enough to compare, and a line stays a line. */
const SHOWN_DIGEST = 16;

/** @param installed the suite as it is here, to say whether the certificate is of the same one */
export function certificateLines(
  { predicate }: Statement,
  keyId: string,
  installed?: readonly Configuration[],
): string[] {
  const { result, configuration, passedTests, warnedTests, failedTests, ringproof } = predicate;
  const { app, profile, phones, runs, notApplicableTests, notObservableTests } = ringproof;
  const counts = {
    passed: passedTests,
    warned: warnedTests,
    failed: failedTests,
    'not applicable': notApplicableTests,
    'not observable': notObservableTests,
  };
  const colour = result === 'PASSED' ? pc.green : pc.yellow;
  const line = (label: string, text: string) => `${label.padEnd(LABEL_WIDTH)} ${text}`;
  const seeds = runs.flatMap(({ seed }) => seed ?? []);
  const first = runs[0]?.startedAt ?? '';
  const last = runs.at(-1)?.endedAt ?? '';
  return [
    line('Result', colour(result)),
    line('App', `${app.name} ${app.version} (${app.bundleId})`),
    line('Suite', suiteOf(configuration, installed)),
    line('Profile', `${profile}: ${PROFILES[profile].about}`),
    line('Phones', phones.map(({ name, ios }) => `${name} (iOS ${ios})`).join(', ')),
    line('Runs', `${runs.length}, ${minute(first)} to ${minute(last)} UTC, seeds ${seeds.join(', ')}`),
    line(
      'Rules',
      Object.entries(counts)
        .filter(([name, ids]) => ids.length > 0 || name === 'passed')
        .map(([name, ids]) => `${ids.length} ${name}`)
        .join(', '),
    ),
    ...(warnedTests.length === 0 ? [] : [line('Warned', warnedTests.join(', '))]),
    line('Key id', keyId),
  ];
}

function suiteOf(configuration: readonly Configuration[], installed: readonly Configuration[] | undefined): string {
  const find = (list: readonly Configuration[], name: string) => list.find((entry) => entry.name === name);
  const version = find(configuration, 'ringproof')?.uri?.replace('pkg:npm/', '').replace('@', ' ') ?? 'unknown';
  const parts = ['requirements', 'specs', 'harness'];
  const digest = (name: string) => find(configuration, name)?.digest?.['dirHash'] ?? '';
  const shown = parts.map((name) => `${name} ${digest(name).slice(0, SHOWN_DIGEST)}`).join(', ');
  if (installed === undefined) return `${version}: ${shown}`;
  const others = parts.filter((name) => find(installed, name)?.digest?.['dirHash'] !== digest(name));
  const compared = others.length === 0 ? 'as installed here' : `other ${others.join(' and ')} than installed here`;
  return `${version}, ${compared}: ${shown}`;
}

/** `2026-03-02T09:30:00.000Z` as `2026-03-02 09:30`. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** A line each: a reason may be of several. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(({ kind, message }) => `  ${kind}: ${message.replaceAll(/\s+/g, ' ')}`);
}

/** 1 when something speaks against it, 2 when only something is not there. */
export function exitCodeOf(findings: readonly Finding[]): number {
  return findings.every(({ kind }) => kind === 'incomplete') ? EXIT_CODE.incomplete : EXIT_CODE.notMet;
}
