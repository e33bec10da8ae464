/**
 * One phone from switching it on to switching it off: its testbed, a session that speaks to WebDriverAgent and the
 * control API within this process, and its spec files.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Certificates } from '../../mock-apns/index.ts';
import { localWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import { CHECK_LIMIT_MS } from '../check-limit.ts';
import type { ControlLink } from '../control/client.ts';
import { controlInProcess } from '../control/in-process.ts';
import type { RunEvent } from '../control/protocol.ts';
import { messageOf } from '../errors.ts';
import { labPhoneOf } from '../lab-phone.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { TimeLines } from '../run/time-lines.ts';
import { createTestbed } from '../testbed.ts';
import type { Visit, WorkerMessage } from './messages.ts';
import { runSpecs } from './mocha.ts';

/** Loaded by its path, as spec files are: the lab knows no specs. */
const SESSION = pathToFileURL(join(PACKAGE_ROOT, 'specs', 'support', 'direct-session.ts')).href;

interface SessionOpener {
  readonly openDirectSession: (
    control: ControlLink,
    agent: (method: string, path: string, body?: unknown) => Promise<unknown>,
    udid: string,
  ) => Promise<void>;
}

/** @throws UsageError or AppLoadError when the phone cannot be switched on */
export async function visit(
  { phone, requirements, specs }: Visit,
  certificates: Certificates,
  say: (message: WorkerMessage) => void,
): Promise<void> {
  const testbed = await createTestbed(phone, certificates);
  try {
    say({ type: 'opened', app: testbed.bundle.manifest });
    const timeLines = new TimeLines();
    timeLines.open([testbed]);
    const onRunEvent = (event: RunEvent) => {
      const timeLine = timeLines.during(event);
      say({ type: 'event', event, ...(timeLine === undefined ? {} : { timeLine }) });
    };
    const shown = labPhoneOf(testbed, requirements);
    const control = controlInProcess({
      info: () => ({ phones: [shown], appiumUrl: '' }),
      describe: () => shown,
      testbed: (udid) => (udid === testbed.udid ? testbed : undefined),
      capabilities: () => ({}),
      onRunEvent,
    });
    const agent = localWebDriverAgent(testbed.phone, testbed.clock, (line) => process.stdout.write(`${line}\n`));
    let exitCode = 1;
    try {
      const { openDirectSession } = (await import(SESSION)) as SessionOpener;
      await openDirectSession(control, agent.ask, testbed.udid);
      exitCode = (await runSpecs(specs, testbed.udid, CHECK_LIMIT_MS)) === 0 ? 0 : 1;
    } catch (error) {
      onRunEvent({ type: 'trouble', phone: phone.name, message: messageOf(error) });
    }
    onRunEvent({ type: 'specs-ended', phone: phone.name, specs, exitCode });
    agent.close();
  } finally {
    await testbed.close();
  }
}
