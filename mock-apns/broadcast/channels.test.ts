import { strict as assert } from 'node:assert';
import { Channels, isChannelId, keptUntil, LONGEST_STORAGE_MS, storedMessage } from './channels.ts';

const APP = 'com.example.app';

describe('the channels of a world', () => {
  it('are kept per app, in the order in which they were made', () => {
    const channels = new Channels(10_000);
    const made = [channels.create(APP, 0), channels.create(APP, 1)];
    const other = channels.create('com.example.other', 1);
    assert.deepEqual(channels.of(APP), made);
    assert.deepEqual(channels.all(), [...made, other]);
    assert.equal(channels.find(APP, other.id), undefined);
    assert.equal(channels.find('com.example.other', other.id), other);
  });

  it('have ids of their own in base64', () => {
    const channels = new Channels(10_000);
    const ids = Array.from({ length: 100 }, () => channels.create(APP, 0).id);
    assert.equal(new Set(ids).size, 100);
    assert.deepEqual(
      ids.filter((id) => !isChannelId(id)),
      [],
    );
    for (const wrong of ['', 'abc', 'a=bc', 'ab c', 'dHN0LXNyY2gtY2hubA', 'A'.repeat(68)]) {
      assert.equal(isChannelId(wrong), false, wrong);
    }
    assert.equal(isChannelId('dHN0LXNyY2gtY2hubA=='), true);
  });

  it('are 10,000 for an app at most, and one that is deleted makes room', () => {
    const channels = new Channels(10_000);
    const first = channels.create(APP, 0);
    for (let count = 1; count < 10_000; count += 1) channels.create(APP, 0);
    assert.equal(channels.isFull(APP), true);
    assert.equal(channels.isFull('com.example.other'), false);
    assert.throws(() => channels.create(APP, 0), /com\.example\.app has 10000/);
    assert.equal(channels.delete(APP, first.id), true);
    assert.equal(channels.delete(APP, first.id), false);
    assert.equal(channels.isFull(APP), false);
  });
});

describe('a message of a channel', () => {
  const NOW = 1_700_000_000_000;
  const IN_AN_HOUR = NOW / 1000 + 3600;

  it('is kept until its expiration, for 8 hours at most, and only where the policy says so', () => {
    assert.equal(keptUntil(1, IN_AN_HOUR, NOW), IN_AN_HOUR * 1000);
    assert.equal(keptUntil(1, IN_AN_HOUR * 2, NOW), NOW + LONGEST_STORAGE_MS);
    assert.equal(keptUntil(1, undefined, NOW), NOW + 8 * 3_600_000);
    for (const past of [0, NOW / 1000]) assert.equal(keptUntil(1, past, NOW), undefined);
    assert.equal(keptUntil(0, undefined, NOW), undefined);
  });

  it('is there as long as it is kept', () => {
    const channel = new Channels(1).create(APP, 1);
    assert.equal(storedMessage(channel, NOW), undefined);
    const message = { id: '1', priority: 10, expiration: undefined, body: Buffer.from('{}'), keptUntil: NOW + 1 };
    channel.message = message;
    assert.equal(storedMessage(channel, NOW), message);
    assert.equal(storedMessage(channel, NOW + 1), undefined);
  });
});
