/**
 * Runs the checks of a push server, set-up by set-up. A check that could not be made, because the server broke the contract
 * or ended, is skipped with the reason and comes to inconclusive: never to a pass, and never to a word against its pushes.
 */

import { InputError } from '../../conformance/input-error.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import type { CheckReport } from '../control/protocol.ts';
import { messageOf } from '../errors.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { type Bench, openBench, SETUPS, type SetupName } from './bench.ts';
import { PUSH_CHECKS, type PushCheck } from './checks/index.ts';
import { ContractBreach, type OptionalStep, type StepAnswer } from './contract.ts';
import { testContract } from './contract-test.ts';
import { NotMet } from './not-met.ts';
import type { ProviderConfig } from './provider-config.ts';
import { PushPhone } from './push-phone.ts';
import { ServerGone } from './vendor-server.ts';

export interface CheckListener {
  /** The server is up, and has kept the contract. */
  onOpen(bench: Bench): void;
  onStart(check: PushCheck): void;
  onResult(result: Omit<CheckReport, 'udid'>): void;
}

/** Step without which the requirement's check cannot be made, where it needs one that a server may do without. */
export function stepFor(requirement: string): OptionalStep | undefined {
  return PUSH_CHECKS.find((check) => check.requirement === requirement)?.needs;
}

/** Whether the requirement says nothing of a server that shows certificates. */
export function isAboutProviderTokens(requirement: string): boolean {
  return PUSH_CHECKS.some((check) => check.requirement === requirement && check.isAboutProviderTokens === true);
}

/**
 * @param requirements ids to check
 * @returns what the server said of itself
 * @throws InputError when it does not start at all, or ContractBreach when it does not keep the contract at first
 */
export async function runPushChecks(
  config: ProviderConfig,
  entry: VirtualPhoneEntry,
  requirements: readonly string[],
  listener: CheckListener,
  signal?: AbortSignal,
): Promise<StepAnswer<'hello'>> {
  const certificates = await makeCertificates();
  let hello: StepAnswer<'hello'> | undefined;
  for (const setup of Object.keys(SETUPS) as SetupName[]) {
    const own = PUSH_CHECKS.filter((check) => (check.setup ?? 'ordinary') === setup);
    const checks = own.filter(({ requirement }) => requirements.includes(requirement));
    // The first one tests the contract, which all others rely on.
    if (checks.length === 0 && hello !== undefined) continue;
    let bench: Bench;
    try {
      bench = await openBench(config, setup, certificates);
    } catch (error) {
      if (hello === undefined || !isServersFault(error)) throw error;
      for (const check of checks)
        skip(check, `Set up as "${setup}", the server did not start. ${error.message}`, listener);
      continue;
    }
    const phone = new PushPhone(entry);
    try {
      if (hello === undefined) await testContract(bench);
      hello ??= bench.hello;
      listener.onOpen(bench);
      await runOn(bench, phone, checks, listener, signal);
    } finally {
      phone.close();
      await bench.close();
    }
  }
  if (hello === undefined) throw new Error('No set-up was tried.');
  return hello;
}

async function runOn(
  bench: Bench,
  phone: PushPhone,
  checks: readonly PushCheck[],
  listener: CheckListener,
  signal: AbortSignal | undefined,
): Promise<void> {
  let gone: string | undefined;
  for (const check of checks) {
    signal?.throwIfAborted();
    if (check.needs !== undefined && !bench.offers(check.needs)) continue;
    if (gone !== undefined) {
      skip(check, gone, listener);
      continue;
    }
    listener.onStart(check);
    const startedAt = Date.now();
    const ending = await endingOf(check, bench, phone);
    if (ending.gone === true) gone = `${ending.message} It was gone before this check.`;
    const { gone: _gone, ...outcome } = ending;
    listener.onResult({ ...reportOf(check), ...outcome, startedAt, durationMs: Date.now() - startedAt });
  }
}

type Ending = Pick<CheckReport, 'outcome' | 'message'> & { readonly gone?: boolean };

async function endingOf(check: PushCheck, bench: Bench, phone: PushPhone): Promise<Ending> {
  try {
    bench.begin();
    await check.run(bench, phone);
    return { outcome: 'passed' };
  } catch (error) {
    if (error instanceof NotMet) {
      // A server that has died sends nothing either; then its silence says nothing about the requirement.
      const died = await bench.whyGone();
      if (died === undefined) return { outcome: 'failed', message: error.message };
      return { outcome: 'skipped', message: died, gone: true };
    }
    if (error instanceof ServerGone) return { outcome: 'skipped', message: error.message, gone: true };
    if (isServersFault(error)) return { outcome: 'skipped', message: error.message };
    return { outcome: 'error', message: messageOf(error) };
  }
}

function isServersFault(error: unknown): error is Error {
  return error instanceof ContractBreach || error instanceof ServerGone || error instanceof InputError;
}

function reportOf({ requirement, title }: PushCheck): Pick<CheckReport, 'requirement' | 'title' | 'measurements'> {
  return { requirement, title, measurements: {} };
}

function skip(check: PushCheck, message: string, listener: CheckListener): void {
  listener.onStart(check);
  listener.onResult({ ...reportOf(check), outcome: 'skipped', message, startedAt: Date.now(), durationMs: 0 });
}
