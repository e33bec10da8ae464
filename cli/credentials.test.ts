/** What a user gets from `ringproof credentials`, and what a provider that we did not write makes of it. */

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Gateway, loadCredentials, startWorlds, type Worlds } from '../mock-apns/index.ts';
import { type Ended, Place, START_LIMIT_MS } from './test-support.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;

describe('ringproof credentials', function () {
  this.timeout(START_LIMIT_MS);

  describe('makes what a provider', () => {
    const place = new Place();
    const clock = new TestbedClock();
    let ended: Ended;
    let worlds: Worlds;
    let key: { readonly keyId: string; readonly teamId: string };
    before(async () => {
      ended = await place.run('credentials', '--bundle-id', APP, '--password', 'hush');
      const credentials = await loadCredentials(place.at('credentials'));
      const [first] = credentials.keys.list();
      key = { keyId: first?.keyId ?? '', teamId: first?.teamId ?? '' };
      worlds = await startWorlds({ clock, journal: new Journal(clock), credentials });
    });
    after(async () => {
      await worlds.close();
      clock.close();
      place.remove();
    });

    /** What becomes of node-apn's VoIP pushes with this option in the sandbox and in production. */
    async function answers(options: apn.ProviderOptions): Promise<string[]> {
      const send = async (gateway: Gateway) => {
        const ca = [await readFile(place.at('credentials', 'ca.pem'), 'utf8')];
        const provider = new apn.Provider({ ...options, address: gateway.host, port: gateway.port, ca });
        const token = await gateway.device('phone-1').register(VOIP);
        const notification = new apn.Notification();
        notification.topic = VOIP;
        notification.pushType = 'voip';
        notification.rawPayload = { aps: {} };
        const { sent, failed } = await provider.send(notification, token);
        await provider.shutdown();
        return sent.length === 1 ? 'sent' : JSON.stringify(failed);
      };
      return [await send(worlds.sandbox), await send(worlds.production)];
    }

    it('sends with as a key', async () => {
      const path = place.at('credentials', `AuthKey_${key.keyId}.p8`);
      assert.deepEqual(await answers({ token: { key: path, ...key } }), ['sent', 'sent']);
    });

    it('sends with as a certificate in PEM', async () => {
      const path = place.at('credentials', `push-${APP}.pem`);
      assert.deepEqual(await answers({ cert: path, key: path }), ['sent', 'sent']);
    });

    it('sends with as a .p12', async () => {
      const pfx = place.at('credentials', `push-${APP}.p12`);
      assert.deepEqual(await answers({ pfx, passphrase: 'hush' }), ['sent', 'sent']);
    });

    it('opens with openssl, with the password only', function () {
      const args = ['pkcs12', '-in', place.at('credentials', `push-${APP}.p12`), '-nodes', '-passin'];
      const { error, stdout } = spawnSync('openssl', [...args, 'pass:hush'], { encoding: 'utf8' });
      if (error !== undefined) this.skip();
      assert.match(stdout, /BEGIN CERTIFICATE[^]*BEGIN PRIVATE KEY/);
      assert.notEqual(spawnSync('openssl', [...args, 'pass:']).status, 0);
    });

    it('needs, and says so', () => {
      const until = /until (\d{4}-\d\d-\d\d)/.exec(ended.stdout)?.[1];
      const expected = [
        'Made credentials:',
        '',
        '  ca.pem',
        '      the authority that your provider must trust',
        `  AuthKey_${key.keyId}.p8`,
        `      key id ${key.keyId}, team id RINGPROOF0, sandbox and production, every topic`,
        `  push-${APP}.pem, push-${APP}.p12`,
        `      sandbox and production, until ${until}, ${APP}, ${VOIP}, ${APP}.complication`,
        '',
        'The .p12 has the password that you gave.',
        '',
        'Start a gateway that knows them:',
        '',
        '  ringproof gateway --credentials credentials',
        '',
      ].join('\n');
      assert.deepEqual(ended, { exitCode: 0, stdout: expected, stderr: '' });
    });
  });

  describe('with one thing after the other', () => {
    let place: Place;
    beforeEach(() => {
      place = new Place();
    });
    afterEach(() => place.remove());

    it('adds to the folder, and keeps the authority', async () => {
      await place.run('credentials', '--out', 'my creds');
      const authority = await readFile(place.at('my creds', 'ca.pem'), 'utf8');
      const more = ['--kind', 'voip-certificate', '--bundle-id', APP, '--environment', 'sandbox'];
      const { stdout, exitCode } = await place.run('credentials', '--out', 'my creds', ...more);
      assert.match(stdout, /^Added to my creds:\n\n {2}voip-com\.example\.phone-sandbox\.pem, .+\n {6}sandbox, until /);
      assert.match(stdout, / {2}ringproof gateway --credentials 'my creds'\n$/);
      assert.equal(exitCode, 0);
      assert.equal(await readFile(place.at('my creds', 'ca.pem'), 'utf8'), authority);
    });

    it('makes a key of the user known, and copies no secret', async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      await place.write('AuthKey_OWNKEY0001.p8', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      const args = ['--import', 'AuthKey_OWNKEY0001.p8', '--team-id', 'OWNTEAM001', '--topic', VOIP];
      const { stdout, exitCode } = await place.run('credentials', ...args);
      assert.match(
        stdout,
        / {2}your own key\n {6}key id OWNKEY0001, team id OWNTEAM001, .+, com\.example\.phone\.voip\n/,
      );
      assert.equal(exitCode, 0);
      const files = readdirSync(place.at('credentials'));
      assert.deepEqual(files, ['ca-key.pem', 'ca.pem', 'credentials.json', 'server-key.pem', 'server.pem']);
      const { keys } = await loadCredentials(place.at('credentials'));
      assert.deepEqual(
        keys.list().map(({ keyId }) => keyId),
        ['OWNKEY0001'],
      );
    });
  });

  describe('cannot be carried out', () => {
    const HELP = '(run with --help for the options)\n';
    const refusals: readonly (readonly [what: string, args: readonly string[], message: string])[] = [
      [
        'for a kind that does not exist',
        ['--kind', 'password'],
        "error: option '--kind <kind>' argument 'password' is invalid. " +
          `Allowed choices are key, certificate, voip-certificate.\n${HELP}`,
      ],
      [
        'for an app that has no bundle id',
        ['--bundle-id', 'phone'],
        "error: option '--bundle-id <id>' argument 'phone' is invalid. " +
          `Expected a bundle id such as com.example.app.\n${HELP}`,
      ],
      [
        'for a team id of another form',
        ['--team-id', 'team'],
        "error: option '--team-id <id>' argument 'team' is invalid. " +
          `Expected ten upper-case letters and digits.\n${HELP}`,
      ],
      [
        'for a certificate without its app',
        ['--kind', 'certificate'],
        'ringproof: A certificate is for one app, and none is named.\nName it with --bundle-id.\n',
      ],
      [
        'with an option that would change nothing',
        ['--kind', 'certificate', '--bundle-id', APP, '--topic', VOIP],
        'ringproof: --topic is for keys, and none is made.\nAdd --kind key, or leave it out.\n',
      ],
      [
        'with a password for nothing',
        ['--password', 'hush'],
        'ringproof: --password is for certificates, and none is made.\n' +
          'Add --bundle-id and --kind certificate, or leave it out.\n',
      ],
      [
        'with a key that is not there',
        ['--import', 'AuthKey_OWNKEY0001.p8'],
        'ringproof: Cannot read the key AuthKey_OWNKEY0001.p8: there is no such file.\n' +
          'Give the .p8 file of the key with --import.\n',
      ],
      [
        'with a key of an id that nobody knows',
        ['--import', 'note.txt'],
        'ringproof: The id of the key in note.txt is not known.\nGive it with --key-id.\n',
      ],
      [
        'with a key that is none',
        ['--import', 'note.txt', '--key-id', 'OWNKEY0001'],
        'ringproof: note.txt is not PEM: it has no line -----BEGIN PRIVATE KEY-----.\n' +
          "A provider key is an EC key on the curve P-256, in PEM: the '.p8' file as Apple's developer site gives it.\n",
      ],
      [
        'with a related key that is not in the folder',
        ['--topic', VOIP, '--related-to', 'OTHERKEY01'],
        "ringproof: No key was issued: the gateway has no key 'OTHERKEY01' to relate it to. Its keys: none.\n" +
          'See --help for the options.\n',
      ],
      [
        'in a folder of other files',
        ['--out', 'letters'],
        'ringproof: letters has files of another kind in it, such as letter.txt.\n' +
          'Name a folder that is empty or does not exist yet, or one that this command has made.\n',
      ],
      [
        'under a file',
        ['--out', 'note.txt'],
        'ringproof: Cannot write credentials to note.txt: it, or something above it, is a file.\nName another folder.\n',
      ],
    ];
    const place = new Place();
    const refused = new Map<string, Ended>();
    before(async () => {
      await place.write('note.txt', 'a note');
      await place.write('letters/letter.txt', 'Dear');
      await Promise.all(
        refusals.map(async ([what, args]) => {
          refused.set(what, await place.run('credentials', ...args));
        }),
      );
    });
    after(() => place.remove());

    for (const [what, , message] of refusals) {
      it(what, () => {
        assert.deepEqual(refused.get(what), { exitCode: 64, stdout: '', stderr: message });
        assert.equal(existsSync(place.at('credentials')), false);
      });
    }
  });
});
