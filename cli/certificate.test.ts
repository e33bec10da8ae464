/** `ringproof certify` and `ringproof verify` from outside: what they say, how they exit, what they leave behind. */

import { strict as assert } from 'node:assert';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalogue } from '../conformance/catalogue.ts';
import { writeBundle } from '../conformance/certificate/bundle.ts';
import { keyIdOf } from '../conformance/certificate/envelope.ts';
import { sampleBundle, sampleKey } from '../conformance/certificate/sample-bundle.test-data.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { signerOf } from './signer.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const publicPem = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
const privatePem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('ringproof verify', function () {
  this.timeout(START_LIMIT_MS);

  const privateKey = sampleKey();
  let place: Place;
  beforeEach(async () => {
    place = new Place();
    await writeBundle(place.at('bundle'), await sampleBundle(privateKey));
  });
  afterEach(() => place.remove());

  it('prints who was tested with what, and whose key to compare', async () => {
    const { exitCode, stdout, stderr } = await place.run('verify', 'bundle');
    const expected = [
      'GOOD: signed, whole and unchanged.',
      '',
      'Result      PASSED',
      'App         Lantern Talk 4.2.0 (com.example.lantern)',
      'Suite       ringproof 0.1.0, other requirements and specs and harness than installed here: ' +
        'requirements bbbbbbbbbbbbbbbb, specs , harness ',
      'Profile     full: everything that an app can be held to',
      'Phones      iPhone 6s (iOS 9.3), iPhone 15 (iOS 18.6)',
      'Runs        3, 2026-03-02 09:31 to 2026-03-02 09:33 UTC, seeds 1, 2, 3',
      `Rules       ${(await loadCatalogue()).requirements.length} passed`,
      `Key id      ${keyIdOf(privateKey)}`,
      '',
      "Signed with the bundle's own key: compare the key id with what the signer publishes, or give --public-key.",
      '',
    ];
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(stdout, expected.join('\n'));
  });

  it('takes the key that its reader trusts, and no other', async () => {
    const other = sampleKey();
    await place.write('vendor.pem', publicPem(privateKey));
    await place.write('other.pem', publicPem(other));
    const [own, foreign] = await Promise.all([
      place.run('verify', 'bundle', '--public-key', 'vendor.pem'),
      place.run('verify', 'bundle', '--public-key', 'other.pem'),
    ]);
    assert.match(own.stdout, /^GOOD: [^]*\n\nSigned with the key of vendor\.pem\.\n$/);
    assert.equal(own.exitCode, 0);
    assert.equal(
      foreign.stdout,
      'REFUSED: this certificate is worth nothing.\n' +
        '  tampered: certificate.dsse.json is refused: it was signed with another key: ' +
        `key id ${keyIdOf(privateKey)}, and not ${keyIdOf(other)}.\n`,
    );
    assert.equal(foreign.exitCode, 1);
  });

  it('refuses with 1 what was changed, and with 2 what is only missing', async () => {
    await rm(place.at('bundle', 'badge.svg'));
    const incomplete = await place.run('verify', 'bundle');
    assert.match(incomplete.stdout, /^REFUSED: .+\n {2}incomplete: badge\.svg is missing\.\n$/);
    assert.equal(incomplete.exitCode, 2);
    const report = await readFile(place.at('bundle', 'conformance-1.json'), 'utf8');
    await place.write('bundle/conformance-1.json', report.replace('Lantern', 'Torch'));
    const tampered = await place.run('verify', 'bundle');
    assert.match(tampered.stdout, /\n {2}tampered: conformance-1\.json was changed after signing: .+\n/);
    assert.equal(tampered.exitCode, 1);
  });

  it('says what it cannot read', async () => {
    await place.write('private.pem', privatePem(privateKey));
    const refusals: readonly (readonly [args: readonly string[], message: string])[] = [
      [
        ['nowhere'],
        'ringproof: Cannot read the certificate nowhere: there is no such folder.\nGive the folder that `certify` wrote.\n',
      ],
      [
        ['private.pem'],
        'ringproof: Cannot read the certificate private.pem: it is no folder.\nGive the folder that `certify` wrote.\n',
      ],
      [
        ['bundle', '--public-key', 'nowhere.pem'],
        'ringproof: Cannot read the public key nowhere.pem: there is no such file.\n' +
          'Give an Ed25519 public key in PEM, such as the public-key.pem that the signer publishes.\n',
      ],
      [
        ['bundle', '--public-key', 'private.pem'],
        'ringproof: private.pem is no Ed25519 public key.\n' +
          'Give an Ed25519 public key in PEM, such as the public-key.pem that the signer publishes.\n',
      ],
      [[], "error: missing required argument 'bundle'\n(run with --help for the options)\n"],
    ];
    const ended = await Promise.all(refusals.map(([args]) => place.run('verify', ...args)));
    assert.deepEqual(
      ended,
      refusals.map(([, stderr]) => ({ exitCode: 64, stdout: '', stderr })),
    );
  });
});

describe('ringproof certify', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.removeClean());

  it('says before it runs anything what it could not do afterwards', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await place.write('rsa.pem', privatePem(rsa));
    await place.write(
      'locked.pem',
      sampleKey()
        .export({ ...LOCKED, format: 'pem' })
        .toString(),
    );
    await place.write('public.pem', publicPem(sampleKey()));
    await place.write('papers/thesis.txt', 'The only copy.');
    const advice = 'Give an Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` makes it.\n';
    const refusals: readonly (readonly [args: readonly string[], message: string])[] = [
      [
        ['--out', 'papers'],
        'ringproof: The folder papers holds thesis.txt, which is no part of a certificate.\nGive another one with --out.\n',
      ],
      [['--key', 'no.pem'], `ringproof: Cannot sign with the key no.pem: there is no such file.\n${advice}`],
      [['--key', 'rsa.pem'], `ringproof: Cannot sign with the key rsa.pem: it is of the kind rsa.\n${advice}`],
      [['--key', 'locked.pem'], `ringproof: Cannot sign with the key locked.pem: it has a password.\n${advice}`],
      [
        ['--key', 'public.pem'],
        `ringproof: Cannot sign with the key public.pem: it is no private key in PEM.\n${advice}`,
      ],
      [
        ['--lab', 'nowhere.yaml'],
        'ringproof: Cannot read the lab file nowhere.yaml: there is no such file.\n' +
          'Give an existing file with --lab, or leave the option out to use the default lab.\n',
      ],
      [
        ['--profile', 'push-server'],
        'ringproof: A push server cannot be certified: its runs have no app, no phones of their own and no seed.\n' +
          'Run it with `ringproof run --profile push-server`, or certify another profile.\n',
      ],
      [
        ['--seed', '-1'],
        "error: option '--seed <number>' argument '-1' is invalid. Expected a whole number from 0 to 4294967295.\n" +
          '(run with --help for the options)\n',
      ],
      [['--only', 'RP-ANS'], "error: unknown option '--only'\n(run with --help for the options)\n"],
    ];
    const ended = await Promise.all(refusals.map(([args]) => place.run('certify', ...args)));
    assert.deepEqual(
      ended,
      refusals.map(([, stderr]) => ({ exitCode: 64, stdout: '', stderr })),
    );
    assert.equal(existsSync(place.at('reports')), false);
  });

  it('does not certify an app that fails, says what it fails, and makes no key', async () => {
    await cp(join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference'), place.at('app'), { recursive: true });
    await place.write('app/main.ts', `${readFileSync(place.at('app', 'main.ts'), 'utf8')}\nthrow new Error('boom');\n`);
    await place.write('lab.yaml', 'app: app\nphones:\n  - { model: iPhone 15, ios: "18.6" }\n');
    // No Allure site, which costs seconds.
    const environment = { JAVA_HOME: '/nonexistent' };
    const certify = await place.start(['certify', '--lab', 'lab.yaml'], { environment });
    const { exitCode, stdout } = await certify.ended;
    assert.match(
      stdout,
      /^Run 1 of 3, seed \d+\nStarting [^]*\nNOT MET: [^]*\n\nNot certified: run 1 of 3 is not met\.\n$/,
    );
    assert.match(stdout, /The app crashed: boom/);
    assert.doesNotMatch(stdout, /Run 2 of 3/);
    assert.equal(exitCode, 1);
    const left = readdirSync(place.at('reports')).filter((name) => !name.startsWith('run-'));
    assert.deepEqual(left, ['latest']);
  });
});

const LOCKED = { type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'hush' } as const;

describe('the signer of certificates', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it('makes a key that only its owner can read, says so, and takes the same one the next time', async () => {
    const file = place.at('certificate-key.pem');
    const first = await signerOf(undefined, file);
    assert.equal(existsSync(file), false, 'nothing is written before there is something to sign');
    await first.keep();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(first.note ?? '', /^Made the key .+certificate-key\.pem, since none was given with --key\. Keep it, /);
    const second = await signerOf(undefined, file);
    await second.keep();
    assert.equal(keyIdOf(second.key), keyIdOf(first.key));
    assert.match(second.note ?? '', /^Signed with .+, as made by an earlier certificate\.$/);
  });

  it('takes a key that is given, without a word', async () => {
    const key = sampleKey();
    const given = await place.write('key.pem', privatePem(key));
    const signer = await signerOf(given, place.at('other.pem'));
    await signer.keep();
    assert.deepEqual([keyIdOf(signer.key), signer.note], [keyIdOf(key), undefined]);
    assert.equal(existsSync(place.at('other.pem')), false);
  });
});
