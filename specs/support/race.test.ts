import { strict as assert } from 'node:assert';
import { race } from './race.ts';

describe('A race', () => {
  it('has moments that titles tell apart', () => {
    assert.deepEqual(
      race.moments().map((ms) => race.around(ms, 'the answer')),
      [
        '100 ms before the answer',
        '50 ms before the answer',
        '10 ms before the answer',
        'in the moment of the answer',
        '10 ms after the answer',
        '50 ms after the answer',
        '100 ms after the answer',
      ],
    );
  });

  it('lets the one happen after the other in the same moment', async () => {
    const happened: string[] = [];
    const happens = (what: string) => async () => {
      happened.push(what);
    };
    await race.between(happens('the answer'), 0, happens('the cancel'));
    assert.deepEqual(happened, ['the answer', 'the cancel']);
  });
});
