/**
 * Judges provider tokens: JSON Web Tokens signed with ES256.
 *
 * Source of the rules: Apple, "Establishing a token-based connection to APNs". Two things that senders do and APNs takes
 * go beyond the page: a signature in ASN.1 DER besides the standard r‖s (jchambers/pushy, and Apple's own shell recipe),
 * and an `iat` that is a JSON string (swift-server-community/APNSwift).
 */

import { type KeyObject, verify } from 'node:crypto';
import type { Clock } from '../../clock/index.ts';
import { readObject } from '../json.ts';
import type { GatewaySettings } from '../settings/settings.ts';
import type { Environment, ProviderKeys, RegisteredKey } from './provider-keys.ts';

/** A provider token that holds, and the key that signed it. */
export interface ValidToken {
  readonly key: RegisteredKey;
  readonly token: string;
}

export type TokenJudgement =
  | ValidToken
  | { readonly refused: 'InvalidProviderToken' | 'ExpiredProviderToken' | 'BadEnvironmentKeyInToken' };

interface ReadToken {
  readonly keyId: string;
  readonly teamId: string;
  readonly issuedAtMs: number;
  readonly signedText: string;
  readonly signature: Buffer;
}

/** What is remembered of a token: what it says, and which key was found to have signed it or not. */
interface KnownToken {
  /** Undefined for a text that is no provider token. */
  readonly read: ReadToken | undefined;
  checkedWith?: KeyObject;
  signatureHolds?: boolean;
}

/** A provider uses one token for 20 to 60 minutes, so a small memory always hits. */
const REMEMBERED_TOKENS = 500;

const INVALID = { refused: 'InvalidProviderToken' } as const;
const EXPIRED = { refused: 'ExpiredProviderToken' } as const;
const WRONG_ENVIRONMENT = { refused: 'BadEnvironmentKeyInToken' } as const;

export class ProviderTokens {
  readonly #keys: ProviderKeys;
  readonly #environment: Environment;
  readonly #clock: Clock;
  readonly #settings: GatewaySettings;
  readonly #known = new Map<string, KnownToken>();
  /** The token that was asked for last: to compare two texts is cheaper than to look one up. */
  #latest: { readonly text: string; readonly token: KnownToken } | undefined;

  constructor(keys: ProviderKeys, environment: Environment, clock: Clock, settings: GatewaySettings) {
    this.#keys = keys;
    this.#environment = environment;
    this.#clock = clock;
    this.#settings = settings;
  }

  /**
   * Checking a signature costs more than the rest of a push, so it is done once per token and key, failures included.
   * Age and key are looked at every time: a token grows old and a key may be revoked between two pushes.
   */
  judge(text: string): TokenJudgement {
    const token = this.#recall(text);
    if (token.read === undefined) return INVALID;
    const key = this.#keys.find(token.read.keyId);
    if (key === undefined || key.teamId !== token.read.teamId) return INVALID;
    if (token.checkedWith !== key.publicKey) {
      token.checkedWith = key.publicKey;
      token.signatureHolds = signatureHolds(token.read, key.publicKey);
    }
    if (token.signatureHolds !== true) return INVALID;
    if (key.environment !== 'both' && key.environment !== this.#environment) return WRONG_ENVIRONMENT;
    return this.#refusesAge(token.read.issuedAtMs) ?? { key, token: text };
  }

  /** Providers are outsiders and date their tokens by their own watch, so age is a matter of real time. */
  #refusesAge(issuedAtMs: number): TokenJudgement | undefined {
    const ageMs = this.#clock.wallNow() - issuedAtMs;
    if (ageMs > this.#settings.providerTokenLifetimeMs) return EXPIRED;
    if (-ageMs > this.#settings.providerTokenLifetimeMs) return { refused: this.#settings.futureProviderToken };
    return undefined;
  }

  #recall(text: string): KnownToken {
    if (this.#latest?.text === text) return this.#latest.token;
    const token = this.#known.get(text) ?? this.#remember(text);
    this.#latest = { text, token };
    return token;
  }

  #remember(text: string): KnownToken {
    const token: KnownToken = { read: readToken(text) };
    if (this.#known.size >= REMEMBERED_TOKENS) {
      const oldest = this.#known.keys().next();
      if (oldest.done !== true) this.#known.delete(oldest.value);
    }
    this.#known.set(text, token);
    return token;
  }
}

const PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

function readToken(text: string): ReadToken | undefined {
  const parts = PARTS.exec(text);
  if (parts === null) return undefined;
  const [, head = '', body = '', signature = ''] = parts;
  const header = readObject(decoded(head));
  const claims = readObject(decoded(body));
  if (header === undefined || claims === undefined || header.alg !== 'ES256') return undefined;
  const { kid } = header;
  const { iss } = claims;
  const issuedAt = readSeconds(claims.iat);
  if (typeof kid !== 'string' || typeof iss !== 'string' || issuedAt === undefined) return undefined;
  return {
    keyId: kid,
    teamId: iss,
    issuedAtMs: issuedAt * 1000,
    signedText: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function decoded(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('utf8');
}

function readSeconds(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const RAW_SIGNATURE_BYTES = 64;
const DER_SEQUENCE = 0x30;

function signatureHolds(token: ReadToken, key: KeyObject): boolean {
  const { signature } = token;
  const raw = signature.length === RAW_SIGNATURE_BYTES;
  if (!raw && signature[0] !== DER_SEQUENCE) return false;
  return verify('sha256', Buffer.from(token.signedText), { key, dsaEncoding: raw ? 'ieee-p1363' : 'der' }, signature);
}
