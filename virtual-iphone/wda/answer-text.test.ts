import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerText } from './answer-text.ts';

const SESSION = '5b5e0000-0000-4000-8000-000000000001';

describe('The text of an answer', () => {
  for (const [what, value] of [
    ['a short value', 'né "user"\n'],
    ['a long value', 'né "user"\n'.repeat(1_000)],
    ['an object', { ELEMENT: 'x' }],
    ['nothing', null],
  ] as const) {
    it(`is indented JSON for ${what}, also the second time`, () => {
      for (const sessionId of [SESSION, null]) {
        const body = { value, sessionId };
        assert.equal(answerText(body), JSON.stringify(body, null, 2));
      }
    });
  }

  it('is right for more long values than are kept', () => {
    for (const round of [1, 2]) {
      for (let index = 0; index < 200; index += 1) {
        const body = { value: `${index} `.repeat(1_500), sessionId: `${round}` };
        assert.equal(answerText(body), JSON.stringify(body, null, 2));
      }
    }
  });
});
