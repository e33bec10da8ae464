/**
 * Whether the gateway's memory stays flat: what its process holds, garbage collected, along a million pushes with its
 * journal bounded.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeCertificates } from '../../mock-apns/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { figure } from '../measure.ts';
import { FrameLoad } from './frame-load.ts';
import type { Ready } from './server.ts';
import { providerToken } from './signed-token.ts';

const MARKS = [100_000, 500_000, 1_000_000];
const AT_ONCE = 100;
/** Below this per push it is not pushes that are kept: a number alone takes eight bytes. */
const BYTES_PER_PUSH = 1;

const MB = 1024 * 1024;

export const memory: Benchmark = {
  title: 'memory of the mock APNs gateway along a million pushes',
  async run(): Promise<Result> {
    const certificates = await makeCertificates();
    const execArgv = [...process.execArgv.filter((flag) => flag !== '--expose-gc'), '--expose-gc'];
    const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), ['gateway'], { execArgv });
    child.send(certificates);
    const [ready] = (await once(child, 'message')) as [Ready];
    const load = await FrameLoad.open({
      port: ready.port,
      certificateAuthority: certificates.certificateAuthority,
      path: `/3/device/${ready.deviceToken}`,
      headers: {
        authorization: `bearer ${providerToken(ready)}`,
        'apns-topic': ready.topic,
        'apns-push-type': 'voip',
        'apns-expiration': '0',
      },
      body: JSON.stringify({ aps: {}, callId: '3f1c2a9e-6b1d-4a55-9a0e-2f1d8c7b6a50' }),
    });
    const held: number[] = [];
    let sent = 0;
    for (const mark of MARKS) {
      await load.send(mark - sent, AT_ONCE);
      sent = mark;
      child.send('memory');
      const [bytes] = (await once(child, 'message')) as [number];
      held.push(bytes);
    }
    load.close();
    child.kill();
    const growth = (held.at(-1) ?? 0) - (held[0] ?? 0);
    const counted = sent - (MARKS[0] ?? 0);
    return {
      figures: [
        ...MARKS.map((mark, index) =>
          figure({
            name: `held after ${mark.toLocaleString('en')} pushes`,
            unit: 'MB',
            samples: [(held[index] ?? 0) / MB],
          }),
        ),
        figure({
          name: `growth from the first mark to the last`,
          unit: 'KB',
          samples: [growth / 1024],
          goal: { on: 'median', atMost: Math.round((counted * BYTES_PER_PUSH) / 1024) },
        }),
      ],
      notes: [
        'Heap and what it holds outside, after garbage collection. The journal keeps the last 10,000 events, the phone takes',
        `each push at once. The goal is ${BYTES_PER_PUSH} byte per push.`,
      ],
    };
  },
};
