/**
 * The keys with which providers sign their tokens: issued here as Apple's developer site would, and revoked.
 * Apple's limits on the number of keys and of topics per key are not enforced.
 */

import { createPublicKey, generateKeyPairSync, type KeyObject, randomInt } from 'node:crypto';
import type { Table } from '../table.ts';
import { CredentialsError } from './credentials-error.ts';
import { readPublicKey } from './read-key.ts';

/** APNs keeps two worlds that share neither device tokens nor, for new keys, credentials. */
export type Environment = 'sandbox' | 'production';

/** Where a key is good: keys made before Apple tied them to an environment work in both. */
export type KeyEnvironment = Environment | 'both';

/** What a provider gets: all that an APNs client library asks for. */
export interface ProviderKey {
  /** Ten characters, for the token's `kid`. */
  readonly keyId: string;
  /** Ten characters, for the token's `iss`. */
  readonly teamId: string;
  /** The private key as the text of a `.p8` file (PKCS#8, PEM). A secret: it is never logged. */
  readonly key: string;
  readonly environment: KeyEnvironment;
  /** Topics the key may push to, each named in full (`com.example.app.voip`); absent: every topic of the team. */
  readonly topics?: readonly string[];
}

export interface KeyRequest {
  readonly topics?: readonly string[];
  /** Ten letters and digits; by default all keys of a gateway belong to one team. */
  readonly teamId?: string;
  /** Default: the gateway's own. A key for the other one draws `BadEnvironmentKeyInToken`. */
  readonly environment?: KeyEnvironment;
  /**
   * Id of the key with topics that this one, with topics too, may share a connection with. A key has one related key at
   * most. Source: Apple, "Establishing a token-based connection to APNs".
   */
  readonly relatedTo?: string;
}

/** A key that exists already: one of the user's own, or one that an earlier gateway issued. */
export interface ExistingKey extends KeyRequest {
  readonly keyId: string;
  /** PEM, private (`.p8`) or public; only the public part is kept. */
  readonly key: string;
  /** What the text is called in messages, such as its file's path. Default: the key with its id. */
  readonly origin?: string;
}

/** What the gateway keeps of a key. */
export interface RegisteredKey {
  readonly keyId: string;
  readonly teamId: string;
  readonly environment: KeyEnvironment;
  readonly topics: readonly string[] | undefined;
  readonly publicKey: KeyObject;
  /** Id of the one key that it may share a connection with; undefined while there is none. */
  relatedTo: string | undefined;
}

/**
 * Tells whether a connection whose first key is `first` takes tokens of `next`. Keys for all topics of one team follow
 * each other; a key with topics is alone on its connection but for its related key.
 * Source: Apple, "Establishing a token-based connection to APNs".
 */
export function mayFollow(first: RegisteredKey, next: RegisteredKey): boolean {
  if (first.keyId === next.keyId) return true;
  if (first.topics === undefined && next.topics === undefined) return true;
  // Keys are related both ways; the later one is the one that was looked up just now.
  return next.relatedTo === first.keyId;
}

const DEFAULT_TEAM_ID = 'RINGPROOF0';
const ID = /^[A-Z0-9]{10}$/;
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export class ProviderKeys {
  readonly #environment: KeyEnvironment;
  #keys: Table<RegisteredKey>;

  /** @param environment of keys whose request names none. */
  constructor(environment: KeyEnvironment, keys: Table<RegisteredKey> = new Map()) {
    this.#environment = environment;
    this.#keys = keys;
  }

  /** @throws CredentialsError when the team id does not have Apple's form, or the keys cannot be related. */
  issue(request: KeyRequest = {}): ProviderKey {
    const teamId = request.teamId ?? DEFAULT_TEAM_ID;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyId = Array.from({ length: 10 }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
    const { environment, topics } = this.#register(keyId, teamId, createPublicKey(privateKey), request);
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { keyId, teamId, key, environment, ...(topics === undefined ? {} : { topics }) };
  }

  /**
   * Makes a key known that was issued elsewhere.
   * @throws CredentialsError when the text is no such key, one of this id is known, or as for {@link issue}.
   */
  add(key: ExistingKey): RegisteredKey {
    const { keyId, origin = `The key '${keyId}'` } = key;
    if (!ID.test(keyId)) {
      const advice = "Apple's have ten upper-case letters and digits, as in the name AuthKey_<key id>.p8.";
      throw new CredentialsError(`No key was added: its id is '${keyId}'.`, advice);
    }
    if (this.#keys.get(keyId) !== undefined) {
      throw new CredentialsError(`No key was added: there is a key '${keyId}' already.`, 'Give each key id once.');
    }
    return this.#register(keyId, key.teamId ?? DEFAULT_TEAM_ID, readPublicKey(key.key, origin), key);
  }

  #register(keyId: string, teamId: string, publicKey: KeyObject, request: KeyRequest): RegisteredKey {
    if (!ID.test(teamId)) {
      throw new CredentialsError(
        `No key was issued: the team id is '${teamId}', and Apple's have ten upper-case letters and digits.`,
        'Pass such a teamId, or none.',
      );
    }
    const related = request.relatedTo === undefined ? undefined : this.#relative(request.relatedTo, teamId, request);
    const topics = request.topics === undefined ? undefined : [...request.topics];
    const environment = request.environment ?? this.#environment;
    const key: RegisteredKey = { keyId, teamId, environment, topics, publicKey, relatedTo: related?.keyId };
    this.#keys.set(keyId, key);
    if (related !== undefined) {
      related.relatedTo = keyId;
      this.#keys.set(related.keyId, related);
    }
    return key;
  }

  /** In the order in which they became known. */
  list(): RegisteredKey[] {
    return [...this.#keys.keys()].flatMap((keyId) => this.#keys.get(keyId) ?? []);
  }

  /** Keeps the keys in another table from now on; those that are known move there. */
  keepIn(table: Table<RegisteredKey>): void {
    for (const key of this.list()) table.set(key.keyId, key);
    this.#keys = table;
  }

  find(keyId: string): RegisteredKey | undefined {
    return this.#keys.get(keyId);
  }

  /** @throws Error when there is no such key. */
  revoke(keyId: string): void {
    if (this.#keys.delete(keyId)) return;
    throw new Error(`No key was revoked: the gateway has no key '${keyId}'. Its keys: ${this.#list()}.`);
  }

  #relative(keyId: string, teamId: string, { topics }: KeyRequest): RegisteredKey {
    const key = this.#keys.get(keyId);
    const problem =
      key === undefined
        ? `the gateway has no key '${keyId}' to relate it to. Its keys: ${this.#list()}`
        : key.teamId !== teamId
          ? `key '${keyId}' belongs to team '${key.teamId}', not to '${teamId}'. Related keys have one team`
          : key.topics === undefined || topics === undefined
            ? `related keys both have topics, and ${topics === undefined ? 'the new key' : `key '${keyId}'`} has none. ` +
              'Issue both with topics'
            : key.relatedTo === undefined
              ? undefined
              : `key '${keyId}' is related to '${key.relatedTo}' already, and a key has one related key at most`;
    if (key !== undefined && problem === undefined) return key;
    throw new CredentialsError(`No key was issued: ${problem}.`, '');
  }

  #list(): string {
    return [...this.#keys.keys()].join(', ') || 'none';
  }
}
