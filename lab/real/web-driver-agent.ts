/** Whether WebDriverAgent answers on a real phone, asked before a session begins: the driver's own words lead astray. */

import { InconclusiveError } from '../control/controlled-testbed.ts';
import { messageOf } from '../errors.ts';
import type { RealPhoneEntry } from '../inventory.ts';

/** As long as the driver itself waits for the same answer. */
const LIMIT_MS = 3_000;

/** Nothing is asked where the driver starts it. @throws InconclusiveError */
export async function findWebDriverAgent({ name, webDriverAgent }: RealPhoneEntry): Promise<void> {
  if (!('url' in webDriverAgent)) return;
  const { url } = webDriverAgent;
  const why = await fetch(`${url.replace(/\/$/, '')}/status`, { signal: AbortSignal.timeout(LIMIT_MS) })
    .then(async (response) => {
      const answer = (await response.json()) as { value?: { ready?: unknown } | null };
      return answer.value?.ready === true ? undefined : `it answers ${response.status} and is not ready`;
    }, reasonOf)
    .catch(reasonOf);
  if (why === undefined) return;
  throw new InconclusiveError(
    `WebDriverAgent cannot be used on "${name}" at ${url}: ${why}. Check that the phone is plugged in and unlocked, that ` +
      'WebDriverAgent runs on it, and that its port is forwarded to this host.',
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1000} s`;
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
}
