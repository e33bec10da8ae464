import { strict as assert } from 'node:assert';
import { timeLine } from './html-time-line.ts';
import { stepOf } from './milestones.ts';

describe('What a probe tells, in a time line', () => {
  const reported = { seq: 1, at: 0, part: 'probe', kind: 'call.reported', data: {} };

  it('is a step of the phone that it is in, on its lane', () => {
    assert.equal(stepOf(reported), 'report');
    const lane = (part: string) => /<li class="(l\d)/.exec(timeLine([{ ...reported, part }], true).text)?.[1];
    assert.equal(lane('probe'), lane('phone'));
    assert.notEqual(lane('probe'), lane('call-server'));
  });
});
