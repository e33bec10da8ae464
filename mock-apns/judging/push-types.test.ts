import { strict as assert } from 'node:assert';
import { bundleIdOf, fitsTopic, impliedPushType, type PushType, payloadLimitBytes, tokenKindOf } from './push-types.ts';

const APP = 'com.example.phone';

const TOPICS: readonly [type: PushType, topic: string][] = [
  ['alert', APP],
  ['voip', `${APP}.voip`],
  ['complication', `${APP}.complication`],
  ['fileprovider', `${APP}.pushkit.fileprovider`],
  ['location', `${APP}.location-query`],
  ['pushtotalk', `${APP}.voip-ptt`],
  ['liveactivity', `${APP}.push-type.liveactivity`],
  ['controls', `${APP}.push-type.controls`],
  ['widgets', `${APP}.push-type.widgets`],
  ['mdm', 'com.apple.mgmt.External.4a1c'],
];

describe('push types and topics', () => {
  for (const [type, topic] of TOPICS) {
    it(`sends ${type} to ${topic} and nothing else there`, () => {
      assert.equal(impliedPushType(topic), type);
      const fitting = [...TOPICS.map(([known]) => known), 'background' as const].filter((known) =>
        fitsTopic(known, topic),
      );
      assert.deepEqual(fitting, type === 'alert' ? ['alert', 'background'] : [type]);
    });
  }

  it('finds the bundle id in a topic', () => {
    assert.deepEqual(
      TOPICS.slice(0, -1).map(([, topic]) => bundleIdOf(topic)),
      TOPICS.slice(0, -1).map(() => APP),
    );
  });

  it('gives PushKit tokens and 5120 bytes to VoIP topics only', () => {
    const voip = TOPICS.filter(([, topic]) => tokenKindOf(topic) === 'voip' && payloadLimitBytes(topic) === 5120);
    assert.deepEqual(voip, [['voip', `${APP}.voip`]]);
    assert.equal(payloadLimitBytes(`${APP}.voip-ptt`), 4096);
  });
});
