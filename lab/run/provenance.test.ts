/** Digests that follow what they stand for: each file that the app is built from, and the lab file. */

import { strict as assert } from 'node:assert';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../packages.ts';
import { type Provenance, provenanceOf, suiteOf } from './provenance.ts';

const LAB = "app: app\nvariants:\n  other: other\nphones:\n  - model: iPhone 15\n    ios: '18.6'\n";

describe('the provenance of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-provenance-'));
    for (const app of ['app', 'other']) {
      await cp(
        join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference', 'manifest.yaml'),
        join(folder, app, 'manifest.yaml'),
      );
    }
    await writeFile(join(folder, 'shared.ts'), 'export const shared = 1;\n');
    await writeFile(join(folder, 'app', 'main.ts'), "import { shared } from '../shared.ts';\nconsole.log(shared);\n");
    await writeFile(join(folder, 'other', 'main.ts'), 'console.log(2);\n');
    await writeFile(join(folder, 'lab.yaml'), LAB);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const provenance = () => provenanceOf(join(folder, 'lab.yaml'));

  /** Which digests are others now. */
  function differences(before: Provenance, after: Provenance): string[] {
    const names = (one: Provenance, other: Provenance) => {
      const known = other.configuration.map((entry) => JSON.stringify(entry));
      return one.configuration.filter((entry) => !known.includes(JSON.stringify(entry))).map(({ name }) => name);
    };
    return [...(before.appDigest === after.appDigest ? [] : ['app']), ...names(before, after)];
  }

  it('changes with a file of the app, its manifest, and a file that it takes from elsewhere', async () => {
    for (const file of ['app/main.ts', 'app/manifest.yaml', 'shared.ts']) {
      const before = await provenance();
      const comment = file.endsWith('.ts') ? '// Another build.\n' : '# Another build.\n';
      await appendFile(join(folder, file), comment);
      assert.deepEqual(differences(before, await provenance()), ['app'], file);
    }
  });

  it('changes with a variant and with the lab file, and each by its name', async () => {
    const before = await provenance();
    await appendFile(join(folder, 'other', 'main.ts'), 'console.log(3);\n');
    await appendFile(join(folder, 'lab.yaml'), '  - model: iPhone 7\n    ios: "15.8"\n');
    assert.deepEqual(differences(before, await provenance()), ['lab', 'variant other']);
  });

  it('stays with files that the app is not built from, and wherever the folder is', async () => {
    const before = await provenance();
    await writeFile(join(folder, 'app', 'main.test.ts'), 'it;');
    const moved = `${folder}-moved`;
    await cp(folder, moved, { recursive: true });
    try {
      assert.deepEqual(await provenanceOf(join(moved, 'lab.yaml')), before);
    } finally {
      await rm(moved, { recursive: true });
    }
  });

  it('names the suite with its version', async () => {
    const { version } = JSON.parse(await readFile(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
    const suite = await suiteOf();
    assert.deepEqual(suite[0], { name: 'ringproof', uri: `pkg:npm/ringproof@${version}` });
    assert.deepEqual(
      suite.slice(1).map(({ name, digest }) => [name, /^[0-9a-f]{64}$/.test(digest?.['dirHash'] ?? '')]),
      [
        ['requirements', true],
        ['specs', true],
        ['harness', true],
      ],
    );
  });
});
