/** The lab of a run by hand: the manual phones of a lab file, one after the other, with a tester who is asked. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import type { ControlLink } from '../control/client.ts';
import type { ControlledTestbed } from '../control/controlled-testbed.ts';
import { controlInProcess } from '../control/in-process.ts';
import type { RunEvent } from '../control/protocol.ts';
import { runSpecs } from '../direct/mocha.ts';
import { messageOf, UsageError } from '../errors.ts';
import type { ManualPhoneEntry, PhoneEntry } from '../inventory.ts';
import { labPhoneOf, phoneRefOf } from '../lab-phone.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { createRealTestbed } from '../real/real-testbed.ts';
import type { LabBegin, LabStart, RunLab } from '../run/open-run.ts';
import { type PhonePlan, situationsOn } from '../run/plan.ts';
import { TimeLines } from '../run/time-lines.ts';
import type { Tester } from './tester.ts';

/** Loaded by its path, as spec files are: the lab knows no specs. */
const SESSION = pathToFileURL(join(PACKAGE_ROOT, 'specs', 'support', 'by-hand-session.ts')).href;

interface SessionOpener {
  readonly openByHandSession: (control: ControlLink, tester: Tester, udid: string) => Promise<void>;
}

/** Every question has a limit of its own, so a check has none. */
const NO_LIMIT = 0;

export interface ByHandLab extends RunLab {
  /** Visits the phones. @returns the exit code of a runner: 0, or 1 when a check did not pass */
  readonly visit: () => Promise<number>;
}

/** @param testerFor asks on behalf of a phone */
export function byHandLab(testerFor: (phone: ManualPhoneEntry) => Tester): LabStart<ByHandLab> {
  return {
    laps: { lab: 'Start', checks: 'First question' },
    async start(begin) {
      const testers = new Set<Tester>();
      const certificates = await makeCertificates();
      const visit = async () => {
        let exitCode = 0;
        for (const planned of begin.plan.phones.filter(({ requirements }) => requirements.length > 0)) {
          const tester = testerFor(manual(planned.phone));
          testers.add(tester);
          exitCode = Math.max(exitCode, await visitPhone(planned, begin, certificates, tester));
          tester.close();
        }
        return exitCode;
      };
      const entries = begin.plan.phones.map(({ phone }) => manual(phone));
      return {
        phones: entries.map(phoneRefOf),
        app: () => entries[0]?.app,
        visit,
        async close() {
          for (const tester of testers) tester.close();
        },
      };
    },
  };
}

async function visitPhone(
  { phone, specs }: PhonePlan,
  { plan, onEvent }: LabBegin,
  certificates: Certificates,
  tester: Tester,
): Promise<0 | 1> {
  const testbed: ControlledTestbed = await createRealTestbed(manual(phone), certificates);
  const timeLines = new TimeLines();
  timeLines.open([testbed]);
  const onRunEvent = (event: RunEvent) => onEvent(event, timeLines.during(event));
  const shown = labPhoneOf(testbed, situationsOn(plan, phone.name));
  let exitCode: 0 | 1 = 1;
  try {
    const control = controlInProcess({
      info: () => ({ phones: [shown], appiumUrl: '' }),
      describe: () => shown,
      testbed: (udid) => (udid === testbed.udid ? testbed : undefined),
      capabilities: () => ({}),
      onRunEvent,
    });
    const { openByHandSession } = (await import(SESSION)) as SessionOpener;
    await openByHandSession(control, tester, testbed.udid);
    exitCode = (await runSpecs(specs, testbed.udid, NO_LIMIT)) === 0 ? 0 : 1;
  } catch (error) {
    onRunEvent({ type: 'trouble', phone: phone.name, message: messageOf(error) });
  } finally {
    onRunEvent({ type: 'specs-ended', phone: phone.name, specs, exitCode });
    await testbed.close();
  }
  return exitCode;
}

function manual(phone: PhoneEntry): ManualPhoneEntry {
  if (phone.kind === 'manual') return phone;
  throw new UsageError(`"${phone.name}" is a ${phone.kind} phone, which no tester drives.`, 'Use another lab file.');
}
