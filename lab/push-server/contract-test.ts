/**
 * The conformance test of the contract itself, before any push is judged: every step is taken once, and asked for what
 * does not exist, the server stays up. A server that breaks the contract is told the step, and no verdict is given.
 */

import type { Bench } from './bench.ts';
import { ContractBreach, OPTIONAL_STEPS } from './contract.ts';

/** @throws ContractBreach that names the step, or ServerGone */
export async function testContract(bench: Bench): Promise<void> {
  bench.begin();
  const unknown = bench.hello.steps.find((step) => !OPTIONAL_STEPS.some((optional) => optional === step));
  if (unknown !== undefined) {
    const known = OPTIONAL_STEPS.join(' and ');
    throw new ContractBreach('hello', 'malformed', `names "${unknown}" as an optional step; there are ${known}`);
  }
  const callee = await bench.callee();
  const first = await bench.place(callee);
  const second = await bench.place(callee);
  if (first === second) {
    throw new ContractBreach(
      'call',
      'malformed',
      `gives the same id "${first}" to two calls; each needs one of its own`,
    );
  }
  await bench.cancel(first);
  await bench.end(second);
  // Over already: phones and callers say so at the same time.
  await refusalAllowed(bench.end(first));
  if (bench.offers('message')) await bench.message(callee, 'Hello');
  await bench.unregister(callee);
  await refusalAllowed(bench.unregister(callee));
  await bench.silence();
}

/** To refuse is right here, and to take it as done is, too. */
async function refusalAllowed(step: Promise<void>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!(error instanceof ContractBreach) || error.kind !== 'refused') throw error;
  });
}
