/** Whole runs without Appium, from outside: the verdicts of one with it, and the same ends when something goes wrong. */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConformanceReport, reportSchema } from '../conformance/report.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { Place, SHORT_RUN, START_LIMIT_MS } from './test-support.ts';

const APPS = join(PACKAGE_ROOT, 'fixtures', 'apps');
const REFERENCE = join(APPS, 'reference');

/** Rings, and cannot be answered. */
const MUTANT = join(APPS, 'mutants', 'answering', 'never-fulfils-answer.ts');

/** No Allure site, which costs seconds and is looked at elsewhere. */
const NO_JAVA = { JAVA_HOME: '/nonexistent' };

describe('A run with --driver direct', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.removeClean());

  /** A lab of one phone whose app is the reference app with another main file. */
  async function writeLab(main: string): Promise<string> {
    await cp(REFERENCE, place.at('app'), { recursive: true });
    await place.write('app/main.ts', main);
    return place.write('lab.yaml', 'app: app\nphones:\n  - { model: iPhone 15, ios: "18.6" }\n');
  }

  function reportIn(folder: string): ConformanceReport {
    const file = place.at(folder, 'latest', 'conformance.json');
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }

  it('comes to the verdicts of a run through Appium, check by check and word by word', async () => {
    const lab = await writeLab(readFileSync(MUTANT, 'utf8').replaceAll('../../reference/', './'));
    const ends = (['appium', 'direct'] as const).map(async (driver) => {
      const args = ['run', '--lab', lab, '--only', 'RP-RNG-001', '--only', 'RP-ANS-001', '--driver', driver];
      const run = await place.start([...args, '--reports', driver], { environment: NO_JAVA });
      return (await run.ended).exitCode;
    });
    assert.deepEqual(await Promise.all(ends), [1, 1]);
    const [appium, direct] = [reportIn('appium'), reportIn('direct')];
    assert.deepEqual(direct.verdicts, appium.verdicts);
    const essence = ({ checks }: ConformanceReport) =>
      checks.map(({ requirement, title, outcome, message }) => ({ requirement, title, outcome, message }));
    assert.deepEqual(essence(direct), essence(appium));
    assert.deepEqual(new Set(direct.checks.map(({ outcome }) => outcome)), new Set(['passed', 'failed']));
    assert.deepEqual([appium.run.driver, direct.run.driver], ['appium', 'direct']);
    const failed = direct.checks.find(({ outcome }) => outcome === 'failed');
    assert.deepEqual(
      failed?.attachments?.map((name) => name.split('/')[0]),
      ['screenshots', 'journals'],
    );
  });

  it('measures each of several calls in a check from its own push', async () => {
    const run = await place.run('run', '--phone', 'iPhone 15', '--only', 'RP-AUD-007', '--driver', 'direct');
    assert.equal(run.exitCode, 0);
    const [check] = reportIn('reports').checks;
    const ring = check?.measurements?.['pushToCallScreenMs'] ?? Number.NaN;
    // The calls are seconds apart.
    assert.ok(ring < 1_000, `${ring} ms`);
  });

  it('makes the same checks in the same order, with the same verdicts, when it has the seed of another', async () => {
    const areas = ['RP-REG', 'RP-RNG', 'RP-IDN', 'RP-STR'].flatMap((area) => ['--only', area]);
    const choice = ['--phone', 'iPhone 15', ...areas, '--driver', 'direct'];
    const done = async (seed: string, folder: string) => {
      await place.run('run', ...choice, '--seed', seed, '--reports', folder);
      const { checks, verdicts, run } = reportIn(folder);
      return {
        seed: run.seed,
        checks: checks.map(({ requirement, title, outcome }) => [requirement, title, outcome]),
        verdicts,
      };
    };
    const [first, second, other] = [await done('7', 'first'), await done('7', 'second'), await done('8', 'other')];
    assert.deepEqual(second, first);
    assert.deepEqual(other.verdicts, first.verdicts);
    assert.notDeepEqual(other.checks, first.checks);
  });

  it('is void when its worker dies, and each check says why it has no result', async () => {
    const run = await place.start(['run', '--phone', 'iPhone 15', '--driver', 'direct']);
    await run.says(' passed ');
    place.kill('direct/worker.ts');
    const { exitCode, stdout } = await run.ended;
    assert.match(stdout, /\nHARNESS ERROR: /);
    assert.equal(exitCode, 3);
    const broken = reportIn('reports').verdicts.filter(({ verdict }) => verdict === 'harness-error');
    assert.ok(broken.length > 0);
    for (const { reason } of broken) assert.match(reason, /its worker ended with exit code 137; the files in logs\//);
  });

  it('says in which line an app does not bundle, and leaves no report', async () => {
    const lab = await writeLab('const = 1;\n');
    const { exitCode, stderr } = await place.run('run', '--lab', lab, '--driver', 'direct');
    assert.match(stderr, /^ringproof: The app does not bundle: [^]*main\.ts:\d+:\d+ /);
    assert.equal(exitCode, 64);
    assert.deepEqual(readdirSync(place.at('reports')), []);
  });

  it('is ended by Ctrl-C and leaves nothing that could be taken for a report', async () => {
    const run = await place.start(['run', '--phone', 'iPhone 15', '--driver', 'direct']);
    await run.says(' passed ');
    run.process.kill('SIGINT');
    const { exitCode, stderr } = await run.ended;
    assert.equal(stderr, 'Interrupted: everything was stopped, and no report was written.\n');
    assert.equal(exitCode, 130);
    assert.equal(existsSync(place.at('reports', 'latest')), false);
  });

  it('has no ports to choose', async () => {
    const { exitCode, stderr } = await place.run('run', ...SHORT_RUN, '--driver', 'direct', '--appium-port', '4723');
    assert.match(stderr, /With --driver direct there is neither a control port nor a port of Appium\./);
    assert.equal(exitCode, 64);
  });
});
