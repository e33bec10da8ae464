/** The sample push servers: correct ones, each in a style of its own, and where their broken variants are. */

import { join } from 'node:path';
import { type CorrectAppJudgement, judgeCorrectApp } from '../../conformance/correct-apps.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { askProgram } from '../doctor/program.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { readProviderConfig } from './provider-config.ts';
import { pushServerVerdicts } from './run-push-server.ts';

/** A folder each with provider files, and for some a list of broken variants. */
export const PUSH_SERVERS_FOLDER = join(PACKAGE_ROOT, 'fixtures', 'push-servers');

export const PROVIDER_FILE = 'provider.yaml';

export interface SampleServer {
  readonly name: string;
  readonly provider: string;
  /** Java of this version or newer runs it. */
  readonly java?: number;
}

export const SAMPLE_SERVERS: readonly SampleServer[] = [
  { name: 'bell', provider: join(PUSH_SERVERS_FOLDER, 'bell', PROVIDER_FILE) },
  { name: 'bell with certificates', provider: join(PUSH_SERVERS_FOLDER, 'bell', 'certificates.yaml') },
  { name: 'chime', provider: join(PUSH_SERVERS_FOLDER, 'chime', PROVIDER_FILE), java: 17 },
];

/** What this machine lacks to run it, as a clause; undefined when nothing. */
export async function lackingFor({ java }: SampleServer): Promise<string | undefined> {
  if (java === undefined) return undefined;
  const answer = await askProgram('java', ['-version']);
  if (!answer.ran) return `it needs Java ${java}, and there is ${answer.why}`;
  const [, found = '0'] = /version "(\d+)/.exec(answer.output) ?? [];
  return Number(found) >= java ? undefined : `it needs Java ${java}, and this machine has ${found}`;
}

/**
 * Everything that applies to them must be met by all of them.
 *
 * @param scratch folder for what the runs leave behind
 */
export async function trySampleServers(scratch: string, print: (line: string) => void): Promise<CorrectAppJudgement[]> {
  const judgements: CorrectAppJudgement[] = [];
  for (const sample of SAMPLE_SERVERS) {
    const lacking = await lackingFor(sample);
    if (lacking !== undefined) {
      print(`Push server ${sample.name} is left out: ${lacking}.`);
      continue;
    }
    const choice = { labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only: [] };
    const verdicts = await pushServerVerdicts(
      await readProviderConfig(sample.provider),
      choice,
      join(scratch, sample.name),
    );
    judgements.push({ ...judgeCorrectApp(sample.name, verdicts), instead: 'push server' });
    print(`${sample.name}: ${verdicts.filter(({ verdict }) => verdict === 'pass').length} met`);
  }
  return judgements;
}
