/** The compiled command, with a command of two lines in place of Ringproof's. */

import { strict as assert } from 'node:assert';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { Place } from './test-support.ts';

describe('The compiled command', function () {
  this.timeout(20_000);

  let place: Place;

  beforeEach(async () => {
    place = new Place();
    await place.write('package.json', '{ "type": "module", "dependencies": { "zod": "*" } }');
    await place.write('cli/word.ts', "export const word: string = 'first';");
    await place.write('cli/main.ts', "import { word } from './word.ts';\nconsole.log(word, import.meta.url);");
    await place.write(
      'start.js',
      "const { compiled, runCompiled } = await import('./cli/compiled.js');\n" +
        'const file = await compiled();\nif (file) runCompiled(file);\nconsole.log(String(file));',
    );
    cpSync(join(PACKAGE_ROOT, 'cli', 'compiled.js'), place.at('cli', 'compiled.js'));
    symlinkSync(join(PACKAGE_ROOT, 'node_modules'), place.at('node_modules'));
  });
  afterEach(() => place.remove());

  /** What the command prints, and the file that it was run from; "undefined" when nothing could be kept. */
  async function run(): Promise<{ said: string; from: string }> {
    const { stdout, stderr } = await (await place.start([], { command: place.at('start.js') })).ended;
    assert.equal(stderr, '');
    const [said = '', from = ''] = stdout.trimEnd().split('\n');
    return { said, from };
  }

  it('is kept, and finds files beside its sources', async () => {
    const first = await run();
    const { href } = pathToFileURL(place.at('cli', 'main.ts'));
    assert.equal(first.said, `first ${href}`);
    assert.deepEqual(await run(), first);
  });

  it('takes in what CommonJS cannot load, and loads TypeScript that it learns of while it runs', async () => {
    await place.write('package.json', '{ "type": "module", "dependencies": { "plist": "*", "zod": "*" } }');
    await place.write('cli/late.ts', "export const late: string = 'late';");
    await place.write(
      'cli/main.ts',
      "import { build } from 'plist';\nconst address: string = new URL('late.ts', import.meta.url).href;\n" +
        'import(address).then(({ late }) => console.log(late, typeof build));',
    );
    const { stdout, stderr } = await (await place.start([], { command: place.at('start.js') })).ended;
    assert.equal(stderr, '');
    assert.match(stdout, /\.cjs\nlate function\n$/);
  });

  it('is made anew when a source has changed', async () => {
    const first = await run();
    await place.write('cli/word.ts', "export const word: string = 'another';");
    const second = await run();
    assert.match(second.said, /^another /);
    assert.notEqual(second.from, first.from);
  });

  it('is left to tsx where a source is wrong, and where it cannot be kept', async () => {
    await place.write('cli/main.ts', 'const = ;');
    assert.equal((await run()).said, 'undefined');
    await place.write('cli/main.ts', 'console.log(1);');
    await place.write('.cache', 'a file where the folder would be');
    assert.equal((await run()).said, 'undefined');
  });
});
