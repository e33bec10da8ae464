/**
 * The fast part of the dress rehearsal: a handful of requirements on a real phone and on a simulator, which are phones of
 * a second Ringproof, driven by the stock Appium driver. `npm run rehearsal` does the whole.
 */

import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadObservability } from '../../conformance/observability/observability.ts';
import type { ConformanceReport } from '../../conformance/report.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { onlyVirtual, readInventory, selectPhones, type VirtualPhoneEntry } from '../inventory.ts';
import { compare } from './compare.ts';
import { onVirtualPhone, rehearseReal, rehearseSimulator } from './rehearse.ts';

/** Suspended apps take 30 s of real time to come about. */
const LIMIT_MS = 400_000;

const VOIP_PUSH = 'RP-RTE-001';
const ORDINARY_PUSH = 'RP-RTE-002';
const LOCKED = 'RP-RNG-005';
const HANG_UP = 'RP-END-001';
const HANG_UP_IN_APP = 'RP-END-003';

const only = (...ids: readonly string[]) => ids.flatMap((id) => ['--only', id]);

describe('A dress rehearsal', function () {
  this.timeout(LIMIT_MS);

  let folder: string;
  let phone: VirtualPhoneEntry;
  let virtual: ConformanceReport;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rp-rehearsal-'));
    const [entry] = selectPhones((await readInventory(DEFAULT_LAB_FILE)).phones, ['iPhone 15']);
    assert.ok(entry);
    phone = onlyVirtual('A rehearsal', entry);
    const options = only(VOIP_PUSH, ORDINARY_PUSH, LOCKED, HANG_UP);
    virtual = await onVirtualPhone({ folder: join(folder, 'virtual'), phone, options });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** The same verdict and the same outcome of each check, and none that could not be made. */
  function isTheSame(rehearsed: ConformanceReport, view: 'real' | 'simulator', ids: readonly string[]): void {
    const told = { table: loadObservability(), view: `${view} with probe`, ios: phone.ios.major } as const;
    for (const { requirement, wrong, checks, rehearsed: verdict } of compare(ids, virtual, [rehearsed], told)) {
      assert.equal(wrong, undefined, `${requirement} ${wrong}`);
      assert.equal(verdict, 'pass', requirement);
      assert.equal(checks.same, checks.all, requirement);
    }
  }

  it('comes to the same verdicts on a real phone, and to none once the phone is gone', async () => {
    let isPulled = false;
    const report = await rehearseReal({
      folder: join(folder, 'real'),
      phone,
      options: only(VOIP_PUSH, LOCKED, HANG_UP, HANG_UP_IN_APP),
      onOutput(output, phoneMaker) {
        if (isPulled || output.split(`${HANG_UP} passed`).length < 3) return;
        isPulled = true;
        void phoneMaker.stop();
      },
    });
    isTheSame(report, 'real', [VOIP_PUSH, LOCKED, HANG_UP]);
    const { verdict, reason } = report.verdicts.find(({ requirement }) => requirement === HANG_UP_IN_APP) ?? {};
    assert.deepEqual([isPulled, verdict, report.outcome], [true, 'inconclusive', 'incomplete']);
    assert.match(
      reason ?? '',
      /The phone was lost: WebDriverAgent cannot be reached any more\. Check that the phone is plugged/,
    );
  });

  it('comes to the same verdicts on a simulator, with the command lines of simctl', async () => {
    const { report, asked, unknown } = await rehearseSimulator({
      folder: join(folder, 'simulator'),
      phone,
      options: only(ORDINARY_PUSH, HANG_UP),
    });
    isTheSame(report, 'simulator', [ORDINARY_PUSH, HANG_UP]);
    assert.deepEqual(unknown, []);
    const words = asked.map((line) => line.split(' ')[1]);
    assert.deepEqual(words.slice(0, 4), ['list', 'bootstatus', 'install', 'privacy']);
    assert.equal(words.filter((word) => word === 'push').length, 4);
    assert.equal(words.at(-1), 'shutdown');
  });
});
