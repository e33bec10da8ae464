/**
 * A gateway in a process of its own, for the floods: asked `memory`, it collects its garbage and tells what is left. Run by
 * `fork` with `--expose-gc`, see `flooded-gateway.ts`.
 */

import { Journal, TestbedClock } from '../../clock/index.ts';
import { startGateway } from '../index.ts';
import { setStage, VOIP } from '../testing/refusals.ts';
import { type Ready, STREAM_LIMIT } from './flooded-gateway.ts';

/** Full after the first pushes, so that what it holds is no growth. */
const JOURNAL_LIMIT = 100;

const clock = new TestbedClock();
const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
const gateway = await startGateway({
  clock,
  journal,
  settings: { firstStreamLimit: STREAM_LIMIT, streamLimit: STREAM_LIMIT, streamLimitAfterRefusal: 'unchanged' },
});
const stage = await setStage(gateway);
// The phone takes what it is sent, so that nothing waits for it.
gateway.device('phone-1').connect(async () => undefined);

process.on('message', () => void tellMemory());
const ready: Ready = {
  host: gateway.host,
  port: gateway.port,
  certificateAuthority: gateway.certificateAuthority,
  path: `/3/device/${stage.voipToken}`,
  headers: [
    ['authorization', stage.authorization],
    ['apns-topic', VOIP],
    ['apns-push-type', 'voip'],
  ],
};
process.send?.(ready);

async function tellMemory(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    global.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
}
