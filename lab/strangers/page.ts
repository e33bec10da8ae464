/** The table of strangers, as a page of the documentation. */

import { packageVersion } from '../packages.ts';
import type { Judgement } from './judge.ts';

export function strangersPage(judgements: readonly Judgement[]): string {
  const versions = `Appium ${packageVersion('appium')} with appium-xcuitest-driver ${packageVersion('appium-xcuitest-driver')}`;
  const count = (kind: string) => judgements.filter(({ outcome }) => outcome.kind === kind).length;
  return [
    '# Strangers',
    '',
    'A virtual phone is judged by clients that others wrote, unchanged: what each was made to do on a lab as',
    '`ringproof serve` keeps it (iPhone 15, iOS 18.6), and what came of it. Written by `npx tsx lab/strangers/generate.ts`,',
    'which fails when a call does not do what is expected of it; a refusal is expected where the table says why.',
    '',
    `Judged with ${versions}, and with the libimobiledevice tools of Debian 12. Of ${judgements.length} calls, ${count('works')} work and`,
    `${count('refused')} are refused.`,
    '',
    '| stranger | call | outcome |',
    '| --- | --- | --- |',
    ...judgements.map(({ stranger, call, outcome }) => `| ${stranger} | \`${call}\` | ${outcome.text} |`),
    '',
  ].join('\n');
}
