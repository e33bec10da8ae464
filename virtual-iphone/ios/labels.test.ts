/** Words of the system in two languages, and how it writes times. */

import { strict as assert } from 'node:assert';
import { callButton, gridTitle, label } from './labels.ts';
import { callDuration, clockTime, clockTimeOfDay, longDate, relativeTime } from './labels-time.ts';
import { type IosVersion, iosVersion } from './versions.ts';

function ios(version: string): IosVersion {
  const known = iosVersion(version);
  assert.ok(known);
  return known;
}

const MORNING = Date.UTC(2026, 10, 24, 9, 5, 59);

describe('Labels of the system', () => {
  it('speaks both languages', () => {
    assert.equal(label('slideToAnswer', 'en'), 'slide to answer');
    assert.equal(label('slideToAnswer', 'zh-Hans'), '滑动来接听');
  });

  it('puts the name of the app into a label as it is', () => {
    assert.equal(label('ringingAudio', 'en', '100% $& Chat'), '100% $& Chat Audio…');
  });

  it('names call buttons by title up to iOS 17 and by fixed words from iOS 18', () => {
    assert.deepEqual(callButton('accept', ios('17.7'), 'zh-Hans', false), { identifier: '接受', label: '接听' });
    assert.deepEqual(callButton('accept', ios('18.6'), 'en', true), {
      identifier: 'acceptCall',
      label: 'Answer video call',
    });
    assert.deepEqual(callButton('decline', ios('18.6'), 'en', false), { identifier: 'rejectCall', label: 'Decline' });
  });

  it('writes grid titles in lower case up to iOS 16', () => {
    assert.equal(gridTitle('addCall', ios('16.7'), 'en'), 'add call');
    assert.equal(gridTitle('addCall', ios('17.7'), 'en'), 'Add Call');
  });
});

describe('Times as the system writes them', () => {
  it('has twelve hours in English and twenty-four in Chinese', () => {
    const evening = MORNING + 9 * 3_600_000;
    assert.deepEqual([clockTime(MORNING, 'en'), clockTimeOfDay(evening, 'en')], ['9:05', '6:05 PM']);
    assert.deepEqual([clockTime(MORNING, 'zh-Hans'), clockTimeOfDay(evening, 'zh-Hans')], ['09:05', '18:05']);
    assert.equal(clockTimeOfDay(Date.UTC(2026, 0, 1), 'en'), '12:00 AM');
  });

  it('names the day', () => {
    assert.equal(longDate(MORNING, 'en'), 'Tuesday, November 24');
    assert.equal(longDate(MORNING, 'zh-Hans'), '11月24日 星期二');
  });

  it('tells the age of a notification', () => {
    const age = (ms: number): string => relativeTime(MORNING - ms, MORNING, 'en');
    assert.deepEqual([age(59_999), age(60_000), age(7_200_000)], ['now', '1m ago', '2h ago']);
    assert.equal(relativeTime(MORNING, MORNING, 'zh-Hans'), '现在');
  });

  it('counts a call from 00:00, with hours only when there are any', () => {
    assert.deepEqual(
      [0, 5, 3599, 3605].map((seconds) => callDuration(MORNING, MORNING + seconds * 1000)),
      ['00:00', '00:05', '59:59', '1:00:05'],
    );
  });
});
