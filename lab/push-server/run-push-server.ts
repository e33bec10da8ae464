/**
 * A run of the profile push-server: as a run against an app, with plan, record, verdicts and reports, but without Appium,
 * since all that is judged comes to the gateways.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../conformance/input-error.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import type { RunEvent } from '../control/protocol.ts';
import { UsageError } from '../errors.ts';
import { onlyVirtual } from '../inventory.ts';
import { phoneRefOf } from '../lab-phone.ts';
import { type FinishedRun, finishRun } from '../run/finish.ts';
import type { RunListener } from '../run/open-run.ts';
import { planRun, type RunChoice, type RunPlan } from '../run/plan.ts';
import { RunRecord } from '../run/record.ts';
import { makeReportsFolder } from '../run/reports-folder.ts';
import { Stopwatch } from '../run/stopwatch.ts';
import { TimeLines } from '../run/time-lines.ts';
import { udidOf } from '../udid.ts';
import { writeAllureResults } from './allure-results.ts';
import type { Bench } from './bench.ts';
import { ContractBreach, OPTIONAL_STEPS } from './contract.ts';
import { type ProviderConfig, readProviderConfig } from './provider-config.ts';
import { isAboutProviderTokens, runPushChecks, stepFor } from './run-checks.ts';

/** The phone that takes the pushes unless the user names another. */
const DEFAULT_PHONE = 'iPhone 15';

export interface PushServerRunOptions {
  readonly choice: Omit<RunChoice, 'profile' | 'mutants'>;
  /** The file that says how the server is started. */
  readonly provider: string;
  /** Folder of all runs. */
  readonly reports: string;
  readonly listener?: RunListener;
  readonly signal?: AbortSignal;
}

/** @throws UsageError, InputError or the signal's reason; nothing is left running then */
export async function runPushServer(options: PushServerRunOptions): Promise<FinishedRun> {
  const { choice, listener = {}, signal } = options;
  const stopwatch = new Stopwatch();
  const config = await readProviderConfig(options.provider);
  const phones = choice.phones.length === 0 ? [DEFAULT_PHONE] : choice.phones;
  const plan = await planPushServer(config, { ...choice, phones });
  listener.onPlan?.(plan);
  const folder = await makeReportsFolder(options.reports);
  try {
    listener.onPhase?.('starting');
    const judged = await judgeServer(config, plan, folder.path, listener, signal);
    stopwatch.lap('Checks');
    listener.onPhase?.('reporting');
    const { name, version } = judged.server;
    await writeAllureResults(join(folder.path, 'allure-results'), judged.record.results);
    return await finishRun({
      plan: judged.plan,
      record: judged.record,
      folder,
      app: {
        CFBundleDisplayName: name,
        CFBundleShortVersionString: version,
        CFBundleIdentifier: config.bundleId,
      },
      stopwatch,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    await folder.remove();
    if (error instanceof ContractBreach) {
      throw new UsageError(
        `${error.message} Its pushes were not judged.`,
        'Mend that step; docs/guides/push-server.md has the contract.',
      );
    }
    throw error;
  }
}

/** The verdicts alone, without reports; for proving that the checks can fail. */
export async function pushServerVerdicts(
  config: ProviderConfig,
  choice: Omit<RunChoice, 'profile' | 'mutants'>,
  scratch: string,
): Promise<readonly Verdict[]> {
  const plan = await planPushServer(config, choice);
  await mkdir(scratch, { recursive: true });
  return (await judgeServer(config, plan, scratch, {}, undefined)).record.verdicts();
}

/** What concerns provider tokens is out for a server that shows certificates: it signs none. */
async function planPushServer(config: ProviderConfig, choice: PushServerRunOptions['choice']): Promise<RunPlan> {
  const plan = await planRun({ ...choice, profile: 'push-server' });
  if (config.credentials === 'key') return plan;
  const phones = plan.phones.map((one) => ({
    ...one,
    requirements: one.requirements.filter((requirement) => !isAboutProviderTokens(requirement)),
  }));
  if (phones.every(({ requirements }) => requirements.length === 0)) {
    throw new UsageError(
      `Nothing to check: ${plan.selected.join(', ')} is about provider tokens, and the push server shows certificates.`,
      'Name other requirements with --only, or write credentials: key in the provider file.',
    );
  }
  const reason = 'The push server shows provider certificates, and signs no provider token.';
  const out = plan.phones.flatMap(({ phone, requirements }) =>
    requirements.filter(isAboutProviderTokens).map((requirement) => ({ requirement, phone: phone.name, reason })),
  );
  return { ...plan, phones, notApplicable: [...plan.notApplicable, ...out] };
}

interface Judged {
  /** With what this server cannot show. */
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly server: { readonly name: string; readonly version: string };
}

async function judgeServer(
  config: ProviderConfig,
  plan: RunPlan,
  folder: string,
  listener: RunListener,
  signal: AbortSignal | undefined,
): Promise<Judged> {
  const notObservable: NonNullable<RunPlan['notObservable']>[number][] = [];
  const judged = { ...plan, notObservable };
  const record = new RunRecord(judged, folder);
  record.open(plan.phones.map(({ phone }) => phoneRefOf(phone)));
  let server: Judged['server'] | undefined;
  let isChecking = false;
  for (const { phone, requirements } of plan.phones) {
    const timeLines = new TimeLines();
    const take = (event: RunEvent) => {
      record.take(event, timeLines.during(event));
      listener.onEvent?.(event);
    };
    const onOpen = (bench: Bench) => {
      timeLines.open([{ entry: phone, journal: bench.journal }]);
      if (!isChecking) listener.onPhase?.('checking');
      isChecking = true;
    };
    const hello = await runPushChecks(
      config,
      onlyVirtual('A run against a push server', phone),
      requirements,
      {
        onOpen,
        onStart: ({ requirement, title }) => take({ type: 'check-started', phone: phone.name, requirement, title }),
        onResult: (result) =>
          take({ type: 'check-finished', phone: phone.name, result: { ...result, udid: udidOf(phone.name) } }),
      },
      signal,
    );
    server = hello.server;
    const lacking = OPTIONAL_STEPS.filter((step) => !hello.steps.includes(step));
    for (const requirement of requirements) {
      const step = stepFor(requirement);
      if (step === undefined || !lacking.includes(step)) continue;
      notObservable.push({
        requirement,
        phone: phone.name,
        reason: `The push server does not take the optional step ${step} of the contract.`,
      });
    }
  }
  if (server === undefined) throw new InputError('No phone was chosen.', 'Name one of the lab with --phone.');
  return { plan: judged, record, server };
}
