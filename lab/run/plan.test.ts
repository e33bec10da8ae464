import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { planRun, type RunChoice, type RunPlan } from './plan.ts';

const EVERYTHING: RunChoice = { labFile: DEFAULT_LAB_FILE, phones: [], only: [] };

function phoneOf(plan: RunPlan, name: string) {
  const phone = plan.phones.find((candidate) => candidate.phone.name === name);
  assert.ok(phone !== undefined);
  return phone;
}

describe('The plan of a run', () => {
  it('checks on each phone what concerns its iOS, with the spec files that do it', async () => {
    const plan = await planRun({ ...EVERYTHING, only: ['RP-REG-001', 'RP-REG-002', 'RP-ANS-001', 'RP-FBK-001'] });
    assert.deepEqual(phoneOf(plan, 'iPhone 6s').requirements, ['RP-REG-002', 'RP-FBK-001']);
    const { requirements, specs } = phoneOf(plan, 'iPhone 15');
    assert.deepEqual(requirements, ['RP-REG-001', 'RP-ANS-001']);
    assert.deepEqual(
      specs.map((file) => relative(PACKAGE_ROOT, file)),
      ['specs/registration/registration.spec.ts', 'specs/answering/answering.spec.ts'],
    );
  });

  it('takes ids and their beginnings in any case, and selects everything without any', async () => {
    const some = await planRun({ ...EVERYTHING, only: ['rp-ans-00'] });
    assert.deepEqual(some.selected, ['RP-ANS-001', 'RP-ANS-002', 'RP-ANS-003', 'RP-ANS-004']);
    const all = await planRun(EVERYTHING);
    assert.deepEqual(
      all.selected,
      all.catalogue.requirements.map(({ id }) => id),
    );
  });

  it('draws the order of spec files from the seed, after those that verify claims', async () => {
    const specs = async (seed?: number) =>
      phoneOf(await planRun(seed === undefined ? EVERYTHING : { ...EVERYTHING, seed }), 'iPhone 15').specs;
    const [usual, first, again, other] = [await specs(), await specs(1), await specs(1), await specs(2)];
    assert.deepEqual(again, first);
    assert.notDeepEqual(other, first);
    assert.deepEqual(first.toSorted(), usual.toSorted());
    assert.match(first[0] ?? '', /claims\.spec\.ts$/);
  });

  it('names the lab file from the root, since the runner works in another folder', async () => {
    const plan = await planRun({ ...EVERYTHING, labFile: relative(process.cwd(), DEFAULT_LAB_FILE) });
    assert.ok(isAbsolute(plan.choice.labFile));
    assert.deepEqual(plan.notApplicable, []);
  });

  it('leaves a requirement about a variant out where the lab has no such variant', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringproof-plan-'));
    const labFile = join(folder, 'lab.yaml');
    const app = join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference');
    await writeFile(labFile, `app: ${app}\nphones:\n  - { model: iPhone 6s, ios: '9.3' }\n`);
    const plan = await planRun({ labFile, phones: [], only: ['RP-FBK'] });
    await rm(folder, { recursive: true });
    assert.deepEqual(phoneOf(plan, 'iPhone 6s').requirements, ['RP-FBK-001', 'RP-FBK-002', 'RP-FBK-003']);
    assert.deepEqual(plan.notApplicable, [
      {
        requirement: 'RP-FBK-004',
        phone: 'iPhone 6s',
        reason: 'The lab file has no variant "pushkit-on-ios-9" of the app.',
      },
      {
        requirement: 'RP-PSH-019',
        phone: 'iPhone 6s',
        reason: 'The lab file has no variant "notification-service" of the app.',
      },
    ]);
  });

  it('puts each mutant on the phone on which it shows', async () => {
    const plan = await planRun({ ...EVERYTHING, mutants: ['reports-late', 'posts-nothing-on-ios-9'] });
    assert.deepEqual(
      plan.phones.map(({ phone }) => [phone.name, phone.model.name]),
      [
        ['posts-nothing-on-ios-9', 'iPhone 6s'],
        ['reports-late', 'iPhone 15'],
      ],
    );
    const [silent, late] = plan.phones;
    assert.ok(late?.phone.kind === 'virtual' && silent?.phone.kind === 'virtual');
    assert.match(late.phone.app.main ?? '', /reports-late\.ts$/);
    assert.equal(silent.phone.app.main, undefined, 'the mistake is in the variant');
    assert.match(silent.phone.variants['pushkit-on-ios-9']?.main ?? '', /posts-nothing-on-ios-9\.ts$/);
    await assert.rejects(planRun({ ...EVERYTHING, mutants: ['nobody'] }), /There is no mutant "nobody"/);
  });
});
