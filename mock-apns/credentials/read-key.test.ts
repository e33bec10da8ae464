import { strict as assert } from 'node:assert';
import { generateKeyPairSync } from 'node:crypto';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { ProviderKeys, startGateway } from '../index.ts';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { makeCertificates } from './certificates.ts';

const ORIGIN = 'own.p8';
const KEY_ID = 'OWNKEY0001';
const TEAM_ID = 'OWNTEAM001';
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a key of the user', () => {
  function add(key: string, keyId = KEY_ID): void {
    new ProviderKeys('both').add({ keyId, teamId: TEAM_ID, key, origin: ORIGIN });
  }

  it('is taken with its private part, and with its public part alone', async () => {
    const own = P256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const published = P256.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const key of [own, published]) {
      const clock = new TestbedClock();
      const keys = new ProviderKeys('both');
      keys.add({ keyId: KEY_ID, teamId: TEAM_ID, key });
      const gateway = await startGateway({ clock, journal: new Journal(clock), keys });
      const token = await gateway.device('phone-1').register('com.example.phone');
      const provider = new TestProvider(gateway);
      const signed = providerToken({ keyId: KEY_ID, teamId: TEAM_ID, key: own, environment: 'both' });
      const headers = { authorization: `bearer ${signed}`, 'apns-topic': 'com.example.phone' };
      assert.equal((await provider.send({ path: `/3/device/${token}`, headers, body: '{}' })).status, 200);
      provider.close();
      await gateway.close();
      clock.close();
    }
  });

  it('is told from all that people take for one', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'sec1', format: 'pem' });
    const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush' } as const;
    const refusals: readonly (readonly [key: string, what: string])[] = [
      ['\n', 'own.p8 is empty.'],
      ['{"key":1}', 'own.p8 is not PEM: it has no line -----BEGIN PRIVATE KEY-----.'],
      [rsa.toString(), "own.p8 is a key of type 'rsa'."],
      [p384.toString(), "own.p8 is on the curve 'secp384r1'."],
      [P256.privateKey.export(encrypted).toString(), 'own.p8 is encrypted.'],
      [(await makeCertificates()).certificate, 'own.p8 holds a certificate, not a key.'],
      [
        '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
        'own.p8 is PEM, but what it holds is damaged or no key.',
      ],
    ];
    for (const [key, what] of refusals) {
      assert.throws(() => add(key), { name: 'CredentialsError', what });
    }
  });

  it('needs an id of the form of Apple, and one that is not taken', () => {
    const key = P256.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    assert.throws(() => add(key, 'short'), { what: "No key was added: its id is 'short'." });
    const keys = new ProviderKeys('both');
    keys.add({ keyId: KEY_ID, key });
    assert.throws(() => keys.add({ keyId: KEY_ID, key }), {
      what: `No key was added: there is a key '${KEY_ID}' already.`,
    });
  });
});
