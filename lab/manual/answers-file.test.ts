import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readAnswers } from './answers-file.ts';

describe('A file of answers', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rp-answers-'));
  });

  after(() => rmSync(folder, { recursive: true }));

  const read = (text: string) => {
    const file = join(folder, 'answers.yaml');
    writeFileSync(file, text);
    return readAnswers(file);
  };

  it('answers by the first entry that fits, and nothing else', async () => {
    const tester = await read('answers:\n  - { to: a notification, answer: no }\n  - { to: Do you, answer: yes }\n');
    assert.equal(await tester.answers('Do you see a notification?'), 'no');
    assert.equal(await tester.answers('Do you see the text "Alice"?'), 'yes');
    assert.equal(await tester.answers('Is it loud?'), 'no-answer');
    assert.equal(await tester.follows('Do you mind?'), 'no-answer');
    assert.match(tester.who, /^the file .*answers\.yaml$/);
  });

  it('is refused with the line to mend', async () => {
    await assert.rejects(read('answers:\n  - { to: it, answer: perhaps }\n'), /answers\.yaml:2: answers\.0\.answer: /);
    await assert.rejects(read('answers: [\n'), /answers\.yaml:\d: not valid YAML/);
    await assert.rejects(readAnswers(join(folder, 'none.yaml')), /none\.yaml: there is no such file/);
  });
});
