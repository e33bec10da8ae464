/**
 * What a provider can do to a gateway within the letter of HTTP/2, or a step beyond it, at no cost to itself: one row each,
 * with what has to become of the connection and how much memory the gateway may hold meanwhile.
 */

import { STREAM_LIMIT } from './flooded-gateway.ts';
import type { Outcome } from './outcome.ts';
import type { RawClient } from './raw-client.ts';
import { ENDS, IGNORED, RESETS } from './rows.ts';
import {
  CANCEL,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frame,
  GET,
  HEADERS,
  hex,
  integer,
  literal,
  PADDED,
  PING,
  POST,
  PRIORITY,
  padded,
  priority,
  RST_STREAM,
  SETTINGS,
  u32,
  WINDOW_UPDATE,
} from './wire.ts';

export interface Flood {
  readonly name: string;
  /** Where it was seen; nothing when it is merely obvious. */
  readonly seen?: string;
  readonly send: (client: RawClient) => unknown;
  /** Of the connection, or of stream 1; `nothing` where the frames are allowed and cost the gateway no more than they do us. */
  readonly expected: readonly Outcome[];
  /** Kilobytes that the gateway may hold more than before, while the connection is as the flood left it. */
  readonly boundKb: number;
  /** What the bound is made of. */
  readonly because: string;
}

const MANY = 10_000;
const CALM = 'GOAWAY ENHANCE_YOUR_CALM';
/** Ended, or as if nothing had happened; either will do as long as the memory does. */
const ENDED_OR_BORNE = [CALM, IGNORED];
/** A connection is 15 KB, one read 64 KB and one frame 16 KB; the rest is the noise of measuring, up to 325 KB. */
const ONE_CONNECTION_KB = 700;
const ONE_CONNECTION = 'one connection and one frame; the frames leave nothing behind';

const repeat = (count: number, bytes: (index: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, index) => bytes(index)));
/** The same frame over and over. */
const same = (count: number, bytes: Buffer) => (client: RawClient) => client.write(repeat(count, () => bytes));
const streams = (count: number, bytes: (stream: number) => Buffer) => (client: RawClient) =>
  client.write(repeat(count, (index) => bytes(1 + 2 * index)));
const WHOLE = END_HEADERS | END_STREAM;

export const FLOODS: readonly Flood[] = [
  {
    name: `rapid reset: ${MANY} requests, each reset at once`,
    seen: 'CVE-2023-44487',
    send: streams(MANY, (stream) =>
      Buffer.concat([frame(HEADERS, END_HEADERS, stream, literal(POST)), frame(RST_STREAM, 0, stream, u32(CANCEL))]),
    ),
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${5 * MANY} requests that the gateway has to reset`,
    seen: 'CVE-2025-8671',
    send: streams(5 * MANY, (stream) => frame(HEADERS, WHOLE, stream, literal(GET.slice(1)))),
    expected: [CALM, RESETS.protocol],
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection; of streams that are over no more is known than their numbers',
  },
  {
    name: `${MANY} requests that the provider makes the gateway reset by an update of nothing`,
    seen: 'CVE-2025-8671',
    send: streams(MANY, (stream) =>
      Buffer.concat([frame(HEADERS, END_HEADERS, stream, literal(POST)), frame(WINDOW_UPDATE, 0, stream, u32(0))]),
    ),
    expected: [CALM, RESETS.protocol],
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection; of streams that are over no more is known than their numbers',
  },
  {
    name: `${MANY} SETTINGS frames`,
    seen: 'CVE-2019-9515',
    send: same(MANY, frame(SETTINGS, 0, 0)),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: 'SETTINGS frames of 2,730 settings, 100 of them',
    send: same(
      100,
      frame(
        SETTINGS,
        0,
        0,
        repeat(2730, () => hex('00ff00000001')),
      ),
    ),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${10 * MANY} PING frames`,
    seen: 'CVE-2019-9512',
    send: same(10 * MANY, frame(PING, 0, 0, Buffer.alloc(8))),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${MANY} empty DATA frames`,
    seen: 'CVE-2019-9518',
    send: (client) => {
      client.headers(1, POST, END_HEADERS);
      same(MANY, frame(DATA, 0, 1))(client);
    },
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: 'DATA frames of nothing but padding, as many as the window lets through',
    seen: 'CVE-2019-9518',
    send: (client) => {
      client.headers(1, POST, END_HEADERS);
      same(200, frame(DATA, PADDED, 1, padded(Buffer.alloc(0), 255)))(client);
    },
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${MANY} small CONTINUATION frames and no END_HEADERS`,
    seen: 'CVE-2024-27983 and others of VU#421644',
    send: (client) => {
      client.headers(1, GET, END_STREAM);
      same(MANY, frame(CONTINUATION, 0, 1, literal([['x', 'y']])))(client);
    },
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection and a header block of 16 KB',
  },
  {
    name: '1,000 empty CONTINUATION frames',
    send: (client) => {
      client.headers(1, GET, END_STREAM);
      same(1000, frame(CONTINUATION, 0, 1))(client);
    },
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: '50 CONTINUATION frames of 16 KB and then no more',
    send: (client) => {
      client.headers(1, GET, END_STREAM);
      same(50, frame(CONTINUATION, 0, 1, literal([['x', 'y'.repeat(16_000)]])))(client);
    },
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection and a header block of 16 KB',
  },
  {
    name: '1,000 CONTINUATION frames of 16 KB',
    send: (client) => {
      client.headers(1, GET, END_STREAM);
      same(1000, frame(CONTINUATION, 0, 1, literal([['x', 'y'.repeat(16_000)]])))(client);
    },
    expected: [CALM],
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection and a header block of 16 KB',
  },
  {
    name: `${STREAM_LIMIT} HPACK bombs: 10 KB that stand for 40 MB each`,
    seen: 'CVE-2016-6581',
    send: (client) => {
      client.headers(1, GET);
      const entry = literal([['x', 'y'.repeat(4000)]], 0x40);
      client.send(HEADERS, WHOLE, 3, Buffer.concat([literal(GET), entry]));
      const bomb = Buffer.concat([literal(GET), repeat(MANY, () => integer(62, 7, 0x80))]);
      for (let index = 0; index < STREAM_LIMIT; index += 1) client.send(HEADERS, WHOLE, 5 + 2 * index, bomb);
    },
    expected: [CALM, 'answer MethodNotAllowed'],
    boundKb: ONE_CONNECTION_KB,
    because:
      'one connection, a header block of 16 KB and a table of 4 KB; no more of a list is kept than its limit, 8 KB',
  },
  {
    name: '1,000 requests with 15 KB of headers',
    send: streams(1000, (stream) => frame(HEADERS, WHOLE, stream, literal([...GET, ['x', 'y'.repeat(15_000)]]))),
    expected: [CALM, 'RST_STREAM ENHANCE_YOUR_CALM', RESETS.protocol],
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${10 * MANY} WINDOW_UPDATE frames`,
    send: same(10 * MANY, frame(WINDOW_UPDATE, 0, 0, u32(1))),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: 'WINDOW_UPDATE frames beyond the largest window',
    send: same(MANY, frame(WINDOW_UPDATE, 0, 0, u32(0x7fff_ffff))),
    expected: [ENDS.flow],
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: 'a window opened byte by byte under a waiting answer, and initial windows that go up and down',
    seen: 'CVE-2019-9511',
    send: async (client) => {
      await client.agree([4, 0]);
      for (let index = 0; index < STREAM_LIMIT; index += 1) client.headers(3 + 2 * index, GET);
      client.write(
        repeat(1000, () =>
          Buffer.concat([frame(SETTINGS, 0, 0, hex('000400000000')), frame(SETTINGS, 0, 0, hex('000400000001'))]),
        ),
      );
      client.write(repeat(1000, () => frame(WINDOW_UPDATE, 0, 3, u32(1))));
    },
    expected: ENDED_OR_BORNE,
    boundKb: 1000,
    because: `one connection and ${STREAM_LIMIT} answers that wait`,
  },
  {
    name: `${10 * MANY} PRIORITY frames, each of another stream`,
    seen: 'CVE-2019-9513',
    send: streams(10 * MANY, (stream) => frame(PRIORITY, 0, stream, priority(0))),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: 'one connection; priorities are not kept',
  },
  {
    name: `${10 * MANY} frames of unknown types`,
    send: same(10 * MANY, frame(0xfe, 0, 0, Buffer.alloc(8))),
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB,
    because: ONE_CONNECTION,
  },
  {
    name: `${MANY} streams opened and none ended`,
    send: streams(MANY, (stream) => frame(HEADERS, END_HEADERS, stream, literal(POST))),
    expected: ENDED_OR_BORNE,
    boundKb: 1000,
    because: `one connection and ${STREAM_LIMIT} requests; those beyond are refused`,
  },
  {
    name: `${STREAM_LIMIT} bodies of as much as the windows let through, and none ended`,
    send: async (client) => {
      for (let index = 0; index < STREAM_LIMIT; index += 1) {
        const stream = 1 + 2 * index;
        client.headers(stream, POST, END_HEADERS);
        for (let sent = 0; sent < 60_000; sent += 15_000) {
          await client.until(() => client.window >= 15_000, 'a window');
          client.send(DATA, 0, stream, Buffer.alloc(15_000));
        }
      }
    },
    expected: ENDED_OR_BORNE,
    boundKb: ONE_CONNECTION_KB + STREAM_LIMIT * 24,
    because: `one connection and ${STREAM_LIMIT} requests, of each no more than the largest payload and a frame`,
  },
];

/** Answers that nobody reads: the gateway has to stop reading, too, or to hang up. */
export const UNREAD: readonly { readonly name: string; readonly bytes: Buffer }[] = [
  { name: 'PING frames', bytes: repeat(600_000, () => frame(PING, 0, 0, Buffer.alloc(8))) },
  { name: 'SETTINGS frames', bytes: repeat(1_000_000, () => frame(SETTINGS, 0, 0)) },
  {
    name: 'requests',
    bytes: Buffer.concat([
      frame(WINDOW_UPDATE, 0, 0, u32(0x7000_0000)),
      frame(HEADERS, WHOLE, 1, literal(GET, 0x40)),
      // The four fields again, from the table.
      repeat(1_000_000, (index) => frame(HEADERS, WHOLE, 3 + 2 * index, hex('c1c0bfbe'))),
    ]),
  },
];
