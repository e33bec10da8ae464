/** Ringproof's own call server under test, with its journal and its database in memory or in a file. */

import { type CallServer, startCallServer } from '../../call-server/index.ts';
import { Journal, type JournalEvent, TestbedClock } from '../../clock/index.ts';
import { type CallsListener, type CallsUnderTest, type PushTarget, USERS } from './calls-under-test.ts';

/** Events that the journal keeps, as for a gateway under load. */
const JOURNAL_LIMIT = 10_000;

/** What the journal says of one call, each as often as here. */
const WHOLE_CALL: Readonly<Record<string, number>> = {
  'call.dialed': 1,
  'push.sent': 1,
  'signal.received': 3,
  'call.connected': 1,
  'call.ended': 1,
};

/** @param folder of the database; undefined: in memory */
export async function ringproofCalls(
  target: PushTarget,
  listener: CallsListener,
  folder?: string,
): Promise<CallsUnderTest> {
  const { key, keyId, teamId, port, topic, deviceToken, certificateAuthority: ca } = target;
  const bundleId = topic.replace(/\.voip$/, '');
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
  const server = await startCallServer({
    clock,
    journal,
    apns: { address: '127.0.0.1', port, ca, bundleId, credentials: { voip: { key, keyId, teamId } } },
    ...(folder === undefined ? {} : { store: { folder } }),
  });
  for (const user of USERS) await register(server, user, { bundleId, deviceToken });
  let written: Record<string, number> = {};
  journal.subscribe((event) => {
    written[event.kind] = (written[event.kind] ?? 0) + 1;
    tell(listener, event);
  });
  const from = { name: 'Ada', handle: '+441632960001' };
  const dial = async (user: string) => {
    const { id, legs } = await server.dial({ from, to: user });
    const push = legs[0]?.push;
    if (push?.status !== 200) throw new Error(`A push was refused: ${JSON.stringify(push)}`);
    listener.onPushed(id);
  };
  return {
    port: Number(new URL(server.url).port),
    dial: (user) => void dial(user),
    lost(dialled) {
      const missing = Object.entries(WHOLE_CALL).filter(([kind, times]) => written[kind] !== times * dialled);
      if (missing.length > 0) return `the journal has ${JSON.stringify(written)} of ${dialled} calls`;
      const ended = server.calls().filter(({ endReason }) => endReason === 'hung-up').length;
      return ended === dialled ? undefined : `${ended} of ${dialled} calls have their final record`;
    },
    async forget() {
      await server.reset();
      written = {};
    },
  };
}

function tell(listener: CallsListener, { kind, data }: JournalEvent): void {
  const { call, type } = data;
  if (typeof call !== 'string') return;
  if (kind === 'call.dialed') listener.onDialled(call);
  if (kind === 'signal.received' && type === 'ringing') listener.onRinging(call);
  if (kind === 'call.ended') listener.onEnded(call);
}

async function register(
  server: CallServer,
  user: string,
  { bundleId, deviceToken }: { readonly bundleId: string; readonly deviceToken: string },
): Promise<void> {
  const { status, body } = await server.inject({
    method: 'PUT',
    url: `/users/${user}/devices/phone`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bundleId, environment: 'sandbox', alertToken: null, voipToken: deviceToken }),
  });
  if (status !== 204) throw new Error(`Registration refused: ${body}`);
}
