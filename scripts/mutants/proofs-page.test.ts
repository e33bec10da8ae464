import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lab/packages.ts';
import { proofsPage } from './proofs-page.ts';
import { ROOMS } from './rooms.ts';

const textOf = (file: string) => readFileSync(join(PACKAGE_ROOT, file), 'utf8');

describe('Mutants of the gateway and the phone', () => {
  it('have a page that is current', () => {
    assert.equal(textOf('docs/reference/proofs.md'), proofsPage(), 'Run npm run generate.');
  });

  it('break what stands once in its file', () => {
    for (const { mutants } of Object.values(ROOMS)) {
      for (const { does, file, find } of mutants) {
        assert.ok(existsSync(join(PACKAGE_ROOT, file)), `${does}: there is no ${file}`);
        assert.equal(textOf(file).split(find).length, 2, `${does}: ${file} has to have it once: ${find}`);
      }
    }
  });
});
