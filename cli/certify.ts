/** `ringproof certify`: runs the whole suite three times, and signs what it saw when all of it was met each time. */

import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pc from 'picocolors';
import { ENVELOPE_FILE, makeBundle, obstacleTo, writeBundle } from '../conformance/certificate/bundle.ts';
import { findingsBetween, findingsOfRun, RUNS_NEEDED } from '../conformance/certificate/certifiable.ts';
import { keyIdOf } from '../conformance/certificate/envelope.ts';
import { TypedValues } from '../conformance/certificate/typed-values.ts';
import type { ConformanceReport } from '../conformance/report.ts';
import { MOST_SEED } from '../conformance/vocabulary.ts';
import { EXIT_CODE, messageOf, UsageError } from '../lab/errors.ts';
import type { FinishedRun } from '../lab/run/finish.ts';
import type { Profile } from '../lab/run/profiles.ts';
import { provenanceOf } from '../lab/run/provenance.ts';
import { shownPath } from '../lab/shown-path.ts';
import { certificateLines, exitCodeOf, findingLines } from './certificate-words.ts';
import { ports } from './run.ts';
import { signerOf } from './signer.ts';
import { summaryOf } from './summary.ts';
import { print, watchedRun } from './watched-run.ts';

/** As a run's, but for whatever would leave something out. */
export interface CertifyCommand {
  readonly lab: string;
  readonly reports: string;
  readonly profile?: Profile;
  /** Claims file; without it the lab file's, or the app's own. */
  readonly claims?: string;
  /** Of the first run; the next two take the next two. Without it, a random one. */
  readonly seed?: number;
  readonly controlPort?: number;
  readonly appiumPort?: number;
  /** Folder of the bundle. */
  readonly out: string;
  /** Path of an Ed25519 private key, PKCS#8 in PEM; without it one is made and kept beside the bundle. */
  readonly key?: string;
}

/** @returns the exit code. @throws UsageError, HarnessError or Interrupted */
export async function certify(command: CertifyCommand): Promise<number> {
  const { profile, claims } = command;
  if (profile === 'push-server') {
    throw new UsageError(
      'A push server cannot be certified: its runs have no app, no phones of their own and no seed.',
      'Run it with `ringproof run --profile push-server`, or certify another profile.',
    );
  }
  const out = resolve(command.out);
  const obstacle = await obstacleTo(out);
  if (obstacle !== undefined) {
    throw new UsageError(`The folder ${shownPath(out)} ${obstacle}.`, 'Give another one with --out.');
  }
  // Whatever is the user's to mend is told before the runs, which take minutes.
  const signer = await signerOf(command.key === undefined ? undefined : resolve(command.key), `${out}-key.pem`);
  const before = await provenanceOf(command.lab, claims);
  const seeds = seedsFrom(command.seed ?? randomInt(MOST_SEED - RUNS_NEEDED));
  const sensitive = new TypedValues();
  const reports: ConformanceReport[] = [];
  for (const seed of seeds) {
    print(pc.bold(`Run ${reports.length + 1} of ${RUNS_NEEDED}, seed ${seed}`));
    const finished = await watchedRun({
      choice: {
        labFile: command.lab,
        phones: [],
        only: [],
        seed,
        ...(profile === undefined ? {} : { profile }),
        ...(claims === undefined ? {} : { claims }),
      },
      reports: resolve(command.reports),
      ...ports(command),
    });
    reports.push(finished.report);
    sensitive.addAll(finished.sensitive);
    const refusal = refusalOf(reports, finished);
    if (refusal !== undefined) return refusal;
    const { met, warned } = finished.report.totals.byCounts;
    const words = `${met} verdicts met${warned === 0 ? '' : `, ${warned} warned`}`;
    print(pc.dim(`${words}; ${shownPath(join(finished.folder, 'conformance.json'))}\n`));
  }
  const after = await provenanceOf(command.lab, claims);
  if (!isDeepStrictEqual(before, after)) {
    throw new UsageError(
      'App, suite or lab file changed while they were certified, so no certificate can say what was tested.',
      'Leave them alone, and certify again.',
    );
  }
  const bundle = makeBundle({ reports, sensitive, privateKey: signer.key, ...before });
  try {
    await mkdir(dirname(out), { recursive: true });
    await signer.keep();
    await writeBundle(out, bundle);
  } catch (error) {
    throw new UsageError(
      `The certificate ${shownPath(out)} could not be written: ${messageOf(error)}.`,
      'Free some space or give another folder with --out.',
    );
  }
  print([...certificateLines(bundle.statement, keyIdOf(signer.key)), ''].join('\n'));
  print(`Certificate ${pc.cyan(shownPath(join(out, ENVELOPE_FILE)))}`);
  if (signer.note !== undefined) print(pc.yellow(signer.note));
  return EXIT_CODE.met;
}

/** One for each run, none twice, also where the first is the largest that there is. */
function seedsFrom(first: number): number[] {
  return Array.from({ length: RUNS_NEEDED }, (_, index) => (first + index) % (MOST_SEED + 1));
}

/** Says why the last run keeps the app from being certified. @returns the exit code; undefined when it does not */
function refusalOf(reports: readonly ConformanceReport[], last: FinishedRun): number | undefined {
  const runs = reports.map((report, index) => ({ name: `run ${index + 1}`, report }));
  const { exitCode, outcome } = last.report;
  const wasMet = exitCode === EXIT_CODE.met;
  const between = findingsBetween(runs);
  // Why a run is not met is in its matrix already.
  const findings = wasMet ? [...findingsOfRun(last.report, `run ${reports.length}`), ...between] : between;
  if (wasMet && findings.length === 0) return undefined;
  print(summaryOf(last));
  const why = wasMet ? 'Not certified:' : `Not certified: run ${reports.length} of ${RUNS_NEEDED} is ${outcome}.`;
  print(['', pc.red(why), ...findingLines(findings)].join('\n'));
  return wasMet ? exitCodeOf(findings) : exitCode;
}
