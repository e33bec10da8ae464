/** How a connection begins (RFC 9113, 3.4), and frames as such (4, 5.5). */

import { strict as assert } from 'node:assert';
import { ENDS, GET_ANSWERED, IGNORED, POST_ANSWERED, RESETS, row, type Section } from '../rows.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frame,
  GET,
  HEADERS,
  hex,
  literal,
  PING,
  POST,
  PREFACE,
  PRIORITY,
  priority,
  SETTINGS,
  WINDOW,
  WINDOW_UPDATE,
} from '../wire.ts';

const BARE = { isBare: true };
/** A gateway may hang up on what is no HTTP/2 at all (3.4). */
const HANGS_UP = [ENDS.protocol, 'closed'];
const LARGEST = 16_384;
const BLOCK = literal(GET);

export const STARTING: readonly Section[] = [
  {
    section: '3.4',
    title: 'connection preface',
    rows: [
      row(
        'the first frame of the server is SETTINGS, and no acknowledgement',
        async (client) => {
          client.write(PREFACE);
          client.settings([WINDOW, 65_535]);
          await client.until(() => client.received.length > 0, 'a first frame');
          assert.deepEqual([client.received[0]?.type, client.received[0]?.flags], [SETTINGS, 0]);
        },
        IGNORED,
        BARE,
      ),
      row(
        'a client may send requests at once',
        (client) => {
          client.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0)]));
          client.headers(1, GET);
        },
        GET_ANSWERED,
        BARE,
      ),
      row(
        'a preface may arrive byte by byte',
        async (client) => {
          for (const byte of PREFACE) {
            client.write(Buffer.of(byte));
            await client.flushed();
          }
          client.send(SETTINGS, 0, 0);
          client.headers(1, GET);
        },
        GET_ANSWERED,
        BARE,
      ),
      row(
        'another preface ends it',
        (client) => client.write(Buffer.from('INVALID CONNECTION PREFACE\r\n\r\n')),
        HANGS_UP,
        BARE,
      ),
      row(
        'so does HTTP/1.1',
        (client) => client.write(Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')),
        HANGS_UP,
        BARE,
      ),
      row(
        'so does a wrong last byte',
        (client) => client.write(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\rx')),
        HANGS_UP,
        BARE,
      ),
      row(
        'the first frame after the preface is SETTINGS',
        (client) => client.write(Buffer.concat([PREFACE, frame(PING, 0, 0, Buffer.alloc(8))])),
        HANGS_UP,
        BARE,
      ),
      row(
        'not HEADERS either',
        (client) => client.write(Buffer.concat([PREFACE, frame(HEADERS, END_HEADERS | END_STREAM, 1, BLOCK)])),
        HANGS_UP,
        BARE,
      ),
    ],
  },
  {
    section: '4.1',
    title: 'frame format',
    rows: [
      row('a frame of unknown type is ignored', (client) => client.send(0x16, 0, 0, Buffer.alloc(8)), IGNORED),
      row('on an idle stream, too', (client) => client.send(0xfe, 0xff, 77, Buffer.alloc(8)), IGNORED),
      row(
        'flags that a type does not define are ignored',
        async (client) => {
          client.send(PING, 0x16, 0, Buffer.alloc(8));
          await client.until(() => client.ofType(PING).length === 1, 'the answer to a PING');
          assert.equal(client.ofType(PING)[0]?.flags, ACK);
        },
        IGNORED,
      ),
      row(
        'the flags of HEADERS, too',
        (client) => client.headers(1, GET, END_HEADERS | END_STREAM | 0xd2),
        GET_ANSWERED,
      ),
      row(
        'the reserved bit is ignored',
        async (client) => {
          client.send(PING, 0, 0x8000_0000, Buffer.alloc(8));
          await client.until(() => client.ofType(PING).length === 1, 'the answer to a PING');
        },
        IGNORED,
      ),
      row('the reserved bit of a stream, too', (client) => client.headers(0x8000_0001, GET), GET_ANSWERED),
      row(
        'frames may be cut anywhere',
        async (client) => {
          for (const byte of frame(HEADERS, END_HEADERS | END_STREAM, 1, BLOCK)) {
            client.write(Buffer.of(byte));
            await client.flushed();
          }
        },
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '4.2',
    title: 'frame size',
    rows: [
      row(
        'DATA of 2^14 bytes are read',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          client.send(DATA, END_STREAM, 1, Buffer.alloc(LARGEST, 'x'));
        },
        POST_ANSWERED,
      ),
      row(
        'DATA of one byte more are too large',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          client.send(DATA, END_STREAM, 1, Buffer.alloc(LARGEST + 1, 'x'));
        },
        [ENDS.size, RESETS.size],
      ),
      row(
        'HEADERS that are too large end the connection',
        (client) => client.headers(1, [...GET, ['x-long', 'x'.repeat(LARGEST)]]),
        ENDS.size,
      ),
      row('so do SETTINGS', (client) => client.send(SETTINGS, 0, 0, Buffer.alloc(6 * 2731)), ENDS.size),
      row(
        'so does CONTINUATION',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(CONTINUATION, END_HEADERS, 1, literal([['x-long', 'x'.repeat(LARGEST)]]));
        },
        ENDS.size,
      ),
      row(
        'a frame is told to be too large before it has arrived',
        (client) => client.write(hex('00ffff 04 00 00000000')),
        ENDS.size,
      ),
    ],
  },
  {
    section: '4.3',
    title: 'field section compression',
    rows: [
      row(
        'a block that cannot be decoded ends the connection',
        (client) => client.send(HEADERS, END_HEADERS | END_STREAM, 1, hex('40')),
        ENDS.compression,
      ),
      row(
        'an empty block is a malformed request, not a broken table',
        (client) => client.send(HEADERS, END_HEADERS | END_STREAM, 1),
        RESETS.protocol,
      ),
      row(
        'nothing comes between HEADERS and CONTINUATION: PRIORITY',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(PRIORITY, 0, 1, priority(0));
          client.send(CONTINUATION, END_HEADERS, 1, literal([['x', 'y']]));
        },
        ENDS.protocol,
      ),
      row(
        'HEADERS of another stream',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.headers(3, GET);
        },
        ENDS.protocol,
      ),
      row(
        'WINDOW_UPDATE of the connection',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(WINDOW_UPDATE, 0, 0, hex('00000001'));
        },
        ENDS.protocol,
      ),
      row(
        'a field may be cut anywhere between frames',
        (client) => {
          client.send(HEADERS, END_STREAM, 1, BLOCK.subarray(0, 20));
          client.send(CONTINUATION, 0, 1, BLOCK.subarray(20, 21));
          client.send(CONTINUATION, END_HEADERS, 1, BLOCK.subarray(21));
        },
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '5.5',
    title: 'extensions',
    rows: [
      row(
        'an unknown frame on an open stream is ignored',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          client.send(0x21, 0, 1, Buffer.alloc(3));
          client.data(1, '{}');
        },
        POST_ANSWERED,
      ),
      row(
        'an unknown frame within a header block ends the connection',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(0x16, 0, 0, Buffer.alloc(8));
          client.send(CONTINUATION, END_HEADERS, 1, literal([['x', 'y']]));
        },
        ENDS.protocol,
      ),
    ],
  },
];
