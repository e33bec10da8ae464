/**
 * What the gateway decides for a request and for a connection: the answer as a rule, misbehaviour when a fault asks for
 * it. Plain data, so that nothing beyond this folder knows how requests are framed.
 */

import type { ErrorCode } from '../http2/frames.ts';

export interface Answer {
  readonly status: number;
  /** Without `:status`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; undefined for an answer without a body. */
  readonly body: string | undefined;
  /** How many streams the connection may have open from this answer on; undefined: as many as before. */
  readonly streamLimit: number | undefined;
}

/** What happens to a connection beside or after an answer. */
export type Disturbance =
  /** GOAWAY with an HTTP/2 error code and, as APNs does, the reason as JSON; requests under way are still answered. */
  | { readonly kind: 'goaway'; readonly code: ErrorCode; readonly reason: string | undefined }
  /** The TCP connection is reset, without a word. */
  | { readonly kind: 'disconnect' }
  /** Nothing is read or written any more, and the connection stays open: a peer behind a dead NAT entry. */
  | { readonly kind: 'half-open' };

/** What becomes of one request. */
export interface Outcome {
  /** Undefined: the request stays without an answer. */
  readonly answer: Answer | undefined;
  /** Milliseconds of testbed time before anything of this happens. Default 0. */
  readonly afterMs?: number;
  /** RST_STREAM with this HTTP/2 error code, in place of the answer. */
  readonly resetCode?: ErrorCode;
  /** What follows the answer. */
  readonly disturbance?: Disturbance;
}

/** What becomes of a connection before its first byte is read. */
export type Admission =
  | { readonly kind: 'accept' /** Milliseconds of testbed time before the TLS handshake. */; readonly afterMs: number }
  /** The TCP connection is reset at once. */
  | { readonly kind: 'refuse' };
