/**
 * One request of a provider, as the checks read it. Everything is read when first asked for, so that the order of the
 * checks can change.
 */

import type { ClientCertificate } from '../credentials/client-certificate.ts';
import type { TokenJudgement, ValidToken } from '../credentials/provider-tokens.ts';
import type { Registration } from '../devices/device-tokens.ts';
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
  /** Whether a header that matters to APNs came more than once. */
  readonly hasDuplicates: boolean;
  readonly #headers = new Map<string, string>();
  readonly #judgeToken: (text: string) => TokenJudgement;
  readonly #findToken: (token: string) => Registration | undefined;
  #judgement: TokenJudgement | undefined;
  #registration: Registration | undefined;

  constructor(
    request: ProviderRequest,
    certificate: ClientCertificate | undefined,
    judgeToken: (text: string) => TokenJudgement,
    findToken: (token: string) => Registration | undefined,
  ) {
    this.method = request.method;
    this.body = request.body;
    this.certificate = certificate;
    this.token = request.path.startsWith(DEVICE_PATH) ? request.path.slice(DEVICE_PATH.length) : undefined;
    this.#judgeToken = judgeToken;
    this.#findToken = findToken;
    let hasDuplicates = false;
    for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
      const name = request.rawHeaders[index] ?? '';
      if (name !== 'authorization' && !name.startsWith('apns-')) continue;
      if (this.#headers.has(name)) hasDuplicates = true;
      else this.#headers.set(name, request.rawHeaders[index + 1] ?? '');
    }
    this.hasDuplicates = hasDuplicates;
  }

  get id(): string | undefined {
    return this.#headers.get('apns-id');
  }

  /** As the header says; without one, the topic of a certificate that has a single one. */
  get topic(): string | undefined {
    const [only, ...others] = this.certificate?.topics ?? [];
    return this.#headers.get('apns-topic') ?? (others.length === 0 ? only : undefined);
  }

  get priority(): string | undefined {
    return this.#headers.get('apns-priority');
  }

  get expiration(): string | undefined {
    return this.#headers.get('apns-expiration');
  }

  get collapseId(): string | undefined {
    return this.#headers.get('apns-collapse-id');
  }

  get pushTypeText(): string | undefined {
    return this.#headers.get('apns-push-type');
  }

  /** The push type, when there is one and it is known. */
  get pushType(): PushType | undefined {
    const text = this.pushTypeText;
    return text !== undefined && isPushType(text) ? text : undefined;
  }

  /** What is thought of the provider token; undefined when the request has none, or needs none. */
  get credential(): TokenJudgement | undefined {
    if (this.#judgement === undefined && this.certificate === undefined) {
      const text = /^bearer +(.+)$/i.exec(this.#headers.get('authorization') ?? '')?.[1];
      if (text !== undefined) this.#judgement = this.#judgeToken(text);
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
    if (this.token !== undefined) this.#registration ??= this.#findToken(this.token);
    return this.#registration;
  }
}
