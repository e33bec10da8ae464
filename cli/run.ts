/** `ringproof run`: the main job. */

import { resolve } from 'node:path';
import { BASELINE_FILE } from '../conformance/baseline/baseline.ts';
import type { Driver } from '../conformance/vocabulary.ts';
import { UsageError } from '../lab/errors.ts';
import { runPushServer } from '../lab/push-server/run-push-server.ts';
import type { Profile } from '../lab/run/profiles.ts';
import { fixBaselineFile } from './fix-baseline.ts';
import { summaryOf } from './summary.ts';
import { print, watched, watchedRun } from './watched-run.ts';

export interface RunCommand {
  readonly lab: string;
  readonly phone: readonly string[];
  readonly only: readonly string[];
  readonly reports: string;
  readonly controlPort?: number;
  readonly appiumPort?: number;
  readonly driver: Driver;
  /** True without a name: the usual one. */
  readonly baseline?: string | true;
  readonly fix?: boolean;
  readonly profile?: Profile;
  /** Claims file; without it the lab file's, or the app's own. */
  readonly claims?: string;
  /** File with the answers of a tester, for manual phones without a terminal. */
  readonly answers?: string;
  readonly seed?: number;
  /** File that says how the push server under test is started. */
  readonly provider?: string;
}

/** @returns the exit code. @throws UsageError, InputError, HarnessError or Interrupted */
export async function run(command: RunCommand): Promise<number> {
  const baseline = command.baseline === true ? BASELINE_FILE : command.baseline;
  if (command.fix === true && baseline === undefined) {
    throw new UsageError('--fix has no baseline to rewrite.', 'Give one with --baseline, or leave --fix out.');
  }
  const { driver } = command;
  if (driver === 'direct' && (command.controlPort ?? command.appiumPort) !== undefined) {
    throw new UsageError(
      'With --driver direct there is neither a control port nor a port of Appium.',
      'Leave --control-port and --appium-port out, or use --driver appium.',
    );
  }
  const { profile, claims, seed } = command;
  const choice = {
    labFile: command.lab,
    phones: command.phone,
    only: command.only,
    driver,
    ...(profile === undefined ? {} : { profile }),
    ...(claims === undefined ? {} : { claims }),
    ...(seed === undefined ? {} : { seed }),
  };
  const options = {
    choice: baseline === undefined ? choice : { ...choice, baseline },
    reports: resolve(command.reports),
    ...(command.answers === undefined ? {} : { answers: resolve(command.answers) }),
  };
  if (profile === 'push-server' && seed !== undefined) {
    throw new UsageError(
      'A run of the profile push-server draws nothing from a seed: the server under test makes its own ids.',
      'Leave --seed out.',
    );
  }
  const provider = providerOf(command);
  const finished = await (provider === undefined
    ? watchedRun({ ...options, ...ports(command) })
    : watched((watching) => runPushServer({ ...options, ...watching, provider })));
  print(summaryOf(finished));
  if (command.fix === true && baseline !== undefined) {
    print(await fixBaselineFile(baseline, finished.report, command.lab));
  }
  return finished.report.exitCode;
}

/** The two options go together. @throws UsageError when one is alone */
function providerOf({ profile, provider }: RunCommand): string | undefined {
  if (profile !== 'push-server') {
    if (provider === undefined) return undefined;
    throw new UsageError('--provider is for a push server under test.', 'Add --profile push-server, or leave it out.');
  }
  if (provider !== undefined) return provider;
  throw new UsageError(
    'The profile push-server needs a push server.',
    'Say with --provider <file> how it is started; docs/guides/push-server.md shows such a file.',
  );
}

export function ports(command: Pick<RunCommand, 'controlPort' | 'appiumPort'>) {
  return {
    ...(command.controlPort === undefined ? {} : { controlPort: command.controlPort }),
    ...(command.appiumPort === undefined ? {} : { appiumPort: command.appiumPort }),
  };
}
