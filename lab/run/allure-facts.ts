/**
 * What Allure shows beside the results: the environment, who ran it, verdicts as categories, and the history that the
 * last run of the same reports folder left.
 */

import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VERDICT_MEANING, VERDICTS, type VerdictName } from '../../conformance/vocabulary.ts';

/** What the site's overview shows of the run, in the form of a Java properties file. */
export async function describeRun(results: string, facts: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(facts).map(([key, value]) => `${escaped(key, /[ :=\\]/g)} = ${escaped(value, /\\/g)}`);
  // When no session could be opened, no worker has made the folder.
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'environment.properties'), `${lines.join('\n')}\n`);
}

/** Such a file is read as Latin-1, where anything beyond is written by its code. */
function escaped(text: string, special: RegExp): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(special, '\\$&')
    .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** How a result's message begins, so that its category can be told. */
export function messageOfVerdict(verdict: VerdictName, reason: string): string {
  return `[${verdict}] ${reason}`;
}

/** A category per verdict; Allure shows those that occur. */
export async function writeCategories(results: string): Promise<void> {
  const categories = VERDICTS.filter((verdict) => verdict !== 'pass').map((verdict) => ({
    name: verdict,
    description: VERDICT_MEANING[verdict],
    messageRegex: `\\[${verdict}\\] .*`,
  }));
  await writeFile(join(results, 'categories.json'), JSON.stringify(categories, undefined, 2));
}

/** The CI job, where there is one: its name and page, and a number by which Allure orders the runs. */
export async function writeExecutor(
  results: string,
  run: { readonly id: string; readonly startedAt: number },
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const own = { reportName: `Ringproof ${run.id}`, buildName: run.id, buildOrder: Math.round(run.startedAt / 1000) };
  await writeFile(join(results, 'executor.json'), JSON.stringify({ ...own, ...ciJob(env) }, undefined, 2));
}

function ciJob(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  if (env['GITHUB_ACTIONS'] === 'true' && id !== undefined) {
    return { name: 'GitHub Actions', type: 'github', buildUrl: `${server}/${repository}/actions/runs/${id}` };
  }
  const { CI_JOB_URL: url } = env;
  if (env['GITLAB_CI'] === 'true' && url !== undefined) return { name: 'GitLab CI', type: 'gitlab', buildUrl: url };
  return { name: 'ringproof' };
}

/**
 * Takes over the history of the newest run beside this one that has a site, so that trends go on.
 * @param run folder of this run; the folder above it holds the others
 */
export async function keepHistory(results: string, run: string): Promise<void> {
  const all = dirname(run);
  const others = (await readdir(all)).filter((name) => name.startsWith('run-') && join(all, name) !== run);
  for (const name of others.toSorted().toReversed()) {
    const history = join(all, name, 'allure-report', 'history');
    const files = await readdir(history).catch(() => []);
    if (files.length === 0) continue;
    await cp(history, join(results, 'history'), { recursive: true });
    return;
  }
}
