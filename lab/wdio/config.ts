/**
 * Builds WebdriverIO's configuration from a run's plan: a capability per phone with the spec files that concern it, the
 * pooled runner, and the hooks that lease the phone for the session.
 */

import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CHECK_LIMIT_MS } from '../check-limit.ts';
import { ENVIRONMENT, fromEnvironment } from './environment.ts';
import { PhoneLeases } from './phone-leases.ts';
import type { SuiteRun } from './suite-run.ts';
import { TroubleReporter, tellTrouble } from './trouble.ts';

/** Opens the session for spec files, in the worker, before they are loaded. */
export type SessionOpener = (controlUrl: string, udid: string) => Promise<void>;

/**
 * @param onComplete is given WebdriverIO's exit code and answers the run's; undefined when it is somebody else's to tell
 */
export function suiteConfig(
  run: SuiteRun,
  openSession: SessionOpener,
  onComplete: (exitCode: number) => Promise<number | undefined>,
): WebdriverIO.Config {
  const leases = new PhoneLeases();
  return {
    runner: runner(),
    specs: [],
    capabilities: run.plan.phones
      .filter(({ requirements }) => requirements.length > 0)
      .map(({ phone, specs }) => ({
        platformName: 'iOS',
        'appium:automationName': 'XCUITest',
        'appium:deviceName': phone.name,
        'wdio:maxInstances': 1,
        // One group: a session for each spec file would cost more than its checks.
        'wdio:specs': [[...specs]] as unknown as string[],
      })),
    maxInstances: workers(),
    hostname: '127.0.0.1',
    port: Number(process.env[ENVIRONMENT.appiumPort] ?? 0),
    path: '/',
    connectionRetryCount: 0,
    logLevel: 'warn',
    outputDir: `${run.folder}/logs`,
    autoXvfb: false,
    framework: 'mocha',
    mochaOpts: { ui: 'bdd', timeout: CHECK_LIMIT_MS },
    reporters: [
      TroubleReporter,
      [
        'allure',
        {
          outputDir: `${run.folder}/allure-results`,
          disableWebdriverStepsReporting: true,
          disableWebdriverScreenshotsReporting: true,
        },
      ],
    ],
    onPrepare: () => run.prepare(),
    onWorkerStart: (cid, capabilities) => leases.take(cid, capabilities),
    onWorkerEnd: (cid, exitCode, specs) => leases.giveBack(cid, exitCode, specs),
    async beforeSession(_config, capabilities) {
      const udid = String((capabilities as Record<string, unknown>)['appium:udid']);
      await openSession(fromEnvironment('controlUrl'), udid);
    },
    /** Hears of spec files that could not be loaded. */
    async after(result: unknown, capabilities) {
      if (result instanceof Error) await tellTrouble(capabilities, result.message);
    },
    async onComplete(runnerExitCode) {
      const exitCode = await onComplete(runnerExitCode);
      // WebdriverIO exits with its own idea of success; the verdicts decide.
      if (exitCode !== undefined) process.once('exit', () => (process.exitCode = exitCode));
    },
  };
}

/** One more than processors: a worker waits for Appium and the lab for two thirds of its time. */
function workers(): number {
  return cpus().length + 1;
}

/** The pooled runner, or WebdriverIO's own when `RINGPROOF_RUNNER=local` asks for it. */
function runner(): NonNullable<WebdriverIO.Config['runner']> {
  if (process.env[ENVIRONMENT.runner] === 'local') return 'local';
  return [fileURLToPath(new URL('pooled-runner.ts', import.meta.url)), {}] as unknown as 'local';
}
