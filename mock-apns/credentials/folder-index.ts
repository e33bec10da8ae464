/**
 * The index of a credentials folder: what a gateway must know of each credential, and no secret. The private keys lie
 * beside it in files of their own, so that a gateway reads none but those of its authority and its server.
 */

import { z } from 'zod';
import { CredentialsError } from './credentials-error.ts';

const environment = z.enum(['sandbox', 'production']);

const KEY = z.strictObject({
  keyId: z.string(),
  teamId: z.string(),
  environment: z.union([environment, z.literal('both')]),
  /** Absent: every topic of the team. */
  topics: z.array(z.string()).optional(),
  relatedTo: z.string().optional(),
  /** PEM. */
  publicKey: z.string(),
  /** Absent for a key of the user's own, whose file stays where it is. */
  file: z.string().optional(),
});

const CERTIFICATE = z.strictObject({
  bundleId: z.string(),
  topics: z.array(z.string()),
  environments: z.array(environment),
  /** Certificate and key in one. */
  pem: z.string(),
  p12: z.string(),
  /** As ISO 8601. */
  expires: z.string(),
});

const FOLDER_INDEX = z.strictObject({
  /** Of this format. */
  version: z.literal(1),
  keys: z.array(KEY),
  certificates: z.array(CERTIFICATE),
});

export type IndexedKey = z.infer<typeof KEY>;
export type IndexedCertificate = z.infer<typeof CERTIFICATE>;
export type FolderIndex = z.infer<typeof FOLDER_INDEX>;

/** @throws CredentialsError when the text is no such index; `path` is for the message. */
export function parseIndex(text: string, path: string): FolderIndex {
  const advice = 'It is written by `ringproof credentials`. Undo the change to it, or make a new folder.';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new CredentialsError(`${path} is not JSON.`, advice, { cause: error });
  }
  const result = FOLDER_INDEX.safeParse(data);
  if (result.success) return result.data;
  throw new CredentialsError(`${path} cannot be used:\n${z.prettifyError(result.error)}\n`, advice);
}
