/** What Allure is given beside what WebdriverIO's reporter wrote. */

import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '../../conformance/catalogue.ts';
import type { CheckResult } from '../../conformance/check.ts';
import { sampleReport } from '../../conformance/sample-run.test-data.ts';
import { describeRun, keepHistory, writeCategories, writeExecutor } from './allure-facts.ts';
import { completeResults, type RunFacts } from './allure-results.ts';

const ID = 'RP-ANS-001';
const PHONE = 'iphone-15-ios18';
const TITLE = 'Answering on the call screen connects the call';

describe('The results for Allure', () => {
  let folder: string;
  let results: string;
  let facts: RunFacts;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-allure-'));
    results = join(folder, 'allure-results');
    await mkdir(results);
    const { verdicts, checks } = await sampleReport();
    facts = {
      catalogue: await loadCatalogue(),
      verdicts,
      checks,
      folder,
      fileOf: (id) => (id === ID ? 'specs/answering/answering.spec.ts' : undefined),
      pageOf: (id) => `https://example.com/${id}.md`,
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const result = (name: string) => ({
    name,
    fullName: `specs/first/first.spec.ts#Answering.${name}`,
    status: 'failed',
    statusDetails: { message: `no call for ${'a1'.repeat(32)}` },
    parameters: [{ name: 'device', value: PHONE }],
    start: 1_000,
    labels: [{ name: 'package', value: 'specs.first.first.spec.ts' }],
  });

  async function complete(name: string): Promise<ReturnType<typeof result> & Record<string, unknown>> {
    await writeFile(join(results, 'a-result.json'), JSON.stringify(result(name)));
    await completeResults(results, facts);
    return JSON.parse(await readFile(join(results, 'a-result.json'), 'utf8')) as never;
  }

  const others = async () => {
    const names = (await readdir(results)).filter((name) => name.endsWith('-result.json') && name !== 'a-result.json');
    const texts = await Promise.all(names.map((name) => readFile(join(results, name), 'utf8')));
    return texts.map(
      (text) => JSON.parse(text) as { name: string; status: string; statusDetails: { message: string } },
    );
  };

  it('name the spec file, the area, the severity and the page of each', async () => {
    const { fullName, labels, links } = await complete(`${ID} ${TITLE}`);
    assert.equal(fullName, `specs/answering/answering.spec.ts#Answering.${ID} ${TITLE}`);
    assert.deepEqual(labels, [
      { name: 'package', value: 'specs.answering.answering.spec.ts' },
      { name: 'epic', value: 'Answering' },
      { name: 'severity', value: 'critical' },
      { name: 'tag', value: 'MUST' },
    ]);
    assert.deepEqual(links, [{ name: ID, url: `https://example.com/${ID}.md`, type: 'tms' }]);
  });

  it('tell the verdict first, and no secret', async () => {
    const { statusDetails } = await complete(`${ID} ${TITLE}`);
    assert.equal(statusDetails.message, '[fail] no call for [a device token]');
  });

  it('have the way of the call as steps, and all of the time line as a file', async () => {
    const event = (at: number, part: string, kind: string) =>
      JSON.stringify({ at, part, kind, data: { channel: 'voip' } });
    const lines = [
      event(50, 'call-server', 'push.sent'),
      event(60, 'phone', 'app.launched'),
      event(90, 'phone', 'call.shown'),
    ];
    await writeFile(join(folder, 'line.jsonl'), lines.join('\n'));
    facts = { ...facts, checks: facts.checks.map((check) => ({ ...check, attachments: ['line.jsonl'] })) };
    const { steps, attachments } = await complete(`${ID} ${TITLE}`);
    const [line] = steps as { name: string; stop: number; steps: { name: string; start: number }[] }[];
    assert.equal(line?.stop, 1_040);
    assert.deepEqual(
      line?.steps.map(({ name, start }) => `${start} ${name}`),
      ['1000 Call server: push.sent voip', '1040 Phone: call.shown voip'],
    );
    const [{ source }] = attachments as [{ source: string }];
    assert.equal(await readFile(join(results, source), 'utf8'), lines.join('\n'));
  });

  it('say that the product failed, where the reporter saw only that the test did', async () => {
    const outcomes = { failed: 'failed', error: 'broken', skipped: 'skipped', passed: 'passed' } as const;
    for (const [outcome, status] of Object.entries(outcomes) as [keyof typeof outcomes, string][]) {
      facts = { ...facts, verdicts: [], checks: facts.checks.map((check) => ({ ...check, outcome })) };
      assert.equal((await complete(`${ID} ${TITLE}`)).status, status);
    }
  });

  it('name who saw it, the rule and why it is not met', async () => {
    const checks = facts.checks.map((check): CheckResult => ({ ...check, witnesses: ['call-server', 'screen'] }));
    facts = { ...facts, checks };
    const { parameters, description } = await complete(`${ID} ${TITLE}`);
    assert.deepEqual(parameters.slice(1), [{ name: 'seen by', value: 'screen, call server', excluded: true }]);
    const { rule } = facts.catalogue.byId.get(ID) ?? {};
    const reason = facts.verdicts.find(({ requirement, phone }) => requirement === ID && phone === PHONE)?.reason;
    assert.equal(description, `${rule}\n\nfail: ${reason}`);
  });

  it('leave a test of somebody else as it is', async () => {
    assert.deepEqual((await complete('another test')).labels, result('another test').labels);
  });

  it('hold each verdict that no check stands behind', async () => {
    await complete(`${ID} ${TITLE}`);
    const found = await others();
    const missing = found.find(({ name }) => name.startsWith('RP-RTE-004')) ?? found[0];
    assert.ok(missing);
    assert.match(missing.statusDetails.message, /^\[(not-applicable|not-observable|not-testable|missing)\] ./);
    assert.ok(found.every(({ status }) => status === 'skipped' || status === 'unknown' || status === 'broken'));
  });

  it('are described in a properties file, also in a folder that no worker has made', async () => {
    const made = join(folder, 'made');
    await describeRun(made, { 'app name': 'Calls = 1.0: C:\\calls', phones: '张三的\niPhone' });
    assert.equal(
      await readFile(join(made, 'environment.properties'), 'utf8'),
      'app\\ name = Calls = 1.0: C:\\\\calls\nphones = \\u5f20\\u4e09\\u7684 iPhone\n',
    );
  });

  it('have a category for each verdict but pass, that its message matches', async () => {
    await writeCategories(results);
    const categories = JSON.parse(await readFile(join(results, 'categories.json'), 'utf8')) as Record<string, string>[];
    const { statusDetails } = await complete(`${ID} ${TITLE}`);
    const matching = categories.filter(({ messageRegex = '' }) =>
      new RegExp(`^${messageRegex}$`, 's').test(statusDetails.message),
    );
    assert.deepEqual(
      matching.map(({ name }) => name),
      ['fail'],
    );
    assert.equal(categories.length, 12);
  });

  it('say which job made them', async () => {
    const run = { id: 'run-1', startedAt: 5_000 };
    const executor = async (env: NodeJS.ProcessEnv) => {
      await writeExecutor(results, run, env);
      return JSON.parse(await readFile(join(results, 'executor.json'), 'utf8')) as Record<string, unknown>;
    };
    const own = { reportName: 'Ringproof run-1', buildName: 'run-1', buildOrder: 5 };
    assert.deepEqual(await executor({}), { ...own, name: 'ringproof' });
    const github = {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://gh',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '7',
    };
    assert.equal((await executor(github))['buildUrl'], 'https://gh/a/b/actions/runs/7');
    assert.equal((await executor({ GITLAB_CI: 'true', CI_JOB_URL: 'https://gl/1' }))['type'], 'gitlab');
  });

  it('go on from the history of the newest run that has one', async () => {
    for (const [name, text] of [['run-1', 'old'] as const, ['run-2', 'newer'] as const]) {
      await mkdir(join(folder, name, 'allure-report', 'history'), { recursive: true });
      await writeFile(join(folder, name, 'allure-report', 'history', 'history.json'), text);
    }
    await mkdir(join(folder, 'run-3'));
    await keepHistory(results, join(folder, 'run-4'));
    assert.equal(await readFile(join(results, 'history', 'history.json'), 'utf8'), 'newer');
  });
});
