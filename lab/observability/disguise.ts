/**
 * A virtual phone that a rehearsal shows as one of another kind: whatever that kind hides is hidden, and whatever nobody
 * can do to it is refused, so that the outcome of each check says whether it can be made there. Pushes that a real
 * phone would get by Apple are noted as relayed; time passes by itself, so that a rehearsal takes seconds.
 */

import type { PhoneKind } from '../../conformance/catalogue.ts';
import { APP_STATE } from '../../virtual-iphone/automation.ts';
import { type ControlledTestbed, NotObservableError } from '../control/controlled-testbed.ts';
import type { PhoneEntry } from '../inventory.ts';
import { onKind } from '../kind-words.ts';
import { isSeen } from '../outside-testbed.ts';
import { PROBE_KINDS } from '../probe/call-kit-record.ts';
import { NO_VOIP, NOT_RUNNING } from '../simulator/simulator-testbed.ts';
import type { Testbed } from '../testbed.ts';

/** A kind of phone, with a probe in the app or without. */
export interface View {
  readonly kind: PhoneKind;
  readonly probe: boolean;
}

export const VIEWS: readonly View[] = [
  { kind: 'virtual', probe: false },
  { kind: 'simulator', probe: false },
  { kind: 'simulator', probe: true },
  { kind: 'real', probe: false },
  { kind: 'real', probe: true },
  { kind: 'manual', probe: false },
];

export function disguised(testbed: Testbed, { kind, probe }: View): ControlledTestbed {
  if (kind === 'virtual') return testbed;
  const { udid, app, journal, callServer, clock } = testbed;
  const voipTopic = `${app.CFBundleIdentifier}.voip`;
  const seen = [...(probe ? PROBE_KINDS : []), ...(kind === 'simulator' ? ['push.accepted'] : [])];
  if (kind !== 'simulator') {
    journal.subscribe(({ kind: written, data }) => {
      if (written !== 'push.accepted') return;
      const { id, topic, pushType, priority, expiration, token } = data;
      journal.write('gateway', 'relay.sent', { id, to: 'Apple', topic, pushType, priority, expiration, token });
      journal.write('gateway', 'relay.answered', { id, to: 'Apple', apnsId: id, status: 200, reason: null, token });
    });
  }
  /** Position of the last VoIP push that a probe could not have taken, the app being suspended or not running. */
  let missed = 0;
  journal.subscribe(({ kind: written, data, seq }) => {
    if (written !== 'push.accepted' || data['topic'] !== voipTopic) return;
    if (testbed.phone.appState(app.CFBundleIdentifier) < APP_STATE.background) missed = seq;
  });
  return {
    // Only its kind is asked for, and what every kind has.
    entry: { ...testbed.entry, udid, variants: {}, kind } as unknown as PhoneEntry,
    udid,
    app,
    journal,
    callServer,
    elapse: (ms, until) => testbed.elapse(ms, until),
    rest: () => testbed.rest(),
    async reset() {
      await callServer.reset();
      await clock.quiet();
    },
    mustObserve(match) {
      if (isSeen(match) || seen.includes(match.kind)) return;
      throw new NotObservableError(
        `Nothing outside the app sees it ${onKind(kind)}: there is no record of ${match.kind}.`,
      );
    },
    mustHaveReached(after) {
      if (kind !== 'simulator') return;
      if (probe && missed > after) throw new NotObservableError(NOT_RUNNING);
      if (probe) return;
      const voip = journal.events({ kind: 'push.accepted', after }).some(({ data }) => data['topic'] === voipTopic);
      if (voip) throw new NotObservableError(NO_VOIP);
    },
    async mustBeComplete() {},
    async admit() {},
    ...(kind === 'simulator' && {
      async install(variant: string | undefined) {
        if (variant !== undefined) throw new NotObservableError(`There is no "${variant}" of the app for a simulator.`);
        await testbed.install(undefined);
      },
    }),
    async close() {},
  };
}
