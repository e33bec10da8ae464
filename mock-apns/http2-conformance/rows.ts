/** The shape of the table: what a row is, and the outcomes that most rows have. */

import type { Outcome } from './outcome.ts';
import type { RawClient } from './raw-client.ts';

export interface Row {
  /** What holds, in a line. */
  readonly rule: string;
  /** Sends it. May also wait and assert on its own, where one outcome does not say all. */
  readonly send: (client: RawClient) => unknown;
  /** Any of these will do, the first being what the RFC would have. */
  readonly expected: readonly Outcome[];
  /** The stream whose outcome it is; 1 unless told. */
  readonly stream: number;
  /** The client has not said anything before. */
  readonly isBare: boolean;
}

export interface Section {
  /** Of RFC 9113, or of RFC 7541 with `HPACK` before it. */
  readonly section: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

type Send = Row['send'];

export function row(
  rule: string,
  send: Send,
  expected: Outcome | readonly Outcome[],
  options: { readonly stream?: number; readonly isBare?: boolean } = {},
): Row {
  const { stream = 1, isBare = false } = options;
  return { rule, send, expected: typeof expected === 'string' ? [expected] : expected, stream, isBare };
}

/** Ends the connection. */
export const ENDS = {
  protocol: 'GOAWAY PROTOCOL_ERROR',
  size: 'GOAWAY FRAME_SIZE_ERROR',
  flow: 'GOAWAY FLOW_CONTROL_ERROR',
  closed: 'GOAWAY STREAM_CLOSED',
  compression: 'GOAWAY COMPRESSION_ERROR',
} as const;

/** Ends the stream and leaves the connection alone. */
export const RESETS = {
  protocol: 'RST_STREAM PROTOCOL_ERROR',
  size: 'RST_STREAM FRAME_SIZE_ERROR',
  flow: 'RST_STREAM FLOW_CONTROL_ERROR',
  closed: 'RST_STREAM STREAM_CLOSED',
  refused: 'RST_STREAM REFUSED_STREAM',
} as const;

/** The connection lives and nothing became of the stream. */
export const IGNORED = 'nothing';

/** A GET was understood. */
export const GET_ANSWERED = 'answer MethodNotAllowed';
/** A POST to a device's path was understood; it lacks credentials. */
export const POST_ANSWERED = 'answer MissingProviderToken';
/** A POST with {@link CREDENTIALS} was understood; they are no good. */
export const CREDENTIALS_READ = 'answer InvalidProviderToken';
/** No provider token, but something to tell by that a header was read. */
export const CREDENTIALS = ['authorization', 'bearer a.b.c'] as const;
