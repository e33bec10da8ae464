/** Whole runs through Appium, from outside: exit code, output and what is left behind. */

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { reportSchema } from '../conformance/report.ts';
import { PACKAGE_ROOT, packageFolder } from '../lab/packages.ts';
import { Place, SHORT_RUN, START_LIMIT_MS } from './test-support.ts';

const APPS = join(PACKAGE_ROOT, 'fixtures', 'apps');

/** No Allure site, which costs seconds and is looked at elsewhere. */
const NO_JAVA = { JAVA_HOME: '/nonexistent' };

describe('A run on one phone', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.removeClean());

  /** A lab of one phone whose app is the reference app with another main file. */
  async function writeLab(phone: string, main: string): Promise<string> {
    await cp(join(APPS, 'reference'), place.at('app'), { recursive: true });
    await place.write('app/main.ts', main);
    return place.write('lab.yaml', `app: app\nphones:\n  - ${phone}\n`);
  }

  it('passes beside another one with the stock runner, each with a reports folder of its own', async () => {
    const [pooled, stock] = await Promise.all([
      place.start(['run', ...SHORT_RUN], { environment: NO_JAVA }),
      place.start(['run', ...SHORT_RUN], { environment: { ...NO_JAVA, RINGPROOF_RUNNER: 'local' } }),
    ]);
    for (const { exitCode, stdout, stderr } of [await pooled.ended, await stock.ended]) {
      assert.equal(stderr, '');
      assert.match(
        stdout,
        new RegExp(
          '^Starting phones, gateway, call server, Appium and WebdriverIO …\nChecking …\n' +
            '(iPhone 15, iOS 18.6 {4}1/1 {2}RP-RNG-001 passed {2}rings while the app is in front \\(app foreground, ' +
            'phone (unlocked|after-flight-mode)\\) \\(\\d+\\.\\d s\\)\n){2}' +
            'Writing reports …\n' +
            '[^]*\nRP-RNG-001 [^\n]* ✓ pass\n[^]*\nMET: Every scored requirement is met\\.\n' +
            '\\d+ of \\d+ verdicts selected, 1 scored, 2 checks, 1 phone, [^\n]*; exit code 0\n\n' +
            'Matrix {2}(?<folder>reports/run-\\d{8}-\\d{6}-[0-9a-f]{4})/conformance\\.html\n' +
            'Data {4}\\k<folder>/conformance\\.json\nJUnit {3}\\k<folder>/junit\\.xml\n' +
            'Summary \\k<folder>/summary\\.md\nNo Allure site: no Java [^\n]*\n\n' +
            '\\d+\\.\\d s: Process start [^\n]*\n$',
        ),
      );
      assert.equal(exitCode, 0);
    }
    const [one, two, ...others] = readdirSync(place.at('reports')).filter((name) => name.startsWith('run-'));
    assert.ok(one !== undefined && two !== undefined && others.length === 0);
    assert.ok([one, two].includes(readlinkSync(place.at('reports', 'latest'))));
  });

  it('fails the app for a crash at launch, and says what it died of', async () => {
    const main = readFileSync(join(APPS, 'reference', 'main.ts'), 'utf8');
    await writeLab('{ model: iPhone 15, ios: "18.6" }', `${main}\nthrow new Error('boom at launch');\n`);
    const run = await place.start(['run', '--lab', 'lab.yaml', '--only', 'RP-REG-001'], { environment: NO_JAVA });
    const { exitCode, stdout } = await run.ended;
    assert.match(stdout, /\n✗ fail RP-REG-001 [^]*\n {2}The app crashed: boom at launch/);
    assert.match(stdout, /\nNOT MET: 1 requirement is not met, on 1 phone\.\n/);
    assert.doesNotMatch(stdout, /\nLogs /);
    assert.equal(exitCode, 1);
  });

  it('is void when a worker dies, also under WebdriverIO itself, and each check says why it has no result', async () => {
    const lab = await writeLab(
      '{ model: iPhone 6s, ios: "9.3" }',
      readFileSync(join(APPS, 'reference', 'main.ts'), 'utf8'),
    );
    const run = await place.start(['run', join(PACKAGE_ROOT, 'wdio.conf.ts')], {
      command: join(packageFolder('@wdio/cli'), 'bin', 'wdio.js'),
      environment: { ...NO_JAVA, RINGPROOF_LAB: lab, RINGPROOF_REPORTS: place.at('reports') },
    });
    await run.says(' RP-FBK-001 passed ');
    place.kill('pooled-worker.ts');
    const { exitCode, stdout } = await run.ended;
    assert.equal(exitCode, 3, 'the exit code of the verdicts; WebdriverIO alone would say 1');
    assert.match(
      stdout,
      /\nHARNESS ERROR: The suite went wrong in \d places?; this run says nothing about the app\.\n/,
    );
    assert.match(stdout, /\nLogs {4}reports\/run-[^/]*\/logs\n/);
    const { verdicts } = reportSchema.parse(
      JSON.parse(readFileSync(place.at('reports', 'latest', 'conformance.json'), 'utf8')),
    );
    const broken = verdicts.filter(({ verdict }) => verdict === 'harness-error');
    assert.ok(broken.length > 0);
    for (const { reason } of broken) {
      assert.match(
        reason,
        /^(“[^”]+”: )?The check (never started|did not come to an end): its worker ended with exit code 137; the files in logs\/ say more\.( \(and \d+ more like it\))?$/,
      );
    }
    assert.ok(verdicts.every(({ verdict }) => verdict !== 'missing'));
    assert.ok(
      verdicts.some(({ verdict }) => verdict === 'pass'),
      'what was checked before stands',
    );
  });
});
