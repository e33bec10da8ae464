/**
 * The life of a phone in CPU time: its boot, a call from push to end, and a minute that passes; each against the part of
 * it that no product could leave out.
 */

import { randomUUID } from 'node:crypto';
import { CALLEE, createTestbed, type Testbed } from '../../lab/testbed.ts';
import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import { barePush } from '../bare-push.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { cpuTimed, figure, interleave, timed } from '../measure.ts';
import { pushToCallScreen } from '../ring.ts';
import { phoneEntry, signIn } from '../signed-in-phone.ts';
import { bareServers } from './bare-servers.ts';
import { PhonesOfOneClock } from './phones-of-one-clock.ts';

const ROUNDS = 60;
const WARM_UPS = 40;

const ALICE = { name: 'Alice Example', handle: 'alice@example.com' };
const MINUTE_MS = 60_000;

export const life: Benchmark = {
  title: 'boot, push to screen, a whole call and a minute, against bare servers, a bare push and an empty event loop',
  async run(): Promise<Result> {
    const [entry, certificates] = await Promise.all([phoneEntry(), makeCertificates()]);
    const bed = await createTestbed(entry, certificates);
    await signIn(bed);
    const push = await barePush(certificates);
    const phones = await PhonesOfOneClock.start(entry, certificates);
    const samples = await interleave(ROUNDS, WARM_UPS, {
      boot: () => timed(async () => phones.boot()),
      testbed: () => testbedTime(certificates),
      bareServers: () => timed(() => bareServers(certificates)),
      ring: () => pushToCallScreen(bed, idleInFront),
      barePush: () => timed(() => push.send()),
      call: () => wholeCall(bed),
      barePushCpu: () => cpuTimed(() => push.send()),
      idleMinute: () => minute(bed, idleInFront),
      callMinute: () => minute(bed, talking),
      emptyLoop: () => timed(emptyLoop),
    });
    await Promise.all([push.close(), bed.close(), phones.close()]);
    const against = (name: string, of: readonly number[]) => ({ name, samples: of });
    const emptyTurns = against('two turns of an empty event loop', samples.emptyLoop);
    return {
      figures: [
        figure({ name: 'boot of a phone', unit: 'ms', samples: samples.boot, goal: { on: 'median', atMost: 5 } }),
        figure({
          name: 'a testbed opened: phone, gateway, call server',
          unit: 'ms',
          samples: samples.testbed,
          yardstick: against('bare HTTP/2 and HTTP servers', samples.bareServers),
          goal: { on: 'median', atMost: 10 },
        }),
        figure({
          name: 'accepted push to call screen, app idle in front',
          unit: 'ms',
          samples: samples.ring,
          yardstick: against('bare push', samples.barePush),
          goal: { on: 'median', atMost: 2 },
        }),
        figure({
          name: 'a whole call: push, ring, answer, talk, end (CPU)',
          unit: 'ms',
          samples: samples.call,
          yardstick: against('bare push (CPU)', samples.barePushCpu),
          goal: { on: 'median', atMost: 5 },
        }),
        figure({
          name: "elapse('60 s'), app idle in front",
          unit: 'ms',
          samples: samples.idleMinute,
          yardstick: emptyTurns,
          goal: { on: 'median', atMost: 5 },
        }),
        figure({
          name: "elapse('60 s') in a call",
          unit: 'ms',
          samples: samples.callMinute,
          yardstick: emptyTurns,
          goal: { on: 'median', atMost: 5 },
        }),
      ],
      notes: [
        'A whole call is all that the process spends: caller, call server, provider, gateway, phone and app. The app hears',
        'the push in front, the user answers on the banner, ten seconds pass, and the other side hangs up.',
      ],
    };
  },
};

async function idleInFront({ phone, bundle }: Testbed): Promise<void> {
  await phone.launch(bundle.manifest.CFBundleIdentifier);
}

async function testbedTime(certificates: Certificates): Promise<number> {
  const entry = { ...(await phoneEntry()), name: `phone ${randomUUID()}` };
  let bed: Testbed | undefined;
  const took = await timed(async () => {
    bed = await createTestbed(entry, certificates);
  });
  await bed?.close();
  return took;
}

async function wholeCall(bed: Testbed): Promise<number> {
  await bed.reset();
  await idleInFront(bed);
  return cpuTimed(async () => {
    const { id } = await connectedCall(bed);
    await bed.elapse(10_000);
    await bed.callServer.hangUp(id);
    await bed.clock.quiet();
    if (bed.phone.calls().length > 0) throw new Error('The call has not ended on the phone.');
  });
}

async function connectedCall({ callServer, clock, phone }: Testbed): Promise<{ readonly id: string }> {
  const call = await callServer.dial({ from: ALICE, to: CALLEE });
  await clock.quiet();
  if (!(await phone.line.answer())) throw new Error('No call rings on the phone.');
  return call;
}

async function talking(bed: Testbed): Promise<void> {
  await idleInFront(bed);
  await connectedCall(bed);
}

async function minute(bed: Testbed, prepare: (bed: Testbed) => Promise<void>): Promise<number> {
  await bed.reset();
  await prepare(bed);
  return timed(() => bed.elapse(MINUTE_MS));
}

async function emptyLoop(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
