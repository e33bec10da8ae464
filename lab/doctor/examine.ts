/** Looks at the host for all that a lab needs; a host that lacks something optional is still good for it. */

import { messageOf } from '../errors.ts';
import { CHECKS, type Check, type Host } from './checks.ts';
import type { Needs } from './needs.ts';

/** `optional`: not there, and a run works without. `not-asked`: would reach beyond this host. */
export type Status = 'ok' | 'missing' | 'optional' | 'not-needed' | 'not-asked';

export interface Examined {
  readonly name: string;
  readonly status: Status;
  /** What was found, or what it would be for. */
  readonly found: string;
  /** What to do; only with `missing` and `optional`. */
  readonly advice?: string;
}

export function examine(host: Host, needs: Needs): Promise<readonly Examined[]> {
  return Promise.all(CHECKS.map((check) => examineOne(check, host, needs)));
}

export function isGood(examined: readonly Examined[]): boolean {
  return examined.every(({ status }) => status !== 'missing');
}

async function examineOne({ name, need, purpose, look }: Check, host: Host, needs: Needs): Promise<Examined> {
  const needed = need(needs);
  if (needed === 'no') return { name, status: 'not-needed', found: purpose };
  if (needed === 'not-asked') return { name, status: 'not-asked', found: purpose };
  const absent = needed === 'needed' ? 'missing' : 'optional';
  try {
    const finding = await look(host, needs);
    if (finding.ok) return { name, status: 'ok', found: finding.found };
    return { name, status: absent, found: finding.found, advice: finding.advice };
  } catch (error) {
    return {
      name,
      status: absent,
      found: messageOf(error),
      advice: 'Ringproof did not expect this: please report it.',
    };
  }
}
