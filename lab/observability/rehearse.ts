/**
 * A process that rehearses one phone of a lab in every view and prints what it saw, a line of JSON for each check.
 * `tsx lab/observability/rehearse.ts <lab file> <phone> [beginnings of ids]`
 */

import { makeCertificates } from '../../mock-apns/index.ts';
import { onlyVirtual } from '../inventory.ts';
import { planRun } from '../run/plan.ts';
import { VIEWS } from './disguise.ts';
import { rehearse } from './rehearsal.ts';

const [labFile = '', name = '', ...only] = process.argv.slice(2);
const plan = await planRun({ labFile, phones: [name], only });
const certificates = await makeCertificates();
for (const { phone } of plan.phones) {
  for (const view of VIEWS) {
    const checks = await rehearse(plan, onlyVirtual('A rehearsal', phone), view, certificates);
    for (const { requirement, title, outcome, message, witnesses } of checks) {
      const seen = { ios: phone.ios.major, view, requirement, title, outcome, message, witnesses };
      process.stdout.write(`${JSON.stringify(seen)}\n`);
    }
  }
}
// The phones' clocks would keep the process.
process.exit(0);
