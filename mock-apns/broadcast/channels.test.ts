import { strict as assert } from 'node:assert';
import { Channels } from './channels.ts';

const APP = 'com.example.app';
const OTHER = 'com.example.other';

describe('the channels of a world', () => {
  it('are kept per app, in the order in which they were made', () => {
    const channels = new Channels(10_000);
    const made = [channels.create(APP, 0).id, channels.create(APP, 1).id];
    const other = channels.create(OTHER, 1);
    assert.deepEqual(channels.list(APP), made);
    assert.equal(channels.find(APP, other.id), undefined);
    assert.equal(channels.find(OTHER, other.id), other);
  });

  it('have ids of their own', () => {
    const channels = new Channels(10_000);
    assert.equal(new Set(Array.from({ length: 100 }, () => channels.create(APP, 0).id)).size, 100);
  });

  it('are 10,000 for an app at most, and one that is deleted makes room', () => {
    const channels = new Channels(10_000);
    const first = channels.create(APP, 0);
    for (let count = 1; count < 10_000; count += 1) channels.create(APP, 0);
    assert.deepEqual([channels.isFull(APP), channels.isFull(OTHER)], [true, false]);
    channels.delete(first);
    assert.equal(channels.isFull(APP), false);
    assert.equal(channels.find(APP, first.id), undefined);
  });
});
