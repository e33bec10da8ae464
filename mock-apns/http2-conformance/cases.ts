/**
 * HTTP/2's rules for a server, as a table: bytes that keep or break a rule, and what may become of them. The rules are
 * those of RFC 9113 and RFC 7541. Whatever one of h2spec's 146 cases checks has a row; h2spec's own 6.10/1 fails because
 * it sends more bytes of headers than the gateway, like Apple, says that it reads.
 */

import { FLOW_CONTROL } from './cases/flow-control.ts';
import { FRAME_TYPES } from './cases/frame-types.ts';
import { HPACK } from './cases/hpack.ts';
import { MESSAGES } from './cases/messages.ts';
import { STARTING } from './cases/starting.ts';
import { STREAMS } from './cases/streams.ts';
import type { Section } from './rows.ts';

export const SECTIONS: readonly Section[] = [
  ...STARTING,
  ...STREAMS,
  ...FRAME_TYPES,
  ...FLOW_CONTROL,
  ...MESSAGES,
  ...HPACK,
];
