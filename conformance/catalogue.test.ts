/** The loader on catalogues written for the case, each with one thing wrong, and on the real one. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appliesTo, DataFileError, dependents, loadCatalogue, severity } from './catalogue.ts';
import { requirementsFolder, type Suite } from './suites.ts';

const ENTRY = `area: RNG
name: Ringing
requirements:
  - id: RP-RNG-001
    title: The phone rings
    keyword: MUST
    evidence: documented
    status: scored
    subject: app
    ios: '>=10'
    states:
      app: [background]
      phone: [unlocked]
    rule: It rings.
    rationale: Calls are meant to be heard.
    sources:
      - title: CallKit
        url: https://developer.apple.com/documentation/callkit
    mutants: [silent]
`;

describe('catalogue loader', () => {
  let home = '';
  let own: Suite;
  let acme: Suite;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'catalogue-'));
    own = { name: 'ringproof', version: '1.0.0', prefix: 'RP', folder: path.join(home, 'own') };
    acme = { name: '@acme/suite', version: '2.0.0', prefix: 'ACME', folder: path.join(home, 'acme') };
    for (const suite of [own, acme]) await mkdir(requirementsFolder(suite), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));

  const put = (name: string, text: string, suite = own) => writeFile(path.join(requirementsFolder(suite), name), text);
  const problems = async (suites = [own]) => {
    const error = await loadCatalogue(suites).then(
      () => assert.fail('the catalogue was accepted'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DataFileError, String(error));
    return error.problems.map((problem) => `${path.basename(problem.file)}:${problem.line}: ${problem.message}`);
  };

  it('reads an entry and fills in what may be left out', async () => {
    await put('ringing.yaml', ENTRY);
    const catalogue = await loadCatalogue([own]);
    const requirement = catalogue.byId.get('RP-RNG-001');
    assert.deepEqual(requirement?.ios, { text: '>=10', min: 10, max: null });
    assert.deepEqual(requirement?.dependsOn, []);
    assert.deepEqual(requirement?.notObservableOn, {});
  });

  it('names the line of a wrong value', async () => {
    await put('ringing.yaml', ENTRY.replace('keyword: MUST', 'keyword: must'));
    assert.deepEqual(await problems(), [
      'ringing.yaml:6: RP-RNG-001: keyword: Invalid option: expected one of "MUST"|"SHOULD"|"MAY"',
    ]);
  });

  it('names the line of a field that it does not know', async () => {
    await put('ringing.yaml', ENTRY.replace('rationale:', 'rational:'));
    const [missing, unknown] = await problems();
    assert.match(String(missing), /^ringing\.yaml:4: RP-RNG-001: rationale: /);
    assert.match(String(unknown), /^ringing\.yaml:4: RP-RNG-001: Unrecognized key: "rational"$/);
  });

  it('names the line of a syntax error', async () => {
    await put('ringing.yaml', ENTRY.replace('name: Ringing', 'name: [Ringing'));
    assert.match(String((await problems())[0]), /^ringing\.yaml:[23]: /);
  });

  it('refuses an id that is used twice, over files too', async () => {
    await put('a.yaml', ENTRY);
    await put('b.yaml', ENTRY);
    const first = path.join(requirementsFolder(own), 'a.yaml');
    assert.deepEqual(await problems(), [
      'b.yaml:1: area RNG is already that of ringproof: "Ringing"',
      `b.yaml:4: RP-RNG-001 is already defined at ${first}:4`,
    ]);
  });

  it('refuses an id of another area', async () => {
    await put('ringing.yaml', ENTRY.replace('area: RNG', 'area: ANS'));
    assert.deepEqual(await problems(), [
      'ringing.yaml:4: RP-RNG-001 does not belong to area ANS, whose ids begin with RP-ANS-',
    ]);
  });

  it('refuses a dependency that no file defines', async () => {
    await put('ringing.yaml', `${ENTRY}    dependsOn: [RP-STR-009]\n`);
    assert.deepEqual(await problems(), ['ringing.yaml:4: RP-RNG-001 depends on RP-STR-009, which no file defines']);
  });

  it('refuses a circle of dependencies', async () => {
    await put('ringing.yaml', `${ENTRY}    dependsOn: [RP-RNG-001]\n`);
    assert.deepEqual(await problems(), ['ringing.yaml:4: RP-RNG-001 depends on itself by way of RP-RNG-001']);
  });

  it('refuses a MUST that was only observed', async () => {
    await put('ringing.yaml', ENTRY.replace('documented', 'observed'));
    assert.deepEqual(await problems(), [
      'ringing.yaml:7: RP-RNG-001: MUST needs evidence stated or better, got observed',
    ]);
  });

  it('refuses a requirement with neither a mutant nor the reason why there is none', async () => {
    await put('ringing.yaml', ENTRY.replace('    mutants: [silent]\n', ''));
    assert.match(String((await problems())[0]), /name the mutants that it catches, or say in noMutant/);
  });

  it('refuses an iOS range that ends before it begins', async () => {
    await put('ringing.yaml', ENTRY.replace("'>=10'", "'9-8'"));
    assert.deepEqual(await problems(), ['ringing.yaml:10: RP-RNG-001: ios: the range ends before it begins']);
  });

  it('refuses an empty folder', async () => {
    assert.match(String((await problems())[0]), /no \*\.yaml file found/);
  });

  describe('of several suites', () => {
    const added = ENTRY.replace('area: RNG', 'area: PTT').replace('RP-RNG-001', 'ACME-PTT-001');
    beforeEach(() => put('ringing.yaml', ENTRY));

    it('puts the areas that a suite adds after the others, and lets them depend on those', async () => {
      await put('a.yaml', `${added}    dependsOn: [RP-RNG-001]\n`, acme);
      const catalogue = await loadCatalogue([own, acme]);
      assert.deepEqual(
        catalogue.areas.map(({ area, suite }) => [area, suite.prefix]),
        [
          ['RNG', 'RP'],
          ['PTT', 'ACME'],
        ],
      );
      assert.ok(dependents(catalogue, 'RP-RNG-001').has('ACME-PTT-001'));
    });

    it('refuses an id without the prefix of its suite', async () => {
      await put('a.yaml', added.replace('ACME-', 'RP-'), acme);
      assert.deepEqual(await problems([own, acme]), [
        'a.yaml:4: RP-PTT-001 does not belong to area PTT, whose ids begin with ACME-PTT-',
      ]);
    });

    it('refuses an area that another suite has', async () => {
      await put('a.yaml', ENTRY.replace('RP-RNG', 'ACME-RNG'), acme);
      assert.deepEqual(await problems([own, acme]), ['a.yaml:1: area RNG is already that of ringproof: "Ringing"']);
    });

    it('refuses a suite without requirements', async () => {
      assert.deepEqual(await problems([own, acme]), ['requirements:1: no *.yaml file found']);
    });
  });
});

describe('catalogue of this package', () => {
  it('follows a call through its life', async () => {
    const { areas } = await loadCatalogue();
    const life = ['REG', 'RTE', 'STR', 'RNG', 'ANS', 'END', 'FBK'];
    assert.deepEqual(
      areas.map((area) => area.area).filter((area) => life.includes(area)),
      life,
    );
  });

  it('speaks about iOS 8 and 9 or about iOS 10 and later', async () => {
    const { byId } = await loadCatalogue();
    const majors = (id: string) =>
      [8, 9, 10, 12, 13, 26].filter((major) => {
        const requirement = byId.get(id);
        return requirement !== undefined && appliesTo(requirement, major);
      });
    assert.deepEqual(majors('RP-FBK-001'), [8, 9]);
    assert.deepEqual(majors('RP-RNG-001'), [10, 12, 13, 26]);
    assert.deepEqual(majors('RP-STR-001'), [13, 26]);
    assert.deepEqual(majors('RP-RTE-004'), [8, 9, 10, 12, 13, 26]);
  });

  it('makes all of ringing, answering and ending wait for the report of the call', async () => {
    const catalogue = await loadCatalogue();
    const waiting = dependents(catalogue, 'RP-STR-001');
    const areas = catalogue.requirements.filter((requirement) => /RNG|ANS|END/.test(requirement.id));
    assert.deepEqual(
      areas.filter((requirement) => !waiting.has(requirement.id)).map((requirement) => requirement.id),
      [],
    );
  });

  it('lets only a scored MUST on the word of Apple fail a vendor', async () => {
    const { requirements } = await loadCatalogue();
    for (const requirement of requirements) {
      const onApplesWord = ['documented', 'stated'].includes(requirement.evidence);
      const isScoredMust = requirement.keyword === 'MUST' && requirement.status === 'scored';
      assert.equal(severity(requirement) === 'fail', isScoredMust && onApplesWord, requirement.id);
    }
    const must = requirements.find((requirement) => severity(requirement) === 'fail');
    assert.ok(must);
    assert.equal(severity({ ...must, status: 'disputed' }), 'warn');
  });
});
