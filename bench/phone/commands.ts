/**
 * A phone's answers to WebDriver commands without Appium, against a stub that answers constants of the same size; and
 * what drawing a call screen costs.
 */

import { CALLEE, createTestbed, type Testbed } from '../../lab/testbed.ts';
import { makeCertificates } from '../../mock-apns/index.ts';
import { startWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { type WebDriverCall, webDriverClient } from '../http.ts';
import { figure, interleave, timed } from '../measure.ts';
import { middleOf, phoneEntry, signIn } from '../signed-in-phone.ts';
import { startStubPhone } from '../stub-phone.ts';

const ROUNDS = 200;
const WARM_UPS = 50;
const DRAWINGS = 15;

type Timing = Record<'find' | 'click' | 'source' | 'screenshot', () => Promise<number>>;

export const commands: Benchmark = {
  title: 'WebDriver commands on the app’s screen with the keyboard up, without Appium, against a stub of constants',
  async run(): Promise<Result> {
    const bed = await createTestbed(await phoneEntry(), await makeCertificates());
    await bed.phone.launch(bed.bundle.manifest.CFBundleIdentifier);
    await bed.phone.tap(middleOf(bed, 'user'));
    const wda = await startWebDriverAgent();
    const real = webDriverClient(wda.add(bed.phone, bed.clock));
    const session = await openSession(real);
    const source = String(await real('GET', `${session}/source`));
    const stub = await startStubPhone({ source, screenshot: String(await real('GET', '/screenshot')) });
    const constant = webDriverClient(stub.url);
    const stubSession = await openSession(constant);
    const stubbed = Object.entries(commandsOn(constant, stubSession)).map(
      ([name, run]) => [`stub ${name}`, run] as const,
    );
    const cases = { ...commandsOn(real, session), ...Object.fromEntries(stubbed) };
    const samples: Record<string, number[]> = await interleave(ROUNDS, WARM_UPS, cases);
    await signIn(bed);
    const drawing = await drawings(bed);

    for (const client of [real, constant]) client.close();
    await wda.close();
    await Promise.all([stub.close(), bed.close()]);
    const elements = source.match(/<XCUI/g)?.length ?? 0;
    return {
      figures: [
        ...Object.entries(COMMANDS).map(([name, title]) =>
          figure({
            name: title,
            unit: 'ms',
            samples: samples[name] ?? [],
            yardstick: { name: 'stub', samples: samples[`stub ${name}`] ?? [] },
            goal: { on: 'ratio', atMost: 2 },
          }),
        ),
        figure({
          name: 'screenshot of a call screen, drawn anew',
          unit: 'ms',
          samples: drawing.times,
          goal: { on: 'median', atMost: 30 },
        }),
        figure({ name: 'its size', unit: 'KB', samples: drawing.kilobytes, goal: { on: 'median', atMost: 24 } }),
        figure({
          name: 'the same picture asked for again',
          unit: 'ms',
          samples: drawing.again,
          goal: { on: 'median', atMost: 1 },
        }),
      ],
      notes: [
        `The source has ${elements} elements and ${(source.length / 1024).toFixed(1)} KB. Client and server share a process.`,
      ],
    };
  },
};

const COMMANDS: Readonly<Record<keyof Timing, string>> = {
  find: 'find by accessibility id',
  click: 'click',
  source: 'page source',
  screenshot: 'screenshot of a screen that did not change',
};

async function openSession(call: WebDriverCall): Promise<string> {
  const { sessionId } = (await call('POST', '/session', { capabilities: { alwaysMatch: {} } })) as {
    sessionId: string;
  };
  return `/session/${sessionId}`;
}

/** On the sign-in screen with its keyboard up. A click on the field with the focus goes to the app, which has nothing to do. */
function commandsOn(call: WebDriverCall, session: string): Timing {
  let element = '';
  return {
    find: () =>
      timed(async () => {
        const found = await call('POST', `${session}/element`, { using: 'accessibility id', value: 'user' });
        element = (found as { ELEMENT: string }).ELEMENT;
      }),
    click: () => timed(() => call('POST', `${session}/element/${element}/click`, {})),
    source: () => timed(() => call('GET', `${session}/source`)),
    screenshot: () => timed(() => call('GET', '/screenshot')),
  };
}

async function drawings(bed: Testbed) {
  const kilobytes: number[] = [];
  const again: number[] = [];
  const { times } = await interleave(DRAWINGS, 2, {
    times: async () => {
      await bed.reset();
      // Another name each time, or the phone would hand out the picture that it has kept.
      const name = `Alice Example ${kilobytes.length}`;
      await bed.callServer.dial({ from: { name, handle: 'alice@example.com' }, to: CALLEE });
      await bed.clock.quiet();
      const drawn = await timed(async () => kilobytes.push((await bed.phone.screenshot()).length / 1024));
      again.push(await timed(() => bed.phone.screenshot()));
      return drawn;
    },
  });
  return { times, kilobytes: kilobytes.slice(-DRAWINGS), again: again.slice(-DRAWINGS) };
}
