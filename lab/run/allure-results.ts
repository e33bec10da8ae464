/**
 * Completes the results that WebdriverIO's reporter left for Allure: spec file, area and severity, the verdict, the time
 * line as steps, a link to the page of the requirement. Verdicts that no check stands behind get a result of their own.
 */

import { createHash, randomUUID } from 'node:crypto';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalogue, Keyword, Requirement } from '../../conformance/catalogue.ts';
import { maskSecrets } from '../../conformance/certificate/secrets.ts';
import type { CheckResult } from '../../conformance/check.ts';
import { type ChecksOf, checksByCell } from '../../conformance/checks-by-cell.ts';
import { readTimeLine } from '../../conformance/compare/time-line.ts';
import type { Verdict } from '../../conformance/verdict.ts';
import type { VerdictName } from '../../conformance/vocabulary.ts';
import { LANES, stepOf, wordsOf } from '../../conformance/writers/milestones.ts';
import { witnessWords } from '../../conformance/writers/words.ts';
import { messageOfVerdict } from './allure-facts.ts';

export interface RunFacts {
  readonly catalogue: Catalogue;
  readonly verdicts: readonly Verdict[];
  readonly checks: readonly CheckResult[];
  /** Folder of the run, in which checks name their files. */
  readonly folder: string;
  /** Spec file of a requirement, relative to the package; undefined when there is none. */
  readonly fileOf: (requirement: string) => string | undefined;
  /** Page of a requirement on the web; undefined when there is none. */
  readonly pageOf: (requirement: string) => string | undefined;
}

type Status = 'passed' | 'failed' | 'broken' | 'skipped' | 'unknown';

interface Step {
  readonly name: string;
  readonly status: Status;
  readonly stage: 'finished';
  readonly start: number;
  readonly stop: number;
  readonly steps?: readonly Step[];
}

/** What is looked at in a result file. */
interface AllureResult {
  /** Begins with the requirement's id. */
  readonly name: string;
  /** Spec file, `#`, suite and test. */
  readonly fullName: string;
  readonly status?: Status;
  readonly statusDetails?: { readonly message?: string; readonly trace?: string; readonly flaky?: boolean };
  readonly start?: number;
  readonly steps?: readonly Step[];
  readonly attachments?: readonly { readonly name: string; readonly source: string; readonly type: string }[];
  readonly parameters?: readonly { readonly name: string; readonly value: string; readonly excluded?: boolean }[];
  readonly description?: string;
  readonly links?: readonly { readonly name: string; readonly url: string; readonly type: string }[];
  readonly labels: readonly { readonly name: string; readonly value: string }[];
}

const SEVERITY: Readonly<Record<Keyword, string>> = { MUST: 'critical', SHOULD: 'normal', MAY: 'minor' };

/** How Allure calls what became of a check: the reporter takes every failure that is no assertion for a broken test. */
const STATUS_OF_OUTCOME: Readonly<Record<CheckResult['outcome'], Status>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'broken',
  skipped: 'skipped',
  'not-observable': 'skipped',
};

/** What a verdict without a check looks like; `deselected` is left out. */
const STATUS: Readonly<Partial<Record<VerdictName, Status>>> = {
  missing: 'unknown',
  inconclusive: 'unknown',
  'harness-error': 'broken',
  'not-testable': 'skipped',
  'not-applicable': 'skipped',
  'not-observable': 'skipped',
};

/** @param results folder of `*-result.json` files */
export async function completeResults(results: string, facts: RunFacts): Promise<void> {
  const names = (await readdir(results)).filter((name) => name.endsWith('-result.json'));
  const told = new Set<string>();
  const checksOf = checksByCell(facts.checks);
  const verdicts = new Map(facts.verdicts.map((verdict) => [cell(verdict.requirement, verdict.phone), verdict]));
  for (const name of names) {
    const path = join(results, name);
    const result = JSON.parse(await readFile(path, 'utf8')) as AllureResult;
    const id = idOf(result);
    const phone = result.parameters?.find((parameter) => parameter.name === 'device')?.value;
    told.add(cell(id, phone));
    const check = checkOf(result, id, phone, checksOf);
    const whole = await completed({ result, id, check, verdict: verdicts.get(cell(id, phone)) }, results, facts);
    await writeFile(path, JSON.stringify(maskSecrets(whole)));
  }
  for (const verdict of facts.verdicts) {
    const status = STATUS[verdict.verdict];
    if (status === undefined || told.has(cell(verdict.requirement, verdict.phone))) continue;
    const uuid = randomUUID();
    const result = maskSecrets({ uuid, ...withoutCheck(verdict, status, facts) });
    await writeFile(join(results, `${uuid}-result.json`), JSON.stringify(result));
  }
}

interface Told {
  readonly result: AllureResult;
  /** Of the requirement, as far as it is one. */
  readonly id: string;
  readonly check: CheckResult | undefined;
  readonly verdict: Verdict | undefined;
}

async function completed(
  { result, id, check, verdict }: Told,
  results: string,
  facts: RunFacts,
): Promise<AllureResult> {
  const requirement = facts.catalogue.byId.get(id);
  if (requirement === undefined) return result;
  const file = facts.fileOf(id) ?? '';
  const test = result.fullName.slice(result.fullName.indexOf('#'));
  const labels = result.labels.map((label) =>
    label.name === 'package' ? { ...label, value: file.replaceAll('/', '.') } : label,
  );
  const more = await evidence(check, result, results, facts.folder);
  return {
    ...result,
    ...(file === '' ? {} : { fullName: file + test }),
    ...(check === undefined ? {} : { status: STATUS_OF_OUTCOME[check.outcome] }),
    ...judged(result, verdict),
    description: descriptionOf(requirement, verdict),
    parameters: [...(result.parameters ?? []), ...witnessesOf(check)],
    labels: [...(file === '' ? result.labels : labels), ...labelsOf(requirement, facts)],
    links: [...(result.links ?? []), ...linksOf(id, facts)],
    steps: [...(result.steps ?? []), ...more.steps],
    attachments: [...(result.attachments ?? []), ...more.attachments],
  };
}

/** A check that passed has nothing to explain, unless the verdict is another one. */
function judged(result: AllureResult, verdict: Verdict | undefined): Pick<AllureResult, 'statusDetails' | 'status'> {
  if (verdict === undefined || verdict.verdict === 'pass') return {};
  const isOff = verdict.verdict === 'flaky' || verdict.verdict === 'unexpected-pass';
  if (result.status === 'passed' && !isOff) return {};
  const seen = result.statusDetails?.message ?? verdict.reason;
  return {
    ...(verdict.verdict === 'harness-error' ? { status: 'broken' } : {}),
    statusDetails: {
      ...result.statusDetails,
      message: messageOfVerdict(verdict.verdict, result.status === 'passed' ? verdict.reason : seen),
      ...(verdict.verdict === 'flaky' ? { flaky: true } : {}),
    },
  };
}

/** The rule, and why the requirement is not met: one check of several may say less than the verdict on all. */
function descriptionOf({ rule }: Requirement, verdict: Verdict | undefined): string {
  return verdict === undefined || verdict.verdict === 'pass'
    ? rule
    : `${rule}\n\n${verdict.verdict}: ${verdict.reason}`;
}

/** Who saw it, where the check says so; the history goes on, since it is told by what the reporter named. */
function witnessesOf(check: CheckResult | undefined): NonNullable<AllureResult['parameters']> {
  const { witnesses = [], matches = [] } = check ?? {};
  const parameters = [
    ...(witnesses.length === 0 ? [] : [{ name: 'seen by', value: witnessWords(witnesses) }]),
    ...(matches.length === 0 ? [] : [{ name: 'found', value: matches.join('; ') }]),
  ];
  return parameters.map((parameter) => ({ ...parameter, excluded: true }));
}

function withoutCheck(judgement: Verdict, status: Status, facts: RunFacts) {
  const { requirement: id, phone, verdict, reason } = judgement;
  const requirement = facts.catalogue.byId.get(id);
  const file = facts.fileOf(id) ?? 'requirements';
  const name = `${id} ${requirement?.title ?? ''}`.trim();
  const historyId = createHash('md5').update(cell(name, phone)).digest('hex');
  return {
    name,
    historyId,
    testCaseId: historyId,
    fullName: `${file}#${name}`,
    status,
    stage: 'finished',
    statusDetails: { message: messageOfVerdict(verdict, reason) },
    ...(requirement === undefined ? {} : { description: descriptionOf(requirement, judgement) }),
    parameters: [{ name: 'device', value: phone }],
    labels: [
      { name: 'package', value: file.replaceAll('/', '.') },
      { name: 'feature', value: id },
      ...(requirement === undefined ? [] : labelsOf(requirement, facts)),
    ],
    links: linksOf(id, facts),
  };
}

function labelsOf({ id, keyword }: Requirement, { catalogue }: RunFacts): AllureResult['labels'] {
  const area = catalogue.areas.find(({ requirements }) => requirements.some((each) => each.id === id));
  return [
    { name: 'epic', value: area?.name ?? '' },
    { name: 'severity', value: SEVERITY[keyword] },
    { name: 'tag', value: keyword },
  ];
}

function linksOf(id: string, { pageOf }: RunFacts): NonNullable<AllureResult['links']> {
  const url = pageOf(id);
  return url === undefined ? [] : [{ name: id, url, type: 'tms' }];
}

/** The time line as a step with the way of the call in it, and as a file. */
async function evidence(check: CheckResult | undefined, result: AllureResult, results: string, folder: string) {
  const file = check?.attachments?.find((name) => name.endsWith('.jsonl'));
  const events = file === undefined ? [] : await readTimeLine(join(folder, file));
  const first = events[0]?.at;
  if (file === undefined || first === undefined) return { steps: [], attachments: [] };
  const start = result.start ?? first;
  const steps = events
    .filter((event) => stepOf(event) !== 'other')
    .map((event): Step => {
      const lane = LANES.find(({ part }) => part === event.part)?.name ?? event.part;
      const at = start + event.at - first;
      const name = `${lane}: ${event.kind} ${wordsOf(event)}`.trim();
      return { name, status: 'passed', stage: 'finished', start: at, stop: at };
    });
  const source = `${randomUUID()}-attachment.txt`;
  await copyFile(join(folder, file), join(results, source));
  const whole: Step = {
    name: 'Time line',
    status: 'passed',
    stage: 'finished',
    start,
    stop: start + (events.at(-1)?.at ?? first) - first,
    steps,
  };
  return { steps: [whole], attachments: [{ name: 'Time line', source, type: 'text/plain' }] };
}

/** Of several attempts the one that began nearest to the result. */
function checkOf(
  result: AllureResult,
  requirement: string,
  phone: string | undefined,
  checksOf: ChecksOf,
): CheckResult | undefined {
  const away = ({ startedAt }: CheckResult) => Math.abs(startedAt - (result.start ?? 0));
  return checksOf({ requirement, phone: phone ?? '' })
    .filter(({ title }) => `${requirement} ${title}` === result.name)
    .toSorted((a, b) => away(a) - away(b))[0];
}

function idOf({ name }: AllureResult): string {
  return name.split(' ')[0] ?? '';
}

function cell(requirement: string, phone: string | undefined): string {
  return `${requirement}\n${phone ?? ''}`;
}
