/**
 * The keys with which providers sign their tokens: issued here as Apple's developer site would, and revoked.
 */

import { createPublicKey, generateKeyPairSync, type KeyObject, randomInt } from 'node:crypto';

/** What a provider gets: all that an APNs client library asks for. */
export interface ProviderKey {
  /** Ten characters, for the token's `kid`. */
  readonly keyId: string;
  /** Ten characters, for the token's `iss`. */
  readonly teamId: string;
  /** The private key as the text of a `.p8` file (PKCS#8, PEM). A secret: it is never logged. */
  readonly key: string;
  /** Topics the key may push to, each named in full (`com.example.app.voip`); absent: every topic of the team. */
  readonly topics?: readonly string[];
}

export interface KeyRequest {
  readonly topics?: readonly string[];
  /** Ten letters and digits; by default all keys of a gateway belong to one team. */
  readonly teamId?: string;
}

/** What the gateway keeps of a key. */
export interface RegisteredKey {
  readonly keyId: string;
  readonly teamId: string;
  readonly topics: readonly string[] | undefined;
  readonly publicKey: KeyObject;
}

const DEFAULT_TEAM_ID = 'RINGPROOF0';
const ID = /^[A-Z0-9]{10}$/;
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export class ProviderKeys {
  readonly #keys = new Map<string, RegisteredKey>();

  /** @throws Error when the team id does not have Apple's form. */
  issue(request: KeyRequest = {}): ProviderKey {
    const teamId = request.teamId ?? DEFAULT_TEAM_ID;
    if (!ID.test(teamId)) {
      throw new Error(
        `No key was issued: the team id is '${teamId}', and Apple's have ten upper-case letters and digits. ` +
          'Pass such a teamId, or none.',
      );
    }
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyId = Array.from({ length: 10 }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
    const topics = request.topics === undefined ? undefined : [...request.topics];
    this.#keys.set(keyId, { keyId, teamId, topics, publicKey: createPublicKey(privateKey) });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { keyId, teamId, key, ...(topics === undefined ? {} : { topics }) };
  }

  find(keyId: string): RegisteredKey | undefined {
    return this.#keys.get(keyId);
  }

  /** @throws Error when there is no such key. */
  revoke(keyId: string): void {
    if (this.#keys.delete(keyId)) return;
    const known = [...this.#keys.keys()].join(', ') || 'none';
    throw new Error(`No key was revoked: the gateway has no key '${keyId}'. Its keys: ${known}.`);
  }
}
