/** From the outcomes of rehearsed checks to the table of what each kind of phone can show. */

import type { Observability, ObservabilityEntry } from '../../conformance/observability/observability.ts';
import { VIEW_NAMES, viewName } from '../../conformance/observability/observability.ts';
import { WITNESSES } from '../../conformance/observability/witnesses.ts';
import type { CheckReport } from '../control/protocol.ts';
import { OLDEST_DRIVEN_IOS } from '../inventory.ts';

/** One check as a rehearsal saw it. */
export interface Rehearsed extends Pick<CheckReport, 'requirement' | 'title' | 'outcome' | 'message' | 'witnesses'> {
  /** Major version. */
  readonly ios: number;
  readonly view: { readonly kind: 'virtual' | 'simulator' | 'real' | 'manual'; readonly probe: boolean };
}

const NOT_DRIVEN = `The stock driver automates no iOS before ${OLDEST_DRIVEN_IOS}: list the phone as manual, and a tester is asked.`;

/**
 * @param ids in the order of the catalogue
 * @throws Error when a check failed: the reference app meets everything, so that a rehearsal must not hold it against it
 */
export function summedUp(ids: readonly string[], checks: readonly Rehearsed[]): Observability {
  return ids.flatMap((requirement) =>
    VIEW_NAMES.flatMap((view) => {
      const own = checks.filter(
        (check) => check.requirement === requirement && viewName(check.view.kind, check.view.probe) === view,
      );
      const versions = [...new Set(own.map(({ ios }) => ios))].toSorted((a, b) => a - b);
      const entries = versions.map((ios) => ({
        requirement,
        view,
        ...verdict(
          own.filter((check) => check.ios === ios),
          ios,
        ),
        ios: { min: ios, max: ios },
      }));
      return entries.reduce<ObservabilityEntry[]>(joined, []);
    }),
  );
}

/**
 * One check that cannot be made to its end keeps its requirement from a pass, as in a run. What is seen of it, or of others,
 * may still show that the requirement is broken.
 */
function verdict(checks: readonly Rehearsed[], ios: number): Pick<ObservabilityEntry, 'witnesses' | 'why'> {
  const broken = checks.find(({ outcome }) => outcome !== 'passed' && outcome !== 'not-observable');
  if (broken !== undefined) {
    const { requirement, title, view, outcome, message = '' } = broken;
    throw new Error(`${requirement} “${title}” ${outcome} on iOS ${ios} as ${view.kind}: ${message}`);
  }
  const kind = checks[0]?.view.kind;
  if (ios < OLDEST_DRIVEN_IOS && (kind === 'real' || kind === 'simulator')) return { why: NOT_DRIVEN };
  const hidden = checks.find(({ outcome }) => outcome === 'not-observable');
  const why = hidden === undefined ? {} : { why: hidden.message ?? 'It says no reason.' };
  const seenBy = new Set(checks.flatMap(({ witnesses = [] }) => witnesses));
  if (hidden !== undefined && seenBy.size === 0) return why;
  return { witnesses: WITNESSES.filter((witness) => seenBy.has(witness)), ...why };
}

/** Versions behind one another of which the same is true become one entry. */
function joined(entries: ObservabilityEntry[], next: ObservabilityEntry): ObservabilityEntry[] {
  const last = entries.at(-1);
  const { ios, ...said } = next;
  if (last === undefined) return [next];
  const { ios: range, ...before } = last;
  if (JSON.stringify(before) !== JSON.stringify(said)) return [...entries, next];
  return [...entries.slice(0, -1), { ...last, ios: { min: range.min, max: ios.max } }];
}
