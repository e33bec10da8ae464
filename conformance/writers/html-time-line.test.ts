import { strict as assert } from 'node:assert';
import { timeLine } from './html-time-line.ts';

const events = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    return { at: index * 1500, part: 'phone', kind: 'call.shown', data: { title: '<b>' } };
  });

describe('the time line of a check', () => {
  it('is folded, and has a row and a point per event', () => {
    const { text } = timeLine(events(3));
    assert.match(text, /^<details class="line"><summary>/);
    assert.equal(text.match(/<circle /g)?.length, 3);
    assert.equal(text.match(/<li class="l2 screen">/g)?.length, 3);
  });

  it('counts seconds from its first event and names long waits', () => {
    const { text } = timeLine(events(2));
    assert.match(text, /2 events in 1\.5 s/);
    assert.match(text, /<time>1\.500<\/time>/);
    assert.match(text, /class="wait"[^>]*>1\.5 s</);
  });

  it('escapes what an app wrote, and says how many events it leaves to the file', () => {
    const { text } = timeLine(events(123));
    assert.ok(!text.includes('<b>&lt;b&gt;</b>') && text.includes('&lt;b&gt;'));
    assert.match(text, /3 more events are in the file/);
  });
});
