/**
 * The checks of a push server are themselves tested, against variants of the sample server with one mistake each: each must
 * bring down the requirement that it breaks, and at most what depends on that. The samples themselves must meet everything.
 */

import { join } from 'node:path';
import { type KillMatrix, killMatrix, loadMutants, type Mutant } from '../../conformance/mutants.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { UsageError } from '../errors.ts';
import { catalogueOf } from '../run/profiles.ts';
import { type ProviderConfig, readProviderConfig } from './provider-config.ts';
import { pushServerVerdicts } from './run-push-server.ts';
import { PROVIDER_FILE, PUSH_SERVERS_FOLDER, trySampleServers } from './sample-servers.ts';

/** Most of a run is waiting, so that several go side by side. */
const AT_ONCE = 3;

/**
 * @param wanted names of broken servers; none means all, and the samples
 * @param scratch folder for what the runs leave behind
 * @throws UsageError when there is no such server
 */
export async function killPushServers(
  wanted: readonly string[],
  scratch: string,
  print: (line: string) => void,
): Promise<KillMatrix> {
  const all = await loadMutants(PUSH_SERVERS_FOLDER);
  const lost = wanted.find((name) => !all.some((mutant) => mutant.name === name));
  if (lost !== undefined) {
    const names = all.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no broken push server "${lost}".`, `Broken push servers: ${names}.`);
  }
  const open = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const runs: { mutant: Mutant; verdicts: readonly Verdict[] }[] = [];
  const next = async (): Promise<void> => {
    const mutant = open.shift();
    if (mutant === undefined) return;
    const choice = { labFile: DEFAULT_LAB_FILE, phones: [mutant.phone], only: [] };
    const verdicts = await pushServerVerdicts(await brokenServer(mutant), choice, join(scratch, mutant.name));
    runs.push({ mutant, verdicts });
    const fallen = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    print(`${mutant.name}: ${fallen.map(({ requirement }) => requirement).join(', ') || 'nothing fell'}`);
    await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  const samples = wanted.length === 0 ? await trySampleServers(scratch, print) : [];
  const inOrder = all.flatMap((mutant) => runs.filter((run) => run.mutant === mutant));
  return killMatrix(await catalogueOf('push-server'), inOrder, samples);
}

/**
 * The sample takes the name of a mistake as its last argument. The mutant is over a sample's folder, or over one of the
 * provider files in it.
 */
async function brokenServer({ name, over }: Mutant): Promise<ProviderConfig> {
  const provider = over.endsWith('.yaml') ? over : join(over, PROVIDER_FILE);
  const config = await readProviderConfig(join(PUSH_SERVERS_FOLDER, provider));
  return { ...config, start: [...config.start, name] };
}
