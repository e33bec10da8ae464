import { strict as assert } from 'node:assert';
import { choosePush } from './routing.ts';

describe('the routing rule of pushes', () => {
  const held = { alert: true, voip: true };
  const given = { alertToken: 'aa', voipToken: 'bb' };
  const none = { channel: 'none', why: 'no VoIP credential; no alert credential' };

  for (const [credentials, tokens, route] of [
    [held, given, { channel: 'voip', token: 'bb' }],
    [{ ...held, voip: false }, given, { channel: 'alert', token: 'aa' }],
    [held, { ...given, voipToken: null }, { channel: 'alert', token: 'aa' }],
    [
      { ...held, voip: false },
      { ...given, voipToken: null },
      { channel: 'alert', token: 'aa' },
    ],
    [{ ...held, alert: false }, given, { channel: 'voip', token: 'bb' }],
    [{ alert: false, voip: false }, given, none],
    [
      held,
      { alertToken: null, voipToken: null },
      { channel: 'none', why: 'no VoIP token from the device; no alert token from the device' },
    ],
  ] as const) {
    it(`chooses ${route.channel} for credentials ${JSON.stringify(credentials)} and ${JSON.stringify(tokens)}`, () => {
      assert.deepEqual(choosePush(credentials, tokens), route);
    });
  }
});
