/** Rules of the mock APNs gateway, each broken once, with the test that must fail then. */

import type { Mutant } from './mutant.ts';

const CHECKS_TEST = 'mock-apns/judging/checks.test.ts';
const COURIER_TEST = 'mock-apns/devices/courier.test.ts';
const KEYS_TEST = 'mock-apns/credentials/provider-keys.test.ts';
const TOKENS_TEST = 'mock-apns/credentials/provider-tokens.test.ts';
const HTTP2_TEST = 'mock-apns/http2-conformance/http2-conformance.test.ts';
const CONTROL_TEST = 'mock-apns/control/control.test.ts';
const CERTIFICATES_TEST = 'mock-apns/credentials/client-certificate.test.ts';

export const GATEWAY_MUTANTS: readonly Mutant[] = [
  {
    does: 'lets a key push to every topic',
    file: 'mock-apns/judging/checks.ts',
    find: '?.topics?.includes(topic) === false',
    replace: '?.topics?.includes(topic) === undefined && false',
    test: CHECKS_TEST,
    caughtBy: 'topic allowed: answers TopicDisallowed to a key for another topic',
  },
  {
    does: 'accepts an expired provider token',
    file: 'mock-apns/credentials/provider-tokens.ts',
    find: 'if (ageMs > this.#settings.providerTokenLifetimeMs) return EXPIRED;',
    replace: '',
    test: CHECKS_TEST,
    caughtBy: 'provider token: answers ExpiredProviderToken to a token issued 61 minutes ago',
  },
  {
    does: 'takes any signature',
    file: 'mock-apns/credentials/provider-tokens.ts',
    find: 'if (token.signatureHolds !== true) return INVALID;',
    replace: '',
    test: TOKENS_TEST,
    caughtBy: 'are refused when someone else signed them',
  },
  {
    does: 'refuses DER signatures',
    file: 'mock-apns/credentials/provider-tokens.ts',
    find: 'if (!raw && signature[0] !== DER_SEQUENCE) return false;',
    replace: 'if (!raw) return false;',
    test: TOKENS_TEST,
    caughtBy: 'are good with r‖s and with DER signatures',
  },
  {
    does: 'refuses an iat that is a string',
    file: 'mock-apns/credentials/provider-tokens.ts',
    find: "return typeof value === 'string' && /^\\d+(\\.\\d+)?$/.test(value) ? Number(value) : undefined;",
    replace: 'return undefined;',
    test: TOKENS_TEST,
    caughtBy: 'are good with a time of issue that is a JSON string',
  },
  {
    does: 'takes tokens of two teams on one connection',
    file: 'mock-apns/judging/checks.ts',
    find: 'validToken.key.teamId !== firstKey.teamId',
    replace: 'validToken.key.teamId === undefined',
    test: TOKENS_TEST,
    caughtBy: 'of two teams do not go over one connection',
  },
  {
    does: 'lets provider tokens change at any time',
    file: 'mock-apns/judging/checks.ts',
    find: 'validToken !== undefined && connection.tokensInUse.isTooSoon(validToken.key.keyId, validToken.token)',
    replace: 'validToken !== undefined && connection.isWedged && false',
    test: KEYS_TEST,
    caughtBy: 'draw TooManyProviderTokenUpdates within 20 minutes',
  },
  {
    does: 'takes a certificate of the other environment',
    file: 'mock-apns/credentials/client-certificate.ts',
    find: 'return read.environments.includes(environment) ? read',
    replace: 'return read.environments.length >= 0 || environment === undefined ? read',
    test: CERTIFICATES_TEST,
    caughtBy: 'draw two GOAWAY frames with the reason in the first, and the end',
  },
  {
    does: 'joins repeated headers',
    file: 'mock-apns/judging/push-request.ts',
    find: 'else hasDuplicates = true;',
    replace: 'else hasDuplicates = others !== undefined;',
    test: CHECKS_TEST,
    caughtBy: 'no header twice: answers DuplicateHeaders to two priorities',
  },
  {
    does: 'takes any push type with any topic',
    file: 'mock-apns/judging/push-types.ts',
    find: "return type === 'background' ? implied === 'alert' : type === implied;",
    replace: 'return type.length > 0 && implied.length > 0;',
    test: CHECKS_TEST,
    caughtBy: 'push type for topic: answers InvalidPushType to type alert with a PushKit token and topic',
  },
  {
    does: 'allows a VoIP payload no more than 4096 bytes',
    file: 'mock-apns/judging/push-types.ts',
    find: "return tokenKindOf(topic) === 'voip' ? LARGEST_PAYLOAD_BYTES : 4096;",
    replace: "return tokenKindOf(topic) === 'voip' ? 4096 : 4096;",
    test: CHECKS_TEST,
    caughtBy: 'accepts a VoIP payload of 5120 bytes',
  },
  {
    does: 'writes apns-id in lower case',
    file: 'mock-apns/judging/judge.ts',
    find: 'isApnsId(push.id) ? push.id :',
    replace: 'isApnsId(push.id) ? push.id.toLowerCase() :',
    test: CHECKS_TEST,
    caughtBy: 'echoes an apns-id byte for byte, on success and on refusal',
  },
  {
    does: 'stores a push whose time is over',
    file: 'mock-apns/devices/push.ts',
    find: 'return expiration * 1000 <= now ? undefined : Math.min(expiration * 1000, longest);',
    replace: 'return longest;',
    test: COURIER_TEST,
    caughtBy: 'does not store a push with expiration 0',
  },
  {
    does: 'keeps a broadcast for 30 days',
    file: 'mock-apns/broadcast/broadcasts.ts',
    find: 'const LONGEST_STORAGE_MS = 8 * 60 * 60_000;',
    replace: 'const LONGEST_STORAGE_MS = 30 * 24 * 60 * 60_000;',
    test: 'mock-apns/broadcast/broadcasts.test.ts',
    caughtBy: 'keep a message for 8 hours at most',
  },
  {
    does: 'accepts what a revoked key signed',
    file: 'mock-apns/credentials/provider-keys.ts',
    find: 'if (this.#keys.delete(keyId)) return;',
    replace: 'if (this.#keys.has(keyId)) return;',
    test: TOKENS_TEST,
    caughtBy: 'are refused from the moment their key is revoked',
  },
  {
    does: "sends more of an answer than the provider's window takes",
    file: 'mock-apns/http2/session.ts',
    find: 'Math.min(stream.sendWindow, this.#sendWindow, this.#maxSentFrame)',
    replace: 'Math.min(this.#sendWindow, this.#maxSentFrame)',
    test: HTTP2_TEST,
    caughtBy: '6.9.1/1 of one byte',
  },
  {
    does: 'takes one stream number twice',
    file: 'mock-apns/http2/session.ts',
    find: 'if (id <= this.#lastStream) return this.#onLateHeaders(id);',
    replace: '',
    test: HTTP2_TEST,
    caughtBy: '5.1.1/2 and each a higher one than before',
  },
  {
    does: 'lets whoever has any token use the control API',
    file: 'mock-apns/control/access.ts',
    find: 'if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;',
    replace: 'if (given !== undefined && digest(given).length === digest(token).length) return;',
    test: CONTROL_TEST,
    caughtBy: 'with a token: whoever has not got it',
  },
  {
    does: 'lets web pages use the control API',
    file: 'mock-apns/control/access.ts',
    find: 'if (origin === undefined || isLocalOrigin(origin)) return;',
    replace: 'if (origin !== host) return;',
    test: CONTROL_TEST,
    caughtBy: 'without a token: other hosts and pages of other origins',
  },
];
