/**
 * A bare provider for this room's tests: it sends whatever it is told to over plain node:http2, right or wrong.
 */

import { sign } from 'node:crypto';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import type { Gateway, ProviderCertificate, ProviderKey } from '../index.ts';

interface TokenDetails {
  /** Seconds since 1970, as number or string. Default: now, by real time. */
  readonly issuedAt?: number | string;
  /** Default `ieee-p1363`: r‖s, as the JSON Web Token standard has it. */
  readonly encoding?: 'ieee-p1363' | 'der';
  readonly algorithm?: string;
}

/** A provider token, signed with `key`. */
export function providerToken(key: ProviderKey, details: TokenDetails = {}): string {
  const header = { alg: details.algorithm ?? 'ES256', kid: key.keyId };
  const claims = { iss: key.teamId, iat: details.issuedAt ?? secondsFromNow(0) };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(text), {
    key: key.key,
    dsaEncoding: details.encoding ?? 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}

/** UNIX time, `seconds` from now by real time. */
export function secondsFromNow(seconds: number): number {
  return Math.floor((performance.timeOrigin + performance.now()) / 1000) + seconds;
}

export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  /** Header values; an array sends the header as often. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The body read as JSON; undefined when there was none. */
  readonly body: { readonly reason?: string; readonly timestamp?: number } | undefined;
}

export class TestProvider {
  readonly #session: ClientHttp2Session;

  /** @param options `alpn: false` speaks HTTP/2 without having asked for it in the TLS handshake. */
  constructor(gateway: Gateway, options: { readonly alpn?: boolean; readonly certificate?: ProviderCertificate } = {}) {
    const { certificate } = options;
    const own = certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key };
    const ca = gateway.certificateAuthority;
    this.#session =
      options.alpn === false
        ? connectHttp2(gateway.url, {
            createConnection: () => connectTls({ host: gateway.host, port: gateway.port, ca }),
          })
        : connectHttp2(gateway.url, { ca, ...own });
    this.#session.on('error', () => undefined);
  }

  send(request: TestRequest): Promise<TestAnswer> {
    return new Promise((resolve, reject) => {
      const hasBody = request.body !== undefined;
      const stream = this.#session.request(
        { ':method': request.method ?? 'POST', ':path': request.path, ...request.headers },
        { endStream: !hasBody },
      );
      let head: Record<string, unknown> | undefined;
      let text = '';
      stream.setEncoding('utf8');
      stream.on('response', (headers) => {
        head = headers;
      });
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('error', reject);
      stream.on('close', () => {
        if (head === undefined) {
          reject(new Error(`No answer to ${request.path}: the stream was closed.`));
          return;
        }
        const body: TestAnswer['body'] = text === '' ? undefined : JSON.parse(text);
        resolve({ status: Number(head[':status']), headers: head, body });
      });
      if (hasBody) stream.end(request.body);
    });
  }

  /** Breaks the connection off. */
  close(): void {
    this.#session.destroy();
  }
}
