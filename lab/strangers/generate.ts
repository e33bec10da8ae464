/** Lets the strangers judge a virtual phone, and writes what came of it into the documentation. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../packages.ts';
import { judgeStrangers } from './judge.ts';
import { strangersPage } from './page.ts';

const judgements = await judgeStrangers(({ stranger, call, outcome }) => {
  if (outcome.kind === 'wrong') process.stderr.write(`${stranger}: ${call} ${outcome.text}\n`);
});
const missing = judgements.filter(({ outcome }) => outcome.kind === 'skipped');
const wrong = judgements.filter(({ outcome }) => outcome.kind === 'wrong');
if (missing.length > 0) {
  process.stderr.write(`${missing.length} calls were skipped for want of a tool, so the page was left as it is.\n`);
} else if (wrong.length === 0) {
  await writeFile(join(PACKAGE_ROOT, 'docs/reference/strangers.md'), strangersPage(judgements));
}
process.stdout.write(`${judgements.length} calls, ${wrong.length} of them wrong.\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
