/** `ringproof verify`: judges a certificate offline, from its folder alone. */

import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pc from 'picocolors';
import { loadCatalogue } from '../conformance/catalogue.ts';
import { ed25519From, verifyBundle } from '../conformance/certificate/verify.ts';
import { EXIT_CODE, UsageError } from '../lab/errors.ts';
import type { Profile } from '../lab/run/profiles.ts';
import { suiteOf } from '../lab/run/provenance.ts';
import { certificateLines, exitCodeOf, findingLines } from './certificate-words.ts';

export interface VerifyCommand {
  /** Path of the public key of who is expected to have signed. */
  readonly publicKey?: string;
  /** What the certificate has to be of. */
  readonly profile?: Profile;
}

/** @param bundle its folder. @returns the exit code. @throws UsageError */
export async function verify(bundle: string, { publicKey, profile }: VerifyCommand): Promise<number> {
  const trusted = publicKey === undefined ? undefined : await readPublicKey(publicKey);
  const suite = await suiteOf();
  const digest = suite.find(({ name }) => name === 'requirements')?.digest?.['dirHash'];
  const verification = await verifyBundle(bundle, {
    ...(trusted === undefined ? {} : { key: trusted }),
    ...(profile === undefined ? {} : { profile }),
    ...(digest === undefined ? {} : { installed: { catalogue: await loadCatalogue(), digest } }),
  }).catch((error: NodeJS.ErrnoException) => {
    const why = WHY[error.code ?? ''] ?? error.message;
    throw new UsageError(`Cannot read the certificate ${bundle}: ${why}.`, 'Give the folder that `certify` wrote.');
  });
  if (verification.kind === 'refused') {
    const { findings } = verification;
    print([pc.red('REFUSED: this certificate is worth nothing.'), ...findingLines(findings)]);
    return exitCodeOf(findings);
  }
  const { statement, keyId } = verification;
  const whose =
    trusted === undefined
      ? pc.yellow(
          "Signed with the bundle's own key: compare the key id with what the signer publishes, or give --public-key.",
        )
      : `Signed with the key of ${publicKey}.`;
  print([pc.green('GOOD: signed, whole and unchanged.'), '', ...certificateLines(statement, keyId, suite)]);
  print(['', whose]);
  return EXIT_CODE.met;
}

const WHY: Readonly<Record<string, string>> = { ENOENT: 'there is no such folder', ENOTDIR: 'it is no folder' };

async function readPublicKey(file: string): Promise<KeyObject> {
  const advice = 'Give an Ed25519 public key in PEM, such as the public-key.pem that the signer publishes.';
  const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new UsageError(`Cannot read the public key ${file}: ${why}.`, advice);
  });
  const key = ed25519From(pem);
  if (key === undefined) throw new UsageError(`${file} is no Ed25519 public key.`, advice);
  return key;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
