/**
 * What rehearsals have shown that a phone of this kind, with this iOS, cannot show at all: its checks would take their
 * time and end without a verdict. Where anybody sees a part of them they are made, since that may show a
 * failure. Whoever names a requirement by its whole id has them made as far as they go.
 */

import type { Requirement } from '../../conformance/catalogue.ts';
import { loadObservability, type Observability, viewName } from '../../conformance/observability/observability.ts';
import type { Exemption } from '../../conformance/verdict.ts';
import type { PhoneEntry } from '../inventory.ts';

const KNOWN = 'Known from rehearsals, so that it was not checked.';

/** @param only as the user chose: whole ids among them are looked at all the same */
export function knownHidden(
  { name, kind, ios, probe }: Pick<PhoneEntry, 'name' | 'kind' | 'ios' | 'probe'>,
  requirements: readonly Requirement[],
  only: readonly string[],
  table: Observability = kind === 'virtual' ? [] : loadObservability(),
): readonly Exemption[] {
  const named = new Set(only.map((word) => word.toUpperCase()));
  const view = viewName(kind, probe !== undefined);
  const there = table.filter((row) => row.view === view && row.ios.min <= ios.major && ios.major <= row.ios.max);
  return requirements.flatMap(({ id }) => {
    if (named.has(id)) return [];
    const { why, witnesses } = there.find(({ requirement }) => requirement === id) ?? {};
    return why === undefined || witnesses !== undefined
      ? []
      : [{ requirement: id, phone: name, reason: `${why} ${KNOWN}` }];
  });
}
