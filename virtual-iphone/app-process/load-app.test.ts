import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppLoadError } from './app-load-error.ts';
import { loadApp } from './load-app.ts';

const MANIFEST = [
  'CFBundleIdentifier: com.example.loaded',
  'CFBundleDisplayName: Loaded',
  "CFBundleShortVersionString: '1.0'",
  "MinimumOSVersion: '9.0'",
  'DTSDKName: iphoneos18.0',
  'UIBackgroundModes: [voip]',
  'entitlements:',
  '  aps-environment: development',
];

describe('loading an app', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringproof-load-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(main: string, manifest: readonly string[] = MANIFEST): Promise<void> {
    await writeFile(join(folder, 'manifest.yaml'), manifest.join('\n'));
    await writeFile(join(folder, 'main.ts'), main);
  }

  async function problems(): Promise<readonly string[]> {
    try {
      await loadApp(folder);
    } catch (error) {
      assert.ok(error instanceof AppLoadError);
      return error.problems.map((problem) => problem.slice(problem.lastIndexOf('/') + 1));
    }
    return [];
  }

  it('reads the manifest and compiles the code once', async () => {
    await write(`import { NSUUID } from 'Foundation'; console.log(NSUUID.UUID());`);
    const [first, second] = await Promise.all([loadApp(folder), loadApp(folder)]);
    assert.equal(first.manifest.CFBundleDisplayName, 'Loaded');
    assert.equal(first, second);
  });

  it('names line and column of a wrong manifest value', async () => {
    await write('', [
      ...MANIFEST.slice(0, 3),
      'MinimumOSVersion: 9.0',
      ...MANIFEST.slice(4, 7),
      '  aps-environment: test',
    ]);
    const [version, environment] = await problems();
    assert.match(version ?? '', /^manifest\.yaml:4:19 MinimumOSVersion: .*string/);
    assert.match(environment ?? '', /^manifest\.yaml:8:20 entitlements\.aps-environment: .*development.*production/);
  });

  it('names line and column of YAML that cannot be read', async () => {
    await write('', [...MANIFEST, 'UIBackgroundModes: [voip']);
    assert.match((await problems())[0] ?? '', /^manifest\.yaml:9:/);
  });

  it('says which line imports a Node module', async () => {
    await write(`import { readFile } from 'node:fs';\nimport path from 'path';\nconsole.log(readFile, path);`);
    assert.deepEqual(await problems(), [
      'main.ts:1:26 An iOS app has no Node module: "node:fs" does not exist on a phone.',
      'main.ts:2:18 An iOS app has no Node module: "path" does not exist on a phone.',
    ]);
  });

  it('says which line does not parse, and can load the app when it is mended', async () => {
    await write('const = 1;');
    assert.match((await problems())[0] ?? '', /^main\.ts:1:7 /);
    await write('console.log(1);');
    assert.deepEqual(await problems(), []);
  });

  it('says that a folder holds no app', async () => {
    await assert.rejects(loadApp(join(folder, 'nothing')), /This folder holds no app/);
  });
});
