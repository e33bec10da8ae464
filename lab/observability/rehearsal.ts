/** Runs the checks of a virtual phone as if it were one of another kind; their outcomes say what that kind can show. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Certificates } from '../../mock-apns/index.ts';
import { localWebDriverAgent } from '../../virtual-iphone/wda/index.ts';
import { CHECK_LIMIT_MS } from '../check-limit.ts';
import { controlInProcess } from '../control/in-process.ts';
import type { CheckReport } from '../control/protocol.ts';
import { runSpecs } from '../direct/mocha.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';
import { labPhoneOf } from '../lab-phone.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { type RunPlan, situationsOn } from '../run/plan.ts';
import { createTestbed } from '../testbed.ts';
import { disguised, type View } from './disguise.ts';

/** Loaded by its path, as spec files are: the lab knows no specs. */
const SESSION = pathToFileURL(join(PACKAGE_ROOT, 'specs', 'support', 'rehearsal-session.ts')).href;

interface SessionOpener {
  readonly openRehearsalSession: (rehearsal: {
    readonly control: ReturnType<typeof controlInProcess>;
    readonly agent: ReturnType<typeof localWebDriverAgent>['ask'];
    readonly udid: string;
    readonly callHost: string;
    readonly restart: () => Promise<void>;
  }) => Promise<void>;
}

/** @returns how each check went. Only for a process of its own: Mocha's functions become global in it. */
export async function rehearse(
  plan: RunPlan,
  phone: VirtualPhoneEntry,
  view: View,
  certificates: Certificates,
): Promise<readonly CheckReport[]> {
  const specs = plan.phones.find((planned) => planned.phone.name === phone.name)?.specs ?? [];
  const testbed = await createTestbed(phone, certificates);
  try {
    const shownAs = disguised(testbed, view);
    const shown = labPhoneOf(shownAs, situationsOn(plan, phone.name));
    const results: CheckReport[] = [];
    const control = controlInProcess({
      info: () => ({ phones: [shown], appiumUrl: '' }),
      describe: () => shown,
      testbed: () => shownAs,
      capabilities: () => ({}),
      onRunEvent: (event) => {
        if (event.type === 'check-finished') results.push(event.result);
      },
    });
    const agent = localWebDriverAgent(testbed.phone, testbed.clock, () => undefined);
    const restart = async () => {
      await testbed.phone.reboot();
      await agent.ask('POST', '/wda/unlock', {});
    };
    const { openRehearsalSession } = (await import(SESSION)) as SessionOpener;
    const { callHost } = phone.ios.features;
    await openRehearsalSession({ control, agent: agent.ask, udid: testbed.udid, callHost, restart });
    const name = `${phone.name} as ${view.kind}${view.probe ? ' with probe' : ''}`;
    await runSpecs(specs, name, CHECK_LIMIT_MS);
    agent.close();
    return results;
  } finally {
    await testbed.close();
  }
}
