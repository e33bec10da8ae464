import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalogue, loadCatalogue } from '../../conformance/catalogue.ts';
import type { Observability } from '../../conformance/observability/observability.ts';
import { judge } from '../../conformance/verdict.ts';
import { anyIosVersion } from '../../virtual-iphone/ios/versions.ts';
import { phoneRefOf } from '../lab-phone.ts';
import { knownHidden } from './known-hidden.ts';
import { planRun } from './plan.ts';

/** Seen on the screen of any phone. */
const SEEN = 'RP-RTE-001';
/** By the network of the phone. */
const HIDDEN = 'RP-ANS-002';
/** By button, and not by headset. */
const SEEN_IN_PART = 'RP-ANS-001';
const REAL = 'kind: real, udid: 00008120-000A11223344002E, webDriverAgent: { preinstalled: com.example.wda }';
const OWNED =
  'model: iPhone 15, callServer: { host: 127.0.0.1, port: 8090 }, ' +
  "app: { bundleId: com.example.calls, name: Calls, version: '1.0' }, " +
  'apns: { environment: sandbox, key: key.p8, keyId: ABC123DEFG, teamId: ABCDE12345 }';

describe('What a kind of phone is known not to show', () => {
  let catalogue: Catalogue;
  let folder: string;
  before(async () => {
    catalogue = await loadCatalogue();
    folder = await mkdtemp(join(tmpdir(), 'ringproof-hidden-'));
    await writeFile(join(folder, 'key.p8'), 'not read before the run');
  });
  after(() => rm(folder, { recursive: true }));

  async function planned(ios: string, only: readonly string[], probe = '') {
    const labFile = join(folder, 'lab.yaml');
    await writeFile(labFile, `phones:\n  - { name: Desk, ${REAL}, ios: '${ios}', ${OWNED}${probe} }\n`);
    return planRun({ labFile, phones: [], only });
  }

  it('is not checked on it, and judged not observable with the reason, never passed', async () => {
    const plan = await planned('18.6', ['RP-RTE', 'RP-ANS']);
    const [phone] = plan.phones;
    assert.ok(phone !== undefined);
    assert.deepEqual(
      [SEEN, HIDDEN, SEEN_IN_PART].map((id) => phone.requirements.includes(id)),
      [true, false, true],
    );
    const { notObservable = [], selected } = plan;
    const phones = [phoneRefOf(phone.phone)];
    const verdicts = judge({ catalogue, phones, results: [], selected, notObservable });
    const { verdict, counts, reason } = verdicts.find(({ requirement }) => requirement === HIDDEN) ?? {};
    assert.deepEqual([verdict, counts], ['not-observable', 'out']);
    assert.match(reason ?? '', /On a real phone.* Known from rehearsals, so that it was not checked\.$/);
    assert.equal(verdicts.find(({ requirement }) => requirement === SEEN)?.verdict, 'missing');
  });

  it('is less where the app has a probe', async () => {
    const probe = ", probe: { host: 127.0.0.1, port: 8091, secret: 'a-secret-of-the-test' }";
    const hidden = async (more: string) => (await planned('18.6', ['RP'], more)).notObservable?.length ?? 0;
    const [without, withProbe] = [await hidden(''), await hidden(probe)];
    assert.ok(withProbe > 0 && without > withProbe, `${without} without a probe, ${withProbe} with one`);
  });

  it('is checked as far as it goes when it is named by its whole id', async () => {
    const plan = await planned('18.6', [HIDDEN.toLowerCase()]);
    assert.deepEqual([plan.phones[0]?.requirements, plan.notObservable], [[HIDDEN], undefined]);
  });

  it('is told when nothing else was chosen', async () => {
    await assert.rejects(planned('18.6', ['RP-CLM']), /none of RP-CLM-001, .* applies to Desk, or can be seen there\./);
  });

  it('is known only of versions between which it was rehearsed, and of no other view', () => {
    const table: Observability = [
      { requirement: HIDDEN, view: 'real', ios: { min: 15, max: 18 }, why: 'Nobody sees it.' },
      { requirement: SEEN, view: 'real', ios: { min: 15, max: 18 }, witnesses: ['screen'] },
    ];
    const requirements = catalogue.requirements.filter(({ id }) => id === HIDDEN || id === SEEN);
    const on = (kind: 'real' | 'manual', ios: string) =>
      knownHidden({ name: 'Desk', kind, ios: anyIosVersion(ios) }, requirements, [], table).map((one) => one.reason);
    const reason = 'Nobody sees it. Known from rehearsals, so that it was not checked.';
    assert.deepEqual([on('real', '15.0'), on('real', '16.4'), on('real', '18.6')], [[reason], [reason], [reason]]);
    assert.deepEqual([on('real', '14.8'), on('real', '26.1'), on('manual', '16.4')], [[], [], []]);
  });
});
