/** The envelope, against DSSE's own example and against openssl. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dirHash } from './digest.ts';
import { keyIdOf, opened, PAYLOAD_TYPE, preAuthenticationEncoding, sealed } from './envelope.ts';
import { sampleKey } from './sample-bundle.test-data.ts';

const privateKey = sampleKey();
const publicKey = createPublicKey(privateKey);

interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

/** What opening says to an envelope that was changed so. */
function afterChange(change: (envelope: Envelope) => void): string {
  const envelope = JSON.parse(sealed('{"rings":true}', privateKey)) as Envelope;
  change(envelope);
  const outcome = opened(JSON.stringify(envelope), publicKey);
  return outcome.kind === 'opened' ? outcome.payload : outcome.reason;
}

function signatureOf({ signatures: [first] }: Envelope): { keyid: string; sig: string } {
  assert.ok(first !== undefined);
  return first;
}

const MISFIT = 'its signature does not fit its payload: one of the two was changed after signing';

describe('certificate envelope', () => {
  it('encodes what is signed as the example of DSSE has it, lengths in bytes', () => {
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    assert.equal(encoded.toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    assert.equal(preAuthenticationEncoding('é', Buffer.from('来电')).toString(), 'DSSEv1 2 é 6 来电');
  });

  it('gives back what was sealed, also from URL-safe base64 and beside a stranger’s signature', () => {
    assert.equal(
      afterChange(() => {}),
      '{"rings":true}',
    );
    const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const both = afterChange((envelope) => {
      const own = signatureOf(envelope);
      const stranger = signatureOf(JSON.parse(sealed('{"rings":true}', sampleKey())) as Envelope);
      envelope.payload = urlSafe(envelope.payload);
      envelope.signatures = [stranger, { ...own, sig: urlSafe(own.sig) }];
    });
    assert.equal(both, '{"rings":true}');
  });

  it('holds a signature that openssl takes', async function () {
    if (spawnSync('openssl', ['version']).error !== undefined) this.skip();
    const folder = await mkdtemp(path.join(tmpdir(), 'rp-envelope-'));
    try {
      const at = (name: string) => path.join(folder, name);
      const envelope = JSON.parse(sealed('{"rings":true}', privateKey)) as Envelope;
      await writeFile(at('key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      await writeFile(at('sig'), Buffer.from(signatureOf(envelope).sig, 'base64'));
      await writeFile(at('signed'), `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} 14 {"rings":true}`);
      const args = ['-verify', '-pubin', '-rawin', '-inkey', at('key.pem'), '-sigfile', at('sig'), '-in', at('signed')];
      const { status, stdout, stderr } = spawnSync('openssl', ['pkeyutl', ...args], { encoding: 'utf8' });
      assert.equal(status, 0, stdout + stderr);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is refused when a byte of payload or signature is another', () => {
    const changedPayload = afterChange((envelope) => {
      envelope.payload = Buffer.from('{"rings":trUe}').toString('base64');
    });
    const changedSignature = afterChange((envelope) => {
      const bytes = Buffer.from(signatureOf(envelope).sig, 'base64');
      bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
      signatureOf(envelope).sig = bytes.toString('base64');
    });
    assert.deepEqual([changedPayload, changedSignature], [MISFIT, MISFIT]);
  });

  it('is refused with a signature that is cut, and without any', () => {
    const cut = afterChange((envelope) => {
      signatureOf(envelope).sig = signatureOf(envelope).sig.slice(0, 40);
    });
    assert.equal(cut, "it has no signature of 64 bytes, which is Ed25519's length");
    const none = afterChange((envelope) => {
      envelope.signatures = [];
    });
    assert.equal(none, 'it is no DSSE envelope');
  });

  it('is refused as of another type, also when that type was signed', () => {
    const other = afterChange((envelope) => {
      envelope.payloadType = 'application/json';
    });
    assert.equal(other, `its payload type is "application/json" where "${PAYLOAD_TYPE}" was expected`);
  });

  it('is refused when signed with another key, whatever key id it claims', () => {
    const stranger = sampleKey();
    const reason = (text: string) => {
      const outcome = opened(text, publicKey);
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    const foreign = sealed('{}', stranger);
    assert.equal(
      reason(foreign),
      `it was signed with another key: key id ${keyIdOf(stranger)}, and not ${keyIdOf(publicKey)}`,
    );
    assert.equal(reason(foreign.replace(keyIdOf(stranger), keyIdOf(publicKey))), MISFIT);
  });

  it('is refused when it is no envelope at all', () => {
    for (const text of ['', 'null', '[]', '{"payload":"!"}']) {
      assert.deepEqual(opened(text, publicKey), { kind: 'refused', reason: 'it is no DSSE envelope' });
    }
  });
});

describe('digest of a set of files', () => {
  it('is what in-toto’s shell command gives, whatever the order', function () {
    const names = ['b.txt', 'a/c.txt', 'B.txt'];
    const files = new Map(names.map((name) => [name, Buffer.from(name)]));
    assert.equal(dirHash(files), dirHash(new Map([...files].toReversed())));
    const commands = names.map((name) => `mkdir -p $(dirname ${name}) && printf %s ${name} > ${name}`).join(' && ');
    const script = `cd $(mktemp -d) && ${commands} && find . -type f | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -f1 -d' '`;
    const { status, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    if (status !== 0 || stdout === '') this.skip();
    assert.equal(dirHash(files), stdout.trim());
  });

  it('tells a renamed file from the old one', () => {
    const file = Buffer.from('x');
    assert.notEqual(dirHash(new Map([['a', file]])), dirHash(new Map([['b', file]])));
  });
});
