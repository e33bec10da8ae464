/** Who signs a certificate: a key that the user gives, or one that is made once and kept beside the certificates. */

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from '../lab/errors.ts';
import { shownPath } from '../lab/shown-path.ts';

export interface Signer {
  readonly key: KeyObject;
  /** Writes a key that was made here. */
  keep(): Promise<void>;
  /** What the user should know about the key. */
  readonly note?: string;
}

/**
 * @param given path of the user's key
 * @param own path of the key that is made without one
 * @throws UsageError when the key cannot be read, or is not Ed25519
 */
export async function signerOf(given: string | undefined, own: string): Promise<Signer> {
  const file = given ?? own;
  if (given !== undefined || existsSync(own)) {
    const note =
      given === undefined ? { note: `Signed with ${shownPath(own)}, as made by an earlier certificate.` } : {};
    return { key: await readKey(file), keep: () => Promise.resolve(), ...note };
  }
  const key = generateKeyPairSync('ed25519').privateKey;
  return {
    key,
    async keep() {
      const pem = key.export({ type: 'pkcs8', format: 'pem' });
      await writeFile(own, pem, { mode: 0o600, flag: 'wx' });
    },
    note:
      `Made the key ${shownPath(own)}, since none was given with --key. Keep it, and keep it secret: whoever has it ` +
      'signs as you do. Tell your readers its key id.',
  };
}

async function readKey(file: string): Promise<KeyObject> {
  const refused = (why: string) =>
    new UsageError(
      `Cannot sign with the key ${shownPath(file)}: ${why}.`,
      'Give an Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` makes it.',
    );
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refused(error.code === 'ENOENT' ? 'there is no such file' : error.message);
  });
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw refused(pem.includes('ENCRYPTED') ? 'it has a password' : 'it is no private key in PEM');
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw refused(`it is of the kind ${key.asymmetricKeyType ?? 'unknown'}`);
}
