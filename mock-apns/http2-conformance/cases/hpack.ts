/** Header compression (RFC 7541). That a field was understood is told by the answer: credentials that are no good. */

import type { RawClient } from '../raw-client.ts';
import {
  CREDENTIALS,
  CREDENTIALS_READ,
  ENDS,
  GET_ANSWERED,
  POST_ANSWERED,
  RESETS,
  type Row,
  row,
  type Section,
} from '../rows.ts';
import {
  CANCEL,
  END_HEADERS,
  END_STREAM,
  GET,
  HEADERS,
  hex,
  integer,
  literal,
  POST,
  RST_STREAM,
  text,
  u32,
} from '../wire.ts';

const REQUEST = literal(POST);
const [NAME, VALUE] = CREDENTIALS;
/** The same, Huffman coded: RFC 7541, appendix B; the last bits are ones. */
const NAME_CODED = hex('89 1da99cf61bd8d263d5');
const VALUE_CODED = hex('89 8ca3b0b62835e35c9f');
/** Index of `authorization` in the static table, and of the first entry of the dynamic one. */
const [AUTHORIZATION, FIRST_DYNAMIC] = [23, 62];
/** Bytes of the table that the gateway lets us have: SETTINGS_HEADER_TABLE_SIZE, the default. */
const TABLE = 4096;

const block = (client: RawClient, stream: number, ...parts: readonly Buffer[]) =>
  client.send(HEADERS, END_HEADERS | END_STREAM, stream, Buffer.concat(parts));

/** A request with one field in this representation after the others. */
const read = (what: string, ...parts: readonly Buffer[]) =>
  row(what, (client) => block(client, 1, REQUEST, ...parts), CREDENTIALS_READ);

/** A request with bytes after, or before, its fields that are no HPACK. */
const broken = (what: string, after: Buffer, before: Buffer = Buffer.alloc(0)) =>
  row(what, (client) => block(client, 1, before, REQUEST, after), ENDS.compression);

const size = (bytes: number) => integer(bytes, 5, 0x20);
const indexed = (index: number) => integer(index, 7, 0x80);

/** A first request that puts a field into the table, answered; then what `next` sends, on stream 3. */
const remembered = (what: string, next: (client: RawClient) => unknown, expected: Row['expected'][number]) =>
  row(
    what,
    async (client) => {
      block(client, 1, REQUEST, literal([CREDENTIALS], 0x40));
      await client.answered(1);
      await next(client);
    },
    expected,
    { stream: 3 },
  );

const representations: readonly (readonly [what: string, bits: number, first: number])[] = [
  ['with incremental indexing', 6, 0x40],
  ['without indexing', 4, 0x00],
  ['never indexed', 4, 0x10],
];

export const HPACK: readonly Section[] = [
  {
    section: 'HPACK 6.2',
    title: 'literal fields',
    rows: representations.flatMap(([what, bits, first]) => [
      read(`${what}: indexed name`, integer(AUTHORIZATION, bits, first), text(VALUE)),
      read(`${what}: indexed name, Huffman coded value`, integer(AUTHORIZATION, bits, first), VALUE_CODED),
      read(`${what}: new name`, Buffer.of(first), text(NAME), text(VALUE)),
      read(`${what}: new name, both Huffman coded`, Buffer.of(first), NAME_CODED, VALUE_CODED),
      read(`${what}: Huffman coded name alone`, Buffer.of(first), NAME_CODED, text(VALUE)),
    ]),
  },
  {
    section: 'HPACK 6.1',
    title: 'indexed fields',
    rows: [
      row(
        'of the static table',
        // :method POST, :scheme https, :path as it is.
        (client) => block(client, 1, hex('83 87'), literal(POST.slice(2))),
        POST_ANSWERED,
      ),
      row(
        'of the dynamic table, put there by the same block',
        (client) => block(client, 1, REQUEST, literal([['x', 'y']], 0x40), indexed(FIRST_DYNAMIC)),
        POST_ANSWERED,
      ),
      remembered(
        'put there by an earlier block',
        (client) => block(client, 3, REQUEST, indexed(FIRST_DYNAMIC)),
        CREDENTIALS_READ,
      ),
      remembered(
        'its name alone',
        (client) => block(client, 3, REQUEST, integer(FIRST_DYNAMIC, 6, 0x40), text('bearer x.y.z')),
        CREDENTIALS_READ,
      ),
      broken('index 0', hex('80')),
      broken('an index past both tables', indexed(70)),
      broken('a name past both tables', Buffer.concat([integer(70, 6, 0x40), text('')])),
      broken('a name past both tables, without indexing', Buffer.concat([integer(70, 4, 0x00), text('')])),
      remembered(
        'one past the last entry',
        (client) => block(client, 3, REQUEST, indexed(FIRST_DYNAMIC + 1)),
        ENDS.compression,
      ),
    ],
  },
  {
    section: 'HPACK 2.3.2',
    title: 'the dynamic table, whatever became of the request',
    rows: [
      row(
        'it learns from a malformed request',
        async (client) => {
          block(client, 1, literal(POST.slice(1)), literal([CREDENTIALS], 0x40));
          await client.answered(1);
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        CREDENTIALS_READ,
        { stream: 3 },
      ),
      row(
        'from one that was reset at once',
        (client) => {
          client.send(HEADERS, END_HEADERS, 1, Buffer.concat([REQUEST, literal([CREDENTIALS], 0x40)]));
          client.send(RST_STREAM, 0, 1, u32(CANCEL));
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        CREDENTIALS_READ,
        { stream: 3 },
      ),
      row(
        'from one whose fields are more than the gateway reads',
        async (client) => {
          block(client, 1, REQUEST, literal([['x', 'y'.repeat(9_000)]]), literal([CREDENTIALS], 0x40));
          await client.answered(1);
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        CREDENTIALS_READ,
        { stream: 3 },
      ),
      row(
        'from trailers',
        async (client) => {
          client.send(HEADERS, END_HEADERS, 1, REQUEST);
          client.data(1, '{}', 0);
          block(client, 1, literal([['x', 'y']], 0x40), literal([CREDENTIALS], 0x40));
          await client.answered(1);
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        CREDENTIALS_READ,
        { stream: 3 },
      ),
      remembered(
        'the oldest entries make room',
        (client) =>
          block(client, 3, REQUEST, literal([['x', 'y'.repeat(TABLE - 40)]], 0x40), indexed(FIRST_DYNAMIC + 1)),
        ENDS.compression,
      ),
      row(
        'an entry as large as the table is kept',
        (client) => {
          block(client, 1, REQUEST, literal([['x', 'y'.repeat(TABLE - 33)]], 0x40));
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        POST_ANSWERED,
        { stream: 3 },
      ),
      remembered(
        'one that is larger empties it',
        (client) => block(client, 3, REQUEST, literal([['x', 'y'.repeat(TABLE - 32)]], 0x40), indexed(FIRST_DYNAMIC)),
        ENDS.compression,
      ),
    ],
  },
  {
    section: 'HPACK 6.3',
    title: 'size updates of the dynamic table',
    rows: [
      row('one at the beginning', (client) => block(client, 1, size(TABLE), REQUEST), POST_ANSWERED),
      row('two', (client) => block(client, 1, size(0), size(TABLE), REQUEST), POST_ANSWERED),
      remembered(
        'to 0 empties it',
        (client) => block(client, 3, size(0), size(TABLE), REQUEST, indexed(FIRST_DYNAMIC)),
        ENDS.compression,
      ),
      remembered(
        'to what is in it keeps it',
        (client) => block(client, 3, size(100), REQUEST, indexed(FIRST_DYNAMIC)),
        CREDENTIALS_READ,
      ),
      row(
        'holds for later blocks',
        async (client) => {
          block(client, 1, size(10), REQUEST, literal([CREDENTIALS], 0x40));
          await client.answered(1);
          block(client, 3, REQUEST, indexed(FIRST_DYNAMIC));
        },
        ENDS.compression,
      ),
      broken('at the end of a block', size(1)),
      broken('after the first field', Buffer.concat([size(TABLE), literal([['x', 'y']])])),
      broken('to more than the gateway allows', Buffer.alloc(0), size(TABLE + 1)),
      broken('to far more', Buffer.alloc(0), size(2 ** 31)),
    ],
  },
  {
    section: 'HPACK 5',
    title: 'numbers and strings',
    rows: [
      broken('an index that goes on for ever', hex('ff ffffffffffffffffffff')),
      broken('an index beyond 2^64', hex('ff ffffffffffffffffffff7f')),
      broken('an index that breaks off', hex('ff 80')),
      broken('a name that breaks off', hex('00 05 6162')),
      broken('a field without its value', hex('00 01 78')),
      broken('a length that breaks off', hex('00 01 78 7f')),
      broken('a length of 2^32', Buffer.concat([hex('00 01 78'), integer(2 ** 32, 7, 0)])),
      broken('Huffman code padded with more than seven bits', hex('00 85f2b24a84ff 8449509fff')),
      broken('Huffman code padded with a whole byte of ones', Buffer.concat([hex('00 01 78'), hex('82 f3 ff')])),
      broken('Huffman code padded with a zero', Buffer.concat([hex('00 89 1da99cf61bd8d263d4'), text(VALUE)])),
      broken('Huffman code padded with zeros', hex('00 85f2b24a84ff 83495090')),
      broken('Huffman code of the end of string', hex('00 85f2b24a84ff 874951fffffffa7f')),
      row(
        'numbers may have bytes that add nothing',
        // 31 + 0 with two idle bytes: a table of 31 bytes.
        (client) => block(client, 1, hex('3f 80 80 00'), REQUEST),
        [POST_ANSWERED, ENDS.compression],
      ),
      read('an empty Huffman coded string', hex('00 01 78 80'), literal([CREDENTIALS])),
    ],
  },
  {
    section: '10.5.1',
    title: 'limit of the field section',
    rows: [
      row(
        'more bytes than the gateway advertises cost the stream',
        (client) => client.headers(1, [...GET, ['x', 'y'.repeat(9_000)]]),
        [
          'RST_STREAM ENHANCE_YOUR_CALM',
          RESETS.protocol,
          RESETS.refused,
          'RST_STREAM INTERNAL_ERROR',
          'RST_STREAM CANCEL',
        ],
      ),
      row('fewer do not', (client) => client.headers(1, [...GET, ['x', 'y'.repeat(7_000)]]), GET_ANSWERED),
    ],
  },
];
