/** Whether WebDriverAgent answers at the addresses that a lab names. */

import { z } from 'zod';
import { messageOf } from '../errors.ts';
import type { Finding } from './checks.ts';
import type { Needs } from './needs.ts';

/** The driver's own limit for this question. */
const LIMIT_MS = 3_000;

/** https://github.com/appium/WebDriverAgent: `GET /status`; a phone that runs it says `ready`. */
const Status = z.object({ value: z.object({ ready: z.boolean(), os: z.object({ version: z.string() }).optional() }) });

const ADVICE =
  'Start WebDriverAgent on the phone again and keep the phone awake and unlocked; over USB, check that the port is ' +
  'forwarded (iproxy 8100 8100).';

/** The first phone that cannot be reached decides, since a run stops there. */
export async function lookAtAgents(agents: Needs['agents']): Promise<Finding> {
  const answers = await Promise.all(agents.map(async (agent) => ({ ...agent, answer: await ask(agent.url) })));
  const silent = answers.find(({ answer }) => answer.ready === undefined);
  if (silent !== undefined) {
    return { ok: false, found: `${silent.phone}: ${silent.url} ${silent.answer.why}`, advice: ADVICE };
  }
  return { ok: true, found: answers.map(({ phone, answer }) => `${phone}: ${answer.ready}`).join(', ') };
}

/** One of the two. */
interface Answer {
  readonly ready?: string;
  readonly why?: string;
}

async function ask(url: string): Promise<Answer> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/status`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const status = Status.safeParse(await response.json().catch(() => undefined));
    if (!status.success) return { why: `answers ${response.status}, but not as WebDriverAgent does` };
    if (!status.data.value.ready) return { why: 'answers, and is not ready' };
    return { ready: `iOS ${status.data.value.os?.version ?? 'unknown'}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    return { why: `cannot be reached (${cause || 'connection refused'})` };
  }
}
