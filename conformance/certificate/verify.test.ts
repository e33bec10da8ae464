/** A bundle makes the trip through its folder, and whoever tampers with it is told what gave him away. */

import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { loadCatalogue } from '../catalogue.ts';
import type { CheckResult } from '../check.ts';
import type { ConformanceReport } from '../report.ts';
import { renderJson } from '../writers/json.ts';
import { type Bundle, obstacleTo, writeBundle } from './bundle.ts';
import { sha256 } from './digest.ts';
import { keyIdOf, sealed } from './envelope.ts';
import { changed, passingRun, sampleBundle, sampleKey, threeRuns } from './sample-bundle.test-data.ts';
import type { Statement } from './statement.ts';
import { verifyBundle } from './verify.ts';

describe('certificate bundle', () => {
  const privateKey = sampleKey();
  let folder: string;
  let reports: ConformanceReport[];
  before(async () => {
    reports = await threeRuns();
  });
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'rp-bundle-')), 'certificate');
    await writeBundle(folder, await sampleBundle(privateKey, reports));
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  const at = (name: string) => path.join(folder, name);

  /** What verification finds, as `kind: message`. */
  async function findings(expected?: Parameters<typeof verifyBundle>[1]): Promise<string[]> {
    const verification = await verifyBundle(folder, expected);
    if (verification.kind === 'good') return [];
    return verification.findings.map(({ kind, message }) => `${kind}: ${message}`);
  }

  async function edit(name: string, change: (text: string) => string): Promise<void> {
    const text = await readFile(at(name), 'utf8');
    assert.notEqual(change(text), text, 'the test changes nothing');
    await writeFile(at(name), change(text));
  }

  /** Signs another statement in place of the bundle's own, as its owner could. */
  async function signAnew(bundle: Bundle, change: (statement: Statement) => void): Promise<void> {
    const statement = structuredClone(bundle.statement);
    change(statement);
    const envelope = sealed(JSON.stringify(statement), privateKey);
    await writeBundle(folder, { statement, files: new Map([...bundle.files, ['certificate.dsse.json', envelope]]) });
  }

  it('is good as written, by its own key and by the one that its reader trusts', async () => {
    const keyId = keyIdOf(privateKey);
    const own = await verifyBundle(folder);
    const trusted = await verifyBundle(folder, { key: createPublicKey(privateKey) });
    assert.ok(own.kind === 'good' && trusted.kind === 'good');
    assert.deepEqual([own.keyId, trusted.keyId], [keyId, keyId]);
    assert.deepEqual(
      [own.statement.predicate.result, own.statement.predicate.failedTests, own.statement.subject],
      ['PASSED', [], [{ name: 'com.example.lantern', digest: { dirHash: 'a'.repeat(64) } }]],
    );
    assert.deepEqual((await readdir(folder)).toSorted(), [
      'badge.svg',
      'certificate.dsse.json',
      'conformance-1.json',
      'conformance-2.json',
      'conformance-3.json',
      'public-key.pem',
    ]);
  });

  it('names each requirement once: passed, warned, or out with the reason why', async () => {
    const { predicate } = (await sampleBundle(privateKey, reports)).statement;
    const { passedTests, warnedTests, failedTests, ringproof } = predicate;
    const { notApplicableTests, notObservableTests } = ringproof;
    const all = [passedTests, warnedTests, failedTests, notApplicableTests, notObservableTests].flat();
    assert.deepEqual(all.toSorted(), (reports[0]?.requirements ?? []).map(({ id }) => id).toSorted());
  });

  it('warns where a run only warns', async () => {
    const change = changed('RP-RNG-001', { outcome: 'failed', message: 'Too late.' });
    const runs = await Promise.all([passingRun(1, change), passingRun(2, change), passingRun(3, change)]);
    const bundle = await sampleBundle(privateKey, runs);
    await writeBundle(folder, bundle);
    assert.deepEqual(await findings(), []);
    assert.equal(bundle.statement.predicate.result, 'WARNED');
    assert.deepEqual(bundle.statement.predicate.warnedTests, ['RP-RNG-001']);
    assert.match(bundle.files.get('badge.svg') ?? '', /warned/);
  });

  describe('is refused when', () => {
    it('a byte of the payload is another', async () => {
      await edit('certificate.dsse.json', (text) => {
        const envelope = JSON.parse(text) as { payload: string };
        const payload = Buffer.from(envelope.payload, 'base64').toString().replace('4.2.0', '4.3.0');
        return JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') });
      });
      assert.deepEqual(await findings(), [
        'tampered: certificate.dsse.json is refused: its signature does not fit its payload: ' +
          'one of the two was changed after signing.',
      ]);
    });

    it('its payload type is another', async () => {
      await edit('certificate.dsse.json', (text) => text.replace('vnd.in-toto+json', 'json'));
      assert.deepEqual(await findings(), [
        'tampered: certificate.dsse.json is refused: its payload type is "application/json" where ' +
          '"application/vnd.in-toto+json" was expected.',
      ]);
    });

    it('another key signed than the reader trusts, or than lies beside it', async () => {
      const other = sampleKey();
      const foreign = (key: typeof other) =>
        `tampered: certificate.dsse.json is refused: it was signed with another key: key id ${keyIdOf(privateKey)}, ` +
        `and not ${keyIdOf(key)}.`;
      assert.deepEqual(await findings({ key: createPublicKey(other) }), [foreign(other)]);
      await writeFile(at('public-key.pem'), createPublicKey(other).export({ type: 'spki', format: 'pem' }));
      assert.deepEqual(await findings(), [foreign(other)]);
      assert.deepEqual(await findings({ key: createPublicKey(privateKey) }), [
        'tampered: public-key.pem was changed after signing: its SHA-256 is another.',
      ]);
    });

    it('its key is none, of another kind, or not public', async () => {
      const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
      const notPublic = privateKey.export({ type: 'pkcs8', format: 'pem' });
      for (const text of ['no key', elliptic.export({ type: 'spki', format: 'pem' }), notPublic]) {
        await writeFile(at('public-key.pem'), text);
        assert.deepEqual(await findings(), ['tampered: public-key.pem is no Ed25519 public key in PEM.']);
      }
    });

    it('a report or the badge was changed, if only by a space', async () => {
      await edit('conformance-2.json', (text) => `${text} `);
      await edit('badge.svg', (text) => text.replace('passed', 'PASSED'));
      assert.deepEqual(await findings(), [
        'tampered: conformance-2.json was changed after signing: its SHA-256 is another.',
        'tampered: badge.svg was changed after signing: its SHA-256 is another.',
      ]);
    });

    for (const name of ['certificate.dsse.json', 'conformance-3.json', 'badge.svg', 'public-key.pem']) {
      it(`${name} is missing`, async () => {
        await rm(at(name));
        assert.deepEqual(await findings(), [`incomplete: ${name} is missing.`]);
      });
    }

    it('there is more in its folder than was signed', async () => {
      await writeFile(at('notes.txt'), 'Trust me.');
      await mkdir(at('screenshots'));
      assert.deepEqual(await findings(), [
        'tampered: notes.txt is not in the certificate: nobody vouches for it.',
        'tampered: screenshots is not in the certificate: nobody vouches for it.',
      ]);
    });

    it('a file is a link to elsewhere', async () => {
      await rename(at('conformance-1.json'), path.join(folder, '..', 'elsewhere.json'));
      await symlink(path.join(folder, '..', 'elsewhere.json'), at('conformance-1.json'));
      assert.deepEqual(await findings(), ['incomplete: conformance-1.json is missing.']);
    });
  });

  describe('is refused although its owner signed it, when', () => {
    const written = async (runs: ConformanceReport[], expected?: Parameters<typeof verifyBundle>[1]) => {
      await writeBundle(folder, await sampleBundle(privateKey, runs));
      return findings(expected);
    };
    const others = () => Promise.all([passingRun(2), passingRun(3)]);

    it('it rests on fewer than three runs, or on one run twice', async () => {
      assert.deepEqual(await written(reports.slice(0, 2)), ['incomplete: A certificate needs 3 runs, and it has 2.']);
      const [first, second] = reports;
      assert.ok(first !== undefined && second !== undefined);
      assert.deepEqual(await written([first, second, first]), [
        'tampered: A run is there twice: run-1, run-2, run-1.',
        'incomplete: Each run needs a seed of its own, and they have 1, 2, 1.',
      ]);
    });

    it('a run did not meet a requirement', async () => {
      const failed = await passingRun(1, changed('RP-RNG-002', { outcome: 'failed', message: 'It stayed dark.' }));
      const found = await written([failed, ...(await others())]);
      assert.ok(
        found.includes('not-met: conformance-1.json: RP-RNG-002 on iPhone 15: fail. It stayed dark.'),
        found.join('\n'),
      );
      assert.ok(
        found.includes(
          'not-met: RP-RNG-002 on iPhone 15 differs: fail in conformance-1.json, pass in conformance-2.json. It stayed dark.',
        ),
        found.join('\n'),
      );
    });

    it('everything only warned, which an app that does nothing can come to', async () => {
      const weak = {
        results: (result: CheckResult) => [{ ...result, outcome: 'failed' as const, message: 'Nothing.' }],
      };
      const bad = await passingRun(1, weak);
      const verdicts = bad.verdicts.map((verdict) => ({
        ...verdict,
        verdict: 'warn' as const,
        counts: 'warned' as const,
      }));
      const found = await written([{ ...bad, verdicts, exitCode: 0 }, ...(await others())]);
      assert.ok(
        found.includes(
          'not-met: conformance-1.json: no requirement passed that an app can fail, so there is nothing to certify.',
        ),
      );
    });

    it('something was not checked, was left out, or passed on a second attempt', async () => {
      const missing = await passingRun(1, changed('RP-REG-001', null));
      assert.ok(
        (await written([missing, ...(await others())])).includes(
          'incomplete: conformance-1.json: RP-REG-001 on iPhone 15: missing. Selected and applicable, but no check reported a result.',
        ),
      );
      const ids = missing.requirements.map(({ id }) => id).filter((id) => id !== 'RP-REG-001');
      const filtered = await passingRun(1, { selected: ids });
      assert.ok(
        (await written([filtered, ...(await others())])).some((found) =>
          found.startsWith('incomplete: conformance-1.json: RP-REG-001 on iPhone 15: deselected.'),
        ),
      );
      const retried = await passingRun(1, changed('RP-REG-001', { attempt: 2 }));
      assert.deepEqual(await written([retried, ...(await others())]), [
        'not-met: conformance-1.json: RP-REG-001 on iPhone 15: pass. A check had a second attempt, and retries do not count.',
      ]);
    });

    it('a failure was announced as an expected one', async () => {
      const announced = await passingRun(1, {
        ...changed('RP-RNG-001', { outcome: 'failed', message: 'It stayed dark.' }),
        expectedFailures: [{ requirement: 'RP-RNG-001', reason: 'Known.' }],
      });
      const found = await written([announced, ...(await others())]);
      assert.ok(
        found.some((line) => line.startsWith('not-met: conformance-1.json: RP-RNG-001 on iPhone 15: expected-fail.')),
      );
      // One that is of no consequence in this run says all the same that it was no run like any other.
      const idle = { ...(reports[0] as ConformanceReport), expectedFailures: [{ requirement: 'X', reason: 'Known.' }] };
      assert.deepEqual(await written([idle, ...(await others())]), [
        'not-met: conformance-1.json: it was told which failures to expect.',
      ]);
    });

    it('a verdict was rewritten in a report', async () => {
      const failed = await passingRun(1, changed('RP-REG-001', { outcome: 'failed', message: 'No token.' }));
      const verdicts = (reports[0] as ConformanceReport).verdicts;
      const polished = { ...failed, verdicts, exitCode: 0 as const };
      assert.deepEqual(await written([polished, ...(await others())]), [
        `tampered: conformance-1.json: RP-REG-001 on iPhone 15: pass. The check “${titleOf('RP-REG-001')}” ended as failed.`,
      ]);
    });

    it('a verdict was taken out of a report, or its exit code rewritten', async () => {
      const [first] = reports;
      assert.ok(first !== undefined);
      const shorter = {
        ...first,
        verdicts: first.verdicts.filter(({ requirement }) => requirement !== 'RP-REG-001'),
      };
      const found = await written([shorter, ...(await others())]);
      assert.ok(found.includes('incomplete: conformance-1.json: it has no verdict on RP-REG-001 on iPhone 15.'));
      assert.ok(found.includes('tampered: conformance-1.json: its totals do not fit what it lists.'));
      assert.deepEqual(await written([{ ...first, exitCode: 2 }, ...(await others())]), [
        'tampered: conformance-1.json: it says exit code 2, and its verdicts come to 0.',
      ]);
    });

    it('runs are of different apps or phones', async () => {
      const [first, second, third] = await threeRuns();
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      const newer = { ...second, app: { ...second.app, version: '5.0' } };
      assert.deepEqual(await written([first, newer, third]), [
        'tampered: conformance-1.json and conformance-2.json are of different app.',
      ]);
    });

    it('a run has no seed, or the seed of another', async () => {
      const [first, second, third] = reports;
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      const { seed: _, ...unseeded } = second.run;
      assert.deepEqual(await written([first, { ...second, run: unseeded }, third]), [
        'incomplete: conformance-2.json: it has no seed, so that nobody can repeat it.',
      ]);
      assert.deepEqual(await written([first, { ...second, run: { ...second.run, seed: 1 } }, third]), [
        'incomplete: Each run needs a seed of its own, and they have 1, 1, 3.',
      ]);
    });

    it('a claim of the app was not verified', async () => {
      const { claims: _, ...without } = reports[0] as ConformanceReport;
      assert.ok(
        (await written([without, ...(await others())])).includes(
          'incomplete: conformance-1.json: nothing says what the app claims: there was no claims file.',
        ),
      );
      const doubted = await passingRun(1, changed('RP-CLM-004', { outcome: 'failed', message: 'It holds nothing.' }));
      assert.ok(
        (await written([doubted, ...(await others())])).includes(
          'not-met: conformance-1.json: the claim hold: yes is not verified on iPhone 15: RP-CLM-004 is fail.',
        ),
      );
    });

    it('its runs are of different profiles, or of another than the reader asks for', async () => {
      const [first, second, third] = reports;
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      assert.deepEqual(await written([first, { ...second, profile: 'core' }, third]), [
        'tampered: conformance-1.json and conformance-2.json are of different profile.',
      ]);
      await writeBundle(folder, await sampleBundle(privateKey, reports));
      assert.deepEqual(await findings({ profile: 'full' }), []);
      assert.deepEqual(await findings({ profile: 'core' }), ['not-met: It is of the profile full, and not of core.']);
    });

    it('it leaves out what its profile has, by the very requirements that the reader has', async () => {
      const catalogue = await loadCatalogue();
      const digest = 'b'.repeat(64);
      const core = reports.map((report) => ({ ...report, profile: 'core' as const }));
      assert.deepEqual(await written(core, { installed: { catalogue, digest } }), []);
      const without = reports.map((report) => withoutRequirement(report, 'RP-RNG-001'));
      assert.deepEqual(await written(without, { installed: { catalogue, digest } }), [
        'incomplete: The profile full has RP-RNG-001, which the certificate does not speak of.',
      ]);
      // Of other requirements this reader cannot tell.
      assert.deepEqual(await written(without, { installed: { catalogue, digest: 'c'.repeat(64) } }), []);
    });

    it('a report still says whose phone it was', async () => {
      const bundle = await sampleBundle(privateKey, reports);
      const open = (reports[0] as ConformanceReport).phones[0]?.udid ?? '';
      const text = (bundle.files.get('conformance-1.json') ?? '').replace('[a device identifier]', open);
      await signAnew(
        { ...bundle, files: new Map([...bundle.files, ['conformance-1.json', text]]) },
        ({ predicate: { ringproof } }) => {
          for (const file of ringproof.files) if (file.name === 'conformance-1.json') file.digest.sha256 = sha256(text);
        },
      );
      assert.ok(
        (await findings()).includes(
          'tampered: conformance-1.json: phones[0].udid holds a device identifier, which a bundle must not carry.',
        ),
      );
    });

    it('a report carries a secret', async () => {
      const token = 'c0ffee'.repeat(11);
      const [first] = reports;
      assert.ok(first !== undefined);
      const talkative = {
        ...first,
        tools: { ...first.tools, apiKey: 'x' },
        checks: first.checks.map((check, index) =>
          index === 0 ? { ...check, message: `Pushed to ${token}.` } : check,
        ),
      };
      const found = (await written([talkative, ...(await others())])).filter((line) => line.includes('must not carry'));
      assert.deepEqual(found, [
        'tampered: conformance-1.json: tools.apiKey is named like a secret, which a bundle must not carry.',
        'tampered: conformance-1.json: checks[0].message holds a device token, which a bundle must not carry.',
      ]);
      assert.ok(found.every((line) => !line.includes(token)));
    });

    it('the statement claims more than its reports', async () => {
      await signAnew(await sampleBundle(privateKey, reports), ({ predicate }) => {
        predicate.passedTests.push('RP-RNG-999');
      });
      assert.deepEqual(await findings(), ['tampered: The statement does not say what its reports come to.']);
    });

    it('the statement is about another app than its reports', async () => {
      await signAnew(await sampleBundle(privateKey, reports), ({ subject: [app] }) => {
        app.name = 'com.example.other';
      });
      assert.deepEqual(await findings(), [
        'tampered: The subject is com.example.other, and the reports are of com.example.lantern.',
      ]);
    });

    it('a report is none, or no digest is given for it', async () => {
      const bundle = await sampleBundle(privateKey, reports);
      const nonsense = renderJson({ ...(reports[0] as ConformanceReport), format: 'x' as 'ringproof-conformance/1' });
      const withNonsense = { ...bundle, files: new Map([...bundle.files, ['conformance-1.json', nonsense]]) };
      await signAnew(withNonsense, ({ predicate: { ringproof } }) => {
        for (const file of ringproof.files) {
          if (file.name === 'conformance-1.json') file.digest.sha256 = sha256(nonsense);
        }
      });
      assert.match((await findings()).join('\n'), /^tampered: conformance-1\.json is no conformance report: format: /);
      await signAnew(bundle, ({ predicate: { ringproof } }) => {
        ringproof.files = ringproof.files.filter(({ name }) => name !== 'conformance-1.json');
      });
      assert.deepEqual(await findings(), [
        'tampered: conformance-1.json is not in the certificate: nobody vouches for it.',
        'tampered: conformance-1.json is the report of a run, and has no digest.',
      ]);
    });

    it('the statement is of another kind, or names files outside of the folder', async () => {
      const bundle = await sampleBundle(privateKey, reports);
      await signAnew(bundle, (statement) =>
        Object.assign(statement, { predicateType: 'https://slsa.dev/provenance/v1' }),
      );
      assert.match((await findings()).join('\n'), /holds no statement of this format: predicateType: /);
      await signAnew(bundle, ({ predicate: { ringproof } }) => {
        ringproof.files.push({ name: '../../etc/passwd', digest: { sha256: 'a'.repeat(64) } });
      });
      assert.match(
        (await findings()).join('\n'),
        /holds no statement of this format: .+: expected a plain file name\.$/,
      );
    });

    const titleOf = (id: string) => reports[0]?.requirements.find((requirement) => requirement.id === id)?.title;
  });

  it('has a badge that is SVG of its own, with words for who cannot see it', async () => {
    const problems: string[] = [];
    const parser = new DOMParser({ onError: (_level, message) => problems.push(message) });
    const root = parser.parseFromString(await readFile(at('badge.svg'), 'utf8'), 'image/svg+xml').documentElement;
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [root?.namespaceURI, root?.localName, root?.getAttribute('role')],
      ['http://www.w3.org/2000/svg', 'svg', 'img'],
    );
    const label = root?.getAttribute('aria-label');
    const passed = (await sampleBundle(privateKey, reports)).statement.predicate.passedTests.length;
    assert.equal(label, `Ringproof: ${passed} passed · iOS 9–18`);
    assert.doesNotMatch(await readFile(at('badge.svg'), 'utf8'), /href|url\(http|<script/);
  });

  it('replaces an older bundle, and nothing else', async () => {
    assert.equal(await obstacleTo(folder), undefined);
    assert.equal(await obstacleTo(path.join(folder, 'new')), undefined);
    await writeFile(at('key.pem'), 'the only copy');
    assert.equal(await obstacleTo(folder), 'holds key.pem, which is no part of a certificate');
    assert.equal(await obstacleTo(at('badge.svg')), 'is no folder');
  });
});

/** As if the requirement did not exist; the sums fit. */
function withoutRequirement(report: ConformanceReport, id: string): ConformanceReport {
  const isOther = ({ requirement }: { readonly requirement: string }) => requirement !== id;
  const verdicts = report.verdicts.filter(isOther);
  const checks = report.checks.filter(isOther);
  const requirements = report.requirements.filter((requirement) => requirement.id !== id);
  const totals = {
    ...report.totals,
    requirements: requirements.length,
    verdicts: verdicts.length,
    checks: checks.length,
  };
  return { ...report, verdicts, checks, requirements, totals };
}
