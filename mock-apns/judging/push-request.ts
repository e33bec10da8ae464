/**
 * One request of a provider, as the checks read it. Everything is read when first asked for, so that the order of the
 * checks can change.
 */

import type { ClientCertificate } from '../credentials/client-certificate.ts';
import type { ProviderTokens, TokenJudgement, ValidToken } from '../credentials/provider-tokens.ts';
import type { DeviceTokens, Registration } from '../devices/device-tokens.ts';
import { isPushType, type PushType } from './push-types.ts';

/** What the connection hands over, whatever its framing. */
export interface ProviderRequest {
  readonly method: string;
  readonly path: string;
  /** Names (lower case) and values in turn, as received and repeated; values hold one byte per character. */
  readonly rawHeaders: readonly string[];
  /** May be cut off one byte after the largest payload that any push can have. */
  readonly body: Buffer;
}

const DEVICE_PATH = '/3/device/';

export class PushRequest {
  readonly method: string;
  readonly body: Buffer;
  /** What follows `/3/device/`; undefined when the path is another one. */
  readonly token: string | undefined;
  /** The connection's; undefined when the request has to bring a provider token. */
  readonly certificate: ClientCertificate | undefined;
  readonly id: string | undefined;
  /** As the header says; without one, the topic of a certificate that has a single one. */
  readonly topic: string | undefined;
  readonly priority: string | undefined;
  readonly expiration: string | undefined;
  readonly collapseId: string | undefined;
  readonly pushTypeText: string | undefined;
  /** Whether a header that matters to APNs came more than once. */
  readonly hasDuplicates: boolean;
  readonly #authorization: string | undefined;
  readonly #providerTokens: Pick<ProviderTokens, 'judge'>;
  readonly #deviceTokens: Pick<DeviceTokens, 'find'>;
  #judgement: TokenJudgement | undefined;
  #registration: Registration | undefined;

  constructor(
    request: ProviderRequest,
    certificate: ClientCertificate | undefined,
    providerTokens: Pick<ProviderTokens, 'judge'>,
    deviceTokens: Pick<DeviceTokens, 'find'>,
  ) {
    this.method = request.method;
    this.body = request.body;
    this.certificate = certificate;
    this.token = request.path.startsWith(DEVICE_PATH) ? request.path.slice(DEVICE_PATH.length) : undefined;
    this.#providerTokens = providerTokens;
    this.#deviceTokens = deviceTokens;
    const { values, hasDuplicates } = readHeaders(request.rawHeaders);
    const [authorization, id, topic, priority, expiration, collapseId, pushType] = values;
    this.#authorization = authorization;
    this.id = id;
    this.topic = topic ?? (certificate?.topics.length === 1 ? certificate.topics[0] : undefined);
    this.priority = priority;
    this.expiration = expiration;
    this.collapseId = collapseId;
    this.pushTypeText = pushType;
    this.hasDuplicates = hasDuplicates;
  }

  /** The push type, when there is one and it is known. */
  get pushType(): PushType | undefined {
    const text = this.pushTypeText;
    return text !== undefined && isPushType(text) ? text : undefined;
  }

  /** What is thought of the provider token; undefined when the request has none, or needs none. */
  get credential(): TokenJudgement | undefined {
    if (this.#judgement === undefined && this.certificate === undefined) {
      const text = this.#authorization === undefined ? undefined : bearerToken(this.#authorization);
      if (text !== undefined) this.#judgement = this.#providerTokens.judge(text);
    }
    return this.#judgement;
  }

  /** The provider token, when there is one and it holds. */
  get validToken(): ValidToken | undefined {
    const { credential } = this;
    return credential !== undefined && 'key' in credential ? credential : undefined;
  }

  /** Whom the device token stands for; undefined when it is unknown or there is none. */
  get registration(): Registration | undefined {
    if (this.token !== undefined) this.#registration ??= this.#deviceTokens.find(this.token);
    return this.#registration;
  }
}

/** The headers that the checks read, in the order in which {@link readHeaders} gives their values. */
const READ = [
  'authorization',
  'apns-id',
  'apns-topic',
  'apns-priority',
  'apns-expiration',
  'apns-collapse-id',
  'apns-push-type',
];

const PLACES: ReadonlyMap<string, number> = new Map(READ.map((name, place) => [name, place]));

/** The first value of each header, and whether one of APNs' came again, those that no check reads among them. */
function readHeaders(raw: readonly string[]): { values: readonly (string | undefined)[]; hasDuplicates: boolean } {
  const values: (string | undefined)[] = READ.map(() => undefined);
  let others: Set<string> | undefined;
  let hasDuplicates = false;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const place = PLACES.get(name);
    if (place !== undefined) {
      if (values[place] === undefined) values[place] = raw[index + 1] ?? '';
      else hasDuplicates = true;
    } else if (name.startsWith('apns-')) {
      others ??= new Set();
      if (others.has(name)) hasDuplicates = true;
      others.add(name);
    }
  }
  return { values, hasDuplicates };
}

/** What was read last: a provider sends one token with every push, and a string that is known is compared at once. */
let last: { readonly authorization: string; readonly token: string | undefined } = {
  authorization: '',
  token: undefined,
};

function bearerToken(authorization: string): string | undefined {
  if (authorization !== last.authorization) {
    last = { authorization, token: /^bearer +(.+)$/i.exec(authorization)?.[1] };
  }
  return last.token;
}
