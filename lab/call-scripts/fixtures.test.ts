import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { runScript } from '../../call-server/scripts/index.ts';
import { PACKAGE_ROOT } from '../packages.ts';
import { openOwnStage } from './own-stage.ts';
import { readScriptFile } from './read-script.ts';

const FOLDER = join(PACKAGE_ROOT, 'fixtures', 'scripts');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('The library of call scripts', () => {
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(join(PACKAGE_ROOT, 'call-server', 'scripts', 'script.schema.json'), 'utf8')),
  );

  it('is what the schema for editors describes, which refuses a misspelled step and field', () => {
    const refused = (script: unknown) => !schema.safeParse(script).success;
    const scripts = names.map((name) => ({ name, script: parse(readFileSync(join(FOLDER, name), 'utf8')) }));
    assert.deepEqual(
      scripts.filter(({ script }) => refused(script)).map(({ name }) => name),
      [],
    );
    assert.ok(refused({ title: 'x', steps: [{ dail: 'bob' }] }));
    assert.ok(refused({ title: 'x', steps: [{ dial: { to: 'bob', vidoe: true } }] }));
    assert.ok(refused({ title: 'x', steps: [{ pass: 'soon' }] }));
  });

  for (const name of names) {
    it(`passes ${name}`, async () => {
      const { script, lineOf } = await readScriptFile(join(FOLDER, name));
      const own = await openOwnStage();
      try {
        const { runs, passed, failures } = await runScript(script, own.stage);
        const told = failures.map(
          ({ path, expected, seen }) => `${name}:${lineOf(path)}: expected ${expected}; ${seen}`,
        );
        assert.deepEqual(told, []);
        assert.deepEqual([runs, passed], [script.calls, script.calls]);
      } finally {
        await own.close();
      }
    });
  }
});
