import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLAIM_NAMES, type Claim } from '../../conformance/claims/claims.ts';
import { type Claims, writtenClaims } from '../../conformance/claims/claims-file.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { planRun } from './plan.ts';

describe('The plan of a run with claims', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-claimed-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function claimsWithout(...denied: readonly Claim[]): Promise<string> {
    const file = join(folder, 'claims.yaml');
    const claims = Object.fromEntries(CLAIM_NAMES.map((claim) => [claim, !denied.includes(claim)])) as Claims;
    await writeFile(file, writtenClaims(claims));
    return file;
  }

  const onIphone15 = (more = {}) => planRun({ labFile: DEFAULT_LAB_FILE, phones: ['iPhone 15'], only: [], ...more });

  it('leaves out what is not claimed, provided that this is verified', async () => {
    const plan = await onIphone15({ claims: await claimsWithout('callkit') });
    const ringing = plan.notApplicable.find(({ requirement }) => requirement === 'RP-RNG-002');
    assert.deepEqual(ringing, {
      requirement: 'RP-RNG-002',
      phone: 'iPhone 15',
      reason: 'The app does not claim callkit.',
      verifiedBy: 'RP-CLM-001',
    });
    const [phone] = plan.phones;
    assert.ok(!phone?.requirements.includes('RP-RNG-002'));
    assert.equal(phone?.requirements[0], 'RP-CLM-001');
    assert.equal(phone?.phone.claims?.callkit, false);
  });

  it('verifies the claims that leave out some of the chosen requirements', async () => {
    const plan = await onIphone15({ only: ['RP-RNG'], claims: await claimsWithout('callkit') });
    assert.deepEqual(plan.phones[0]?.requirements, ['RP-CLM-001']);
    const whole = await onIphone15({ only: ['RP-RNG'], claims: await claimsWithout() });
    assert.ok(!whole.selected.includes('RP-CLM-001'));
  });

  it("takes the lab file's claims, else the app's, else assumes everything", async () => {
    assert.equal((await onIphone15()).claims?.claims.groups, false, 'of the reference app');
    const labFile = join(folder, 'lab.yaml');
    const app = join(PACKAGE_ROOT, 'fixtures', 'apps', 'pushkit-on-ios-9');
    const phones = "phones:\n  - { model: iPhone 15, ios: '18.6' }\n";
    await writeFile(labFile, `app: ${app}\n${phones}`);
    const { claims, notApplicable } = await onIphone15({ labFile });
    assert.equal(claims, undefined);
    const verifying = notApplicable.find(({ requirement }) => requirement === 'RP-CLM-004');
    assert.match(verifying?.reason ?? '', /no claims file: it is assumed that the app offers everything/);
    await claimsWithout('hold');
    await writeFile(labFile, `app: ${app}\nclaims: claims.yaml\n${phones}`);
    assert.equal((await onIphone15({ labFile })).claims?.claims.hold, false);
  });

  it('runs the part of the catalogue and the phones of its profile', async () => {
    const core = await onIphone15({ profile: 'core' });
    assert.ok(core.catalogue.areas.every(({ area }) => area !== 'MLT' && area !== 'PRV'));
    await assert.rejects(onIphone15({ profile: 'ios-8-9' }), /none of the phones is of that kind/);
  });
});
