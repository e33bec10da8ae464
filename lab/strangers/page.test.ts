import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { PACKAGE_ROOT } from '../packages.ts';
import { STRANGERS } from './judge.ts';
import { outcomeOf, type Scene } from './stranger.ts';

const page = readFileSync(join(PACKAGE_ROOT, 'docs/reference/strangers.md'), 'utf8');

describe('the table of strangers', () => {
  it('has a row for every call that they are made to do, in order, and none of them went wrong', () => {
    const rows = page
      .split('\n')
      .map((line) => /^\| (.+?) \| `(.+)` \| (works|refused: .+) \|$/.exec(line))
      .flatMap((match) => (match === null ? [] : [`${match[1]}: ${match[2]}`]));
    const calls = STRANGERS.flatMap(({ name, calls: own }) => own.map((call) => `${name}: ${call.name}`));
    assert.deepEqual(rows, calls);
  });

  it('tells a call that answers something else, fails, or is not refused, from one that does what it should', async () => {
    const scene = {} as Scene;
    const kindOf = async (run: () => Promise<unknown>, more: object = {}) =>
      (await outcomeOf({ name: 'x', run, ...more }, scene)).kind;
    const answers = async () => ({ ok: 1 });
    const fails = () => Promise.reject(new Error('no such thing'));
    assert.equal(await kindOf(answers), 'works');
    assert.equal(await kindOf(answers, { shows: /"ok":1/ }), 'works');
    assert.equal(await kindOf(answers, { shows: /other/ }), 'wrong');
    assert.equal(await kindOf(answers, { refused: /./ }), 'wrong');
    assert.equal(await kindOf(fails), 'wrong');
    assert.equal(await kindOf(fails, { refused: /such/ }), 'refused');
    assert.equal(await kindOf(fails, { refused: /other/ }), 'wrong');
  });
});
