/** A suite that a vendor adds, from outside: its checks run beside ours, are judged as ours, and can fail. */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { reportSchema } from '../conformance/report.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const SUITE = join(PACKAGE_ROOT, 'fixtures', 'suites', 'acme');
const SPEC = 'suite/specs/service-level/service-level.spec.ts';

/** No Allure site, which costs seconds and is looked at elsewhere. */
const NO_JAVA = { JAVA_HOME: '/nonexistent' };

describe('A suite of a vendor', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  let lab: string;
  beforeEach(async () => {
    place = new Place();
    await cp(SUITE, place.at('suite'), { recursive: true });
    const app = join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference');
    const phones = '  - { model: iPhone 15, ios: "18.6" }\n';
    lab = await place.write('lab.yaml', `app: ${app}\nsuites: [suite]\nphones:\n${phones}`);
  });
  afterEach(() => place.removeClean());

  async function installRingproof(): Promise<void> {
    await mkdir(place.at('suite/node_modules'));
    await symlink(PACKAGE_ROOT, place.at('suite/node_modules/ringproof'));
  }

  async function run(...args: string[]): Promise<number | null> {
    const started = await place.start(['run', '--lab', lab, ...args], { environment: NO_JAVA });
    return (await started.ended).exitCode;
  }

  function report() {
    return reportSchema.parse(JSON.parse(readFileSync(place.at('reports', 'latest', 'conformance.json'), 'utf8')));
  }

  for (const driver of ['direct', 'appium']) {
    it(`is run with --driver ${driver}, each requirement in the states that it names`, async () => {
      await installRingproof();
      assert.equal(await run('--driver', driver, '--only', 'ACME', '--only', 'RP-RNG-003'), 0);
      const { verdicts, checks, tools } = report();
      assert.deepEqual(
        verdicts.filter(({ verdict }) => verdict === 'pass').map(({ requirement }) => requirement),
        ['RP-RNG-003', 'ACME-SVC-001'],
      );
      assert.equal(checks.filter(({ requirement }) => requirement === 'ACME-SVC-001').length, 4);
      assert.equal(tools['@acme/ringproof-suite'], '1.0.0');
    });
  }

  it('fails an app that does not keep what it promises', async () => {
    await installRingproof();
    const spec = readFileSync(place.at(SPEC), 'utf8');
    await place.write(
      SPEC,
      spec.replace('    await phone.callScreen.appears(call);', '    await phone.callScreen.neverAppeared();'),
    );
    assert.equal(await run('--driver', 'direct', '--only', 'ACME'), 1);
    assert.equal(report().verdicts.find(({ requirement }) => requirement === 'ACME-SVC-001')?.verdict, 'fail');
  });

  it('is refused where it has not installed Ringproof', async () => {
    const refused = await place.run('run', '--lab', lab, '--driver', 'direct');
    assert.equal(refused.exitCode, 64);
    assert.equal(
      refused.stderr.replaceAll(`${place.path}/`, ''),
      'ringproof: The suite @acme/ringproof-suite in suite does not find ringproof/specs, which its spec files import.\n' +
        'Install ringproof there, and run the one that is installed there: npx ringproof run.\n',
    );
  });
});
