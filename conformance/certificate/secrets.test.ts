/** Masking leaves nothing that the search for secrets finds, and all that reports are made of. */

import assert from 'node:assert/strict';
import { maskSecrets, secretsIn } from './secrets.ts';

const TOKEN = 'a1'.repeat(32);

describe('masking of secrets', () => {
  it('says in place of each what it was', () => {
    const message = `push to ${TOKEN} with Bearer abcdefghijklmnop1234 refused, and again to ${TOKEN}`;
    assert.equal(
      maskSecrets(message),
      'push to [a device token] with [an authorization header] refused, and again to [a device token]',
    );
  });

  it('takes out a whole private key, also one that was cut off', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIGT\nAgEA\n-----END PRIVATE KEY-----';
    assert.equal(maskSecrets(`before\n${key}\nafter`), 'before\n[a private key]\nafter');
    assert.equal(maskSecrets(`before ${key.slice(0, 40)}`), 'before [a private key]');
  });

  it('goes through lists and fields, and masks fields by their name', () => {
    const report = { checks: [{ message: TOKEN, ok: true }], settings: { relayPassword: 'x', port: 1 } };
    const masked = maskSecrets(report);
    assert.deepEqual(masked, {
      checks: [{ message: '[a device token]', ok: true }],
      settings: { relayPassword: '[masked]', port: 1 },
    });
    assert.deepEqual(secretsIn(masked.checks), []);
  });

  it('leaves alone what a journal keeps of a token', () => {
    const data = { token: 'a1a1a1a1', alertToken: true, call: '3F2504E0-4F89-11D3-9A0C-0305E82C3301' };
    assert.deepEqual(maskSecrets(data), data);
  });
});
