import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';

import { mustHaveTester, TerminalTester } from './terminal-tester.ts';

describe('A tester at a terminal', () => {
  let input: PassThrough;
  let shown: string;
  let tester: TerminalTester;

  function sit(answerWithinMs = 60_000) {
    input = new PassThrough();
    shown = '';
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
    tester = new TerminalTester({ input, output, answerWithinMs });
  }

  afterEach(() => tester?.close());

  for (const [typed, answer] of [
    ['y\n', 'yes'],
    ['NO\n', 'no'],
    ['maybe\nyes\n', 'yes'],
  ] as const) {
    it(`answers ${JSON.stringify(typed)} as ${answer}`, async () => {
      sit();
      const answering = tester.answers('Do you see the button "Answer"?');
      input.write(typed);
      assert.equal(await answering, answer);
    });
  }

  it('sees what is asked, how to answer, and for how long', async () => {
    sit();
    const following = tester.follows('Press the home button once.');
    input.write('\n');
    assert.equal(await following, 'done');
    assert.match(shown, /1\. Press the home button once\./);
    assert.match(shown, /Enter when done, c if you cannot, 60 s left > /);
  });

  it('is told that an answer is none, and may say that it cannot be done', async () => {
    sit();
    const following = tester.follows('Lock the phone.');
    input.write('what\nc\n');
    assert.equal(await following, 'cannot');
    assert.match(shown, /"what" is no answer here\./);
  });

  it('who says nothing in time has not answered, nor has one who leaves', async () => {
    sit(1);
    assert.equal(await tester.answers('Do you see it?'), 'no-answer');
    sit();
    const asked = tester.answers('Do you see it?');
    input.end();
    assert.equal(await asked, 'no-answer');
  });

  it('must be there: neither without a terminal nor in CI', () => {
    const terminal = { stdin: { isTTY: true }, stdout: { isTTY: true } };
    mustHaveTester({ ...terminal, environment: {} });
    mustHaveTester({ ...terminal, environment: { CI: 'false' } });
    const advice = 'Run it in a terminal, or give the answers in a file with --answers.';
    assert.throws(() => mustHaveTester({ stdin: {}, stdout: { isTTY: true }, environment: {} }), {
      message: 'A manual phone needs a tester who answers, and this is no terminal.',
      advice,
    });
    assert.throws(() => mustHaveTester({ ...terminal, environment: { CI: 'true' } }), {
      message: 'A manual phone needs a tester who answers, and the variable CI says that nobody is here.',
      advice,
    });
  });
});
