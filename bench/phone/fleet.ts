/**
 * Fifty phones through one Appium: how long all of their sessions take to open at once, and the phones' share of the CPU
 * time of the pair Appium and phones while commands run on all of them. The yardstick is a WebDriverAgent of constants.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lab, startLab } from '../../lab/lab.ts';
import type { Testbed } from '../../lab/testbed.ts';
import type { Benchmark, Result } from '../benchmark.ts';
import { cpuTimed, figure, interleave } from '../measure.ts';
import { ProcessTree } from '../process-tree.ts';
import { middleOf, phoneEntry } from '../signed-in-phone.ts';
import { STUB_IOS, STUB_UDID, startStubPhone } from '../stub-phone.ts';
import type { FleetAnswer, FleetOrder } from './fleet-client.ts';

const PHONES = 50;
const ROUNDS = 5;
const WARM_UPS = 1;
/** Of find, click, source and screenshot on each phone; enough for /proc, which counts hundredths of a second. */
const COMMAND_ROUNDS = 3;

type Capabilities = Readonly<Record<string, unknown>>;

export const fleet: Benchmark = {
  title: `${PHONES} sessions at once through one Appium, and the phones' share of CPU time, against a stub of constants`,
  async run(): Promise<Result> {
    const logFolder = await mkdtemp(join(tmpdir(), 'ringproof-bench-'));
    const entry = await phoneEntry();
    const entries = Array.from({ length: PHONES }, (_, index) => ({ ...entry, name: `phone ${index}` }));
    const lab = await startLab({ phones: entries, requirementsFor: () => ({}), logFolder });
    const beds = lab.testbeds as readonly Testbed[];
    for (const bed of beds) await toSignInScreen(bed);
    const [first] = beds as [Testbed];
    const source = await sourceOf(lab, first.udid);
    const stub = await startStubPhone({ source, screenshot: (await first.phone.screenshot()).toString('base64') });
    const client = fork(fileURLToPath(new URL('./fleet-client.ts', import.meta.url)));
    const shares: Record<'phones' | 'stubs', number[]> = { phones: [], stubs: [] };
    const sessions = (which: 'phones' | 'stubs', capabilities: readonly Capabilities[]) => async () => {
      const { took } = await order(client, { open: capabilities, appium: lab.appium.url });
      const before = appiumCpuMs();
      const own = await cpuTimed(() => order(client, { rounds: COMMAND_ROUNDS }));
      const appium = appiumCpuMs() - before;
      shares[which].push((100 * own) / (own + appium));
      await order(client, 'close');
      return took;
    };
    const opened = await interleave(ROUNDS, WARM_UPS, {
      phones: sessions('phones', phoneCapabilities(lab, beds)),
      stubs: sessions('stubs', stubCapabilities(lab, beds, stub.url)),
    });
    client.disconnect();
    await Promise.all([stub.close(), lab.close()]);
    await rm(logFolder, { recursive: true, force: true });
    const yardstick = (samples: readonly number[]) => ({ name: 'the same on the stub', samples });
    return {
      figures: [
        figure({
          name: `${PHONES} sessions opened at once`,
          unit: 'ms',
          samples: opened.phones,
          yardstick: yardstick(opened.stubs),
          goal: { on: 'median', atMost: 1_000 },
        }),
        figure({
          name: 'CPU share of the phones',
          unit: '%',
          samples: shares.phones.slice(-ROUNDS),
          yardstick: yardstick(shares.stubs.slice(-ROUNDS)),
          goal: { on: 'median', atMost: 12 },
        }),
      ],
      notes: [
        `On each phone ${COMMAND_ROUNDS} times find, click, source and screenshot, on all of them at once; the client's CPU time`,
        'counts for nobody. Sessions are without appium:bundleId, and Appium logs at level info.',
      ],
    };
  },
};

/** So far. The phones are this process, which must not be busy with looking meanwhile. */
function appiumCpuMs(): number {
  const tree = new ProcessTree<'phones' | 'Appium' | 'client'>(process.pid, 'phones', (commandLine) => {
    if (/appium\/index\.js/.test(commandLine)) return 'Appium';
    return commandLine.includes('fleet-client') ? 'client' : undefined;
  });
  tree.stop();
  return tree.cpuSeconds('Appium') * 1000;
}

async function toSignInScreen(bed: Testbed): Promise<void> {
  await bed.phone.launch(bed.bundle.manifest.CFBundleIdentifier);
  await bed.phone.tap(middleOf(bed, 'user'));
}

function phoneCapabilities(lab: Lab, beds: readonly Testbed[]): Capabilities[] {
  return beds.map(({ udid }) => {
    const { 'appium:bundleId': _, 'appium:autoLaunch': __, ...plain } = lab.capabilities(udid);
    return plain;
  });
}

function stubCapabilities(lab: Lab, beds: readonly Testbed[], url: string): Capabilities[] {
  return phoneCapabilities(lab, beds).map((plain, index) => ({
    ...plain,
    'appium:udid': `${STUB_UDID.slice(0, -4)}${String(index).padStart(4, '0')}`,
    'appium:platformVersion': STUB_IOS,
    'appium:webDriverAgentUrl': url,
  }));
}

async function sourceOf(lab: Lab, udid: string): Promise<string> {
  const url = String(lab.capabilities(udid)['appium:webDriverAgentUrl']);
  const response = await fetch(`${url}/source`);
  return ((await response.json()) as { value: string }).value;
}

/** @throws Error when the client ends instead */
function order(client: ChildProcess, what: FleetOrder): Promise<FleetAnswer> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error('The client of the sessions has ended; its output is above.'));
    client.once('exit', failed);
    client.once('message', (answer: FleetAnswer) => {
      client.off('exit', failed);
      resolve(answer);
    });
    client.send(what);
  });
}
