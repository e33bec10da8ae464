/**
 * From push to call screen: inside the lab by journal events, per state of the app, against a bare push round trip; and
 * as a spec sees it through Appium, against one look at the screen.
 */

import { remote } from 'webdriverio';
import { CALLEE, createTestbed, type Testbed } from '../lab/testbed.ts';
import { makeCertificates } from '../mock-apns/index.ts';
import { type BarePush, barePush } from './bare-push.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { type Figure, figure, interleave, timed } from './measure.ts';
import { onePhoneLab } from './one-phone-lab.ts';
import { phoneEntry, signIn } from './signed-in-phone.ts';

const CALLS = 30;
const WARM_UPS = 5;
const CALLS_THROUGH_APPIUM = 15;

const GOAL_MS = 5;

/** Longest wait for a call screen, in real milliseconds; a thousand times what it takes. */
const SHOWN_LIMIT_MS = 5_000;

/** Whose window the call is on the phone in use. */
const IN_CALL_SERVICE = 'com.apple.InCallService';

/** Of the banner in which a current iPhone that is in use shows a call. */
const ANSWER_BUTTON = "-ios predicate string:type == 'XCUIElementTypeButton' AND label == 'Answer call'";

const ALICE = { name: 'Alice Example', handle: 'alice@example.com' };

/** How the phone comes into each state, from rest. */
const STATES: Readonly<Record<string, (bed: Testbed) => Promise<void>>> = {
  'app in front': (bed) => launch(bed),
  'app in the background': async (bed) => {
    await launch(bed);
    await bed.phone.pressHome();
  },
  'app terminated by the system': async (bed) => {
    await launch(bed);
    await bed.phone.pressHome();
    bed.phone.terminateBySystem(bed.bundle.manifest.CFBundleIdentifier);
    await bed.clock.quiet();
  },
  'phone locked, app not running': (bed) => bed.phone.lock(),
};

export const ring: Benchmark = {
  title: 'accepted push to visible call screen, against a bare push round trip (node-apn, bare HTTP/2 server)',
  async run(): Promise<Result> {
    const certificates = await makeCertificates();
    const bed = await createTestbed(await phoneEntry(), certificates);
    await signIn(bed);
    const push = await barePush(certificates);
    const inside = await insideTheLab(bed, push);
    await Promise.all([push.close(), bed.close()]);
    return {
      figures: [...inside, await throughAppium()],
      notes: [
        'Inside: from the event push.accepted of the gateway to call.shown of the phone; an app that does not run is',
        'launched in between. Through Appium: from dialling until WebdriverIO has found the answer button, looking anew',
        'without a pause; one look is setting the process to look at, finding, and setting it back.',
      ],
    };
  },
};

async function insideTheLab(bed: Testbed, push: BarePush): Promise<Figure[]> {
  const states = Object.fromEntries(
    Object.entries(STATES).map(([state, prepare]) => [state, () => pushToCallScreen(bed, prepare)]),
  );
  const yardstick = 'bare push';
  const cases = { ...states, [yardstick]: () => timed(() => push.send()) };
  const samples: Record<string, number[]> = await interleave(CALLS, WARM_UPS, cases);
  return Object.keys(states).map((state) =>
    figure({
      name: state,
      unit: 'ms',
      samples: samples[state] ?? [],
      yardstick: { name: yardstick, samples: samples[yardstick] ?? [] },
      goal: { on: 'median', atMost: GOAL_MS },
    }),
  );
}

/** The journal stamps whole milliseconds, so events are timed as they are written. */
export async function pushToCallScreen(bed: Testbed, prepare: (bed: Testbed) => Promise<void>): Promise<number> {
  const { journal, callServer } = bed;
  await bed.reset();
  await prepare(bed);
  const at = new Map<string, number>();
  const unsubscribe = journal.subscribe(({ kind }) => at.set(kind, performance.now()));
  const after = journal.position;
  await callServer.dial({ from: ALICE, to: CALLEE });
  const shown = await journal.waitFor({ kind: 'call.shown', after }, SHOWN_LIMIT_MS);
  unsubscribe();
  if (shown === undefined) throw new Error(`No call screen appeared within ${SHOWN_LIMIT_MS} ms.`);
  return (at.get('call.shown') as number) - (at.get('push.accepted') as number);
}

async function throughAppium(): Promise<Figure> {
  const onePhone = await onePhoneLab();
  const { lab, bed, capabilities } = onePhone;
  const browser = await remote({
    hostname: '127.0.0.1',
    port: lab.appium.port,
    logLevel: 'error',
    connectionRetryCount: 0,
    capabilities,
  });
  const look = async () => {
    await browser.updateSettings({ defaultActiveApplication: IN_CALL_SERVICE });
    const found = await browser.$$(ANSWER_BUTTON).getElements();
    await browser.updateSettings({ defaultActiveApplication: 'auto' });
    return found.length > 0;
  };
  const lookUntilFound = async () => {
    const begin = performance.now();
    while (!(await look())) {
      if (performance.now() - begin > SHOWN_LIMIT_MS) throw new Error(`No answer button within ${SHOWN_LIMIT_MS} ms.`);
    }
  };
  const looks: number[] = [];
  const { dial } = await interleave(CALLS_THROUGH_APPIUM, 3, {
    dial: async () => {
      await bed.reset();
      const took = await timed(async () => {
        await bed.callServer.dial({ from: ALICE, to: CALLEE });
        await lookUntilFound();
      });
      looks.push(await timed(look));
      return took;
    },
  });
  await browser.deleteSession();
  await onePhone.close();
  return figure({
    name: 'dialled to answer button found, through Appium, app not running',
    unit: 'ms',
    samples: dial,
    yardstick: { name: 'one look', samples: looks.slice(-CALLS_THROUGH_APPIUM) },
    goal: { on: 'ratio', atMost: 2 },
  });
}

async function launch({ phone, bundle }: Testbed): Promise<void> {
  await phone.launch(bundle.manifest.CFBundleIdentifier);
}
