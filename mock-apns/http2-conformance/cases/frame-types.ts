/** What each type of frame may hold and where it may come (RFC 9113, 6). Windows are in `flow-control.ts`. */

import { strict as assert } from 'node:assert';
import type { RawClient } from '../raw-client.ts';
import { ENDS, GET_ANSWERED, IGNORED, POST_ANSWERED, RESETS, row, type Section } from '../rows.ts';
import {
  ACK,
  CANCEL,
  CONTINUATION,
  DATA,
  ENABLE_PUSH,
  END_HEADERS,
  END_STREAM,
  FRAME_SIZE,
  GET,
  GOAWAY,
  HAS_PRIORITY,
  HEADERS,
  hex,
  LIST_SIZE,
  literal,
  PADDED,
  PING,
  POST,
  PRIORITY,
  PUSH_PROMISE,
  padded,
  priority,
  RST_STREAM,
  SETTINGS,
  STREAM_LIMIT,
  TABLE_SIZE,
  u32,
  WINDOW,
} from '../wire.ts';

const BLOCK = literal(GET);
const FIELD = literal([['x', 'y']]);
const WHOLE = END_HEADERS | END_STREAM;
const open = (client: RawClient) => client.headers(1, POST, END_HEADERS);

/** A POST whose body is this DATA payload. */
const post = (flags: number, payload: Buffer) => (client: RawClient) => {
  open(client);
  client.send(DATA, END_STREAM | flags, 1, payload);
};

/** A GET after PRIORITY frames of its stream. */
const prioritised = (payload: Buffer) => (client: RawClient) => {
  client.send(PRIORITY, 0, 1, payload);
  client.headers(1, GET);
};

const setting = (id: number, value: number) => (client: RawClient) => client.settings([id, value]);

export const FRAME_TYPES: readonly Section[] = [
  {
    section: '6.1',
    title: 'DATA',
    rows: [
      row('one frame is a body', post(0, Buffer.from('{}')), POST_ANSWERED),
      row(
        'so are several',
        (client) => {
          open(client);
          for (let count = 0; count < 10; count += 1) client.data(1, 'x', 0);
          client.data(1, '');
        },
        POST_ANSWERED,
      ),
      row('padding is no part of it', post(PADDED, padded(Buffer.from('{}'), 5)), POST_ANSWERED),
      row('there may be nothing but padding', post(PADDED, padded(Buffer.alloc(0), 255)), POST_ANSWERED),
      row('padding may have no bytes', post(PADDED, padded(Buffer.from('{}'), 0)), POST_ANSWERED),
      row('DATA have a stream', (client) => client.data(0, 'x'), ENDS.protocol),
      row('padding as long as the payload is an error', post(PADDED, padded(Buffer.from('test'), 0, 5)), ENDS.protocol),
      row('so is padding longer than that', post(PADDED, padded(Buffer.from('test'), 0, 255)), ENDS.protocol),
      row('padding has a length', post(PADDED, Buffer.alloc(0)), [ENDS.size, ENDS.protocol]),
    ],
  },
  {
    section: '6.2',
    title: 'HEADERS',
    rows: [
      row('one frame is a request', (client) => client.headers(1, GET), GET_ANSWERED),
      row(
        'padding is no part of it',
        (client) => client.send(HEADERS, WHOLE | PADDED, 1, padded(BLOCK, 16)),
        GET_ANSWERED,
      ),
      row(
        'nor is its priority',
        (client) => client.send(HEADERS, WHOLE | HAS_PRIORITY, 1, Buffer.concat([priority(0), BLOCK])),
        GET_ANSWERED,
      ),
      row(
        'both may be there',
        (client) => {
          const payload = padded(Buffer.concat([priority(0), BLOCK]), 9);
          client.send(HEADERS, WHOLE | HAS_PRIORITY | PADDED, 1, payload);
        },
        GET_ANSWERED,
      ),
      row('HEADERS have a stream', (client) => client.headers(0, GET), ENDS.protocol),
      row(
        'padding longer than the payload',
        (client) => client.send(HEADERS, WHOLE | PADDED, 1, padded(BLOCK, 0, 255)),
        ENDS.protocol,
      ),
      row(
        'padding that leaves no room for the priority',
        (client) => client.send(HEADERS, WHOLE | PADDED | HAS_PRIORITY, 1, padded(priority(0), 0, 1)),
        [ENDS.protocol, ENDS.size],
      ),
      row('padding without a length', (client) => client.send(HEADERS, WHOLE | PADDED, 1), [ENDS.size, ENDS.protocol]),
      row('half a priority', (client) => client.send(HEADERS, WHOLE | HAS_PRIORITY, 1, hex('000000')), [
        ENDS.size,
        ENDS.protocol,
      ]),
      row(
        'without END_HEADERS only CONTINUATION comes next: no PRIORITY',
        (client) => {
          client.headers(1, GET, 0);
          client.send(PRIORITY, 0, 1, priority(0));
        },
        ENDS.protocol,
      ),
      row(
        'no DATA',
        (client) => {
          client.headers(1, GET, 0);
          client.data(1, 'x');
        },
        ENDS.protocol,
      ),
      row(
        'no HEADERS of another stream',
        (client) => {
          client.headers(1, GET, 0);
          client.headers(3, GET);
        },
        ENDS.protocol,
      ),
    ],
  },
  {
    section: '6.3',
    title: 'PRIORITY',
    rows: [
      row('the lowest weight', prioritised(priority(0, 0)), GET_ANSWERED),
      row('the highest weight', prioritised(priority(0, 255)), GET_ANSWERED),
      row('a dependency on a stream that is not there', prioritised(priority(0x1001)), GET_ANSWERED),
      row('an exclusive one', prioritised(priority(0x8000_0000)), GET_ANSWERED),
      row(
        'of a higher stream, which stays idle',
        (client) => {
          client.send(PRIORITY, 0, 5, priority(0));
          client.headers(1, GET);
        },
        GET_ANSWERED,
      ),
      row('PRIORITY has a stream', (client) => client.send(PRIORITY, 0, 0, priority(0)), ENDS.protocol),
      row(
        'and five bytes',
        (client) => {
          open(client);
          client.send(PRIORITY, 0, 1, hex('80000001'));
        },
        [RESETS.size, ENDS.size],
      ),
    ],
  },
  {
    section: '6.4',
    title: 'RST_STREAM',
    rows: [
      row(
        'ends a request, and the next one is served',
        (client) => {
          open(client);
          client.send(RST_STREAM, 0, 1, u32(CANCEL));
          client.headers(3, GET);
        },
        GET_ANSWERED,
        { stream: 3 },
      ),
      row('RST_STREAM has a stream', (client) => client.send(RST_STREAM, 0, 0, u32(CANCEL)), ENDS.protocol),
      row('that is not idle', (client) => client.send(RST_STREAM, 0, 7, u32(CANCEL)), ENDS.protocol),
      row(
        'and four bytes: three',
        (client) => {
          open(client);
          client.send(RST_STREAM, 0, 1, hex('000000'));
        },
        ENDS.size,
      ),
      row(
        'five',
        (client) => {
          open(client);
          client.send(RST_STREAM, 0, 1, hex('0000000000'));
        },
        ENDS.size,
      ),
    ],
  },
  {
    section: '6.5',
    title: 'SETTINGS',
    rows: [
      row('ACK has no payload', (client) => client.send(SETTINGS, ACK, 0, hex('00')), ENDS.size),
      row('not even a setting', (client) => client.send(SETTINGS, ACK, 0, hex('000200000000')), ENDS.size),
      row('SETTINGS have no stream', (client) => client.send(SETTINGS, 0, 1, hex('000300000064')), ENDS.protocol),
      row('and six bytes each', (client) => client.send(SETTINGS, 0, 0, hex('000300')), [ENDS.size, ENDS.protocol]),
      row('seven are too many', (client) => client.send(SETTINGS, 0, 0, hex('00030000006400')), [
        ENDS.size,
        ENDS.protocol,
      ]),
    ],
  },
  {
    section: '6.5.2',
    title: 'settings',
    rows: [
      row(
        'all of them, with usual values',
        async (client) => {
          await client.agree([TABLE_SIZE, 4096], [ENABLE_PUSH, 1], [STREAM_LIMIT, 100], [WINDOW, 65_535]);
          await client.agree([FRAME_SIZE, 16_384], [LIST_SIZE, 100]);
        },
        IGNORED,
      ),
      row('ENABLE_PUSH is 0 or 1', setting(ENABLE_PUSH, 2), ENDS.protocol),
      row('INITIAL_WINDOW_SIZE is below 2^31', setting(WINDOW, 0x8000_0000), ENDS.flow),
      row('and may be 2^31 - 1', (client) => client.agree([WINDOW, 0x7fff_ffff]), IGNORED),
      row('MAX_FRAME_SIZE is at least 2^14', setting(FRAME_SIZE, 16_383), ENDS.protocol),
      row('and at most 2^24 - 1', setting(FRAME_SIZE, 16_777_216), ENDS.protocol),
      row('its bounds are allowed', (client) => client.agree([FRAME_SIZE, 16_777_215], [FRAME_SIZE, 16_384]), IGNORED),
      row('an unknown setting is ignored', (client) => client.agree([0xff, 1], [0, 1], [0xffff, 0xffff_ffff]), IGNORED),
      row(
        'answers are encoded for a table of no bytes, and say so',
        async (client) => {
          await client.agree([TABLE_SIZE, 0]);
          client.headers(1, GET);
          await client.answered(1);
          // RFC 7541, 4.2 and 6.3: the first block after a reduction begins with the new size.
          assert.equal(client.ofType(HEADERS, 1)[0]?.payload[0], 0x20);
        },
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '6.5.3',
    title: 'settings synchronisation',
    rows: [
      row('SETTINGS are acknowledged', (client) => client.agree([ENABLE_PUSH, 0]), IGNORED),
      row('empty ones, too', (client) => client.agree(), IGNORED),
      row(
        'each once',
        async (client) => {
          await client.agree();
          await client.agree();
          await client.settled();
          // One more for those of the beginning.
          assert.equal(client.ofType(SETTINGS).filter(({ flags }) => flags === ACK).length, 3);
        },
        IGNORED,
      ),
      row(
        'the last of several values counts',
        async (client) => {
          await client.agree([WINDOW, 100], [WINDOW, 1]);
          client.headers(1, GET);
          await client.until(() => client.bodyBytes(1) > 0, 'a body');
          await client.settled();
          assert.equal(client.bodyBytes(1), 1);
        },
        IGNORED,
      ),
    ],
  },
  {
    section: '6.6',
    title: 'PUSH_PROMISE',
    rows: [
      row(
        'a client promises nothing',
        (client) => {
          open(client);
          client.send(PUSH_PROMISE, END_HEADERS, 1, Buffer.concat([u32(3), BLOCK]));
        },
        ENDS.protocol,
      ),
      row('on no stream either', (client) => client.send(PUSH_PROMISE, END_HEADERS, 0, u32(2)), ENDS.protocol),
    ],
  },
  {
    section: '6.7',
    title: 'PING',
    rows: [
      row(
        'is answered with its own eight bytes',
        async (client) => {
          client.send(PING, 0, 0, Buffer.from('ringring'));
          await client.until(() => client.ofType(PING).length > 0, 'the answer to a PING');
          const [answer] = client.ofType(PING);
          assert.deepEqual([answer?.flags, answer?.payload.toString()], [ACK, 'ringring']);
        },
        IGNORED,
      ),
      row(
        'an acknowledgement is not answered',
        async (client) => {
          client.send(PING, ACK, 0, Buffer.from('unasked!'));
          await client.settled();
          assert.deepEqual(
            client.ofType(PING).map(({ payload }) => payload.includes('unasked!')),
            [false],
          );
        },
        IGNORED,
      ),
      row('PING has no stream', (client) => client.send(PING, 0, 1, Buffer.alloc(8)), ENDS.protocol),
      row('an acknowledgement neither', (client) => client.send(PING, ACK, 1, Buffer.alloc(8)), ENDS.protocol),
      row('and eight bytes: six', (client) => client.send(PING, 0, 0, Buffer.alloc(6)), ENDS.size),
      row('nine', (client) => client.send(PING, 0, 0, Buffer.alloc(9)), ENDS.size),
      row('an acknowledgement, too', (client) => client.send(PING, ACK, 0), ENDS.size),
    ],
  },
  {
    section: '6.8',
    title: 'GOAWAY',
    rows: [
      row(
        'of a client ends nothing at once',
        (client) => client.send(GOAWAY, 0, 0, Buffer.concat([u32(0, 0), Buffer.from('bye')])),
        [IGNORED, 'GOAWAY NO_ERROR', 'closed'],
      ),
      row(
        'requests before it are answered',
        (client) => {
          open(client);
          client.send(GOAWAY, 0, 0, u32(0, 0));
          client.data(1, '{}');
        },
        [POST_ANSWERED, 'GOAWAY NO_ERROR'],
      ),
      row('GOAWAY has no stream', (client) => client.send(GOAWAY, 0, 1, u32(0, 0)), ENDS.protocol),
      row('and at least eight bytes', (client) => client.send(GOAWAY, 0, 0, u32(0)), ENDS.size),
    ],
  },
  {
    section: '6.10',
    title: 'CONTINUATION',
    rows: [
      row(
        'one ends a request',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        GET_ANSWERED,
      ),
      row(
        'so do several, one of them empty',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(CONTINUATION, 0, 1, FIELD);
          client.send(CONTINUATION, 0, 1);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        GET_ANSWERED,
      ),
      row(
        'the request begins with the first and its body with the end',
        (client) => {
          client.headers(1, POST.slice(0, 2), 0);
          client.send(CONTINUATION, END_HEADERS, 1, literal(POST.slice(2)));
          client.data(1, '{}');
        },
        POST_ANSWERED,
      ),
      row(
        'nothing else comes between',
        (client) => {
          client.headers(1, POST, 0);
          client.send(CONTINUATION, 0, 1, FIELD);
          client.data(1, 'x');
        },
        ENDS.protocol,
      ),
      row(
        'CONTINUATION has a stream',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(CONTINUATION, END_HEADERS, 0, FIELD);
        },
        ENDS.protocol,
      ),
      row(
        'the one of HEADERS',
        (client) => {
          client.headers(1, GET, END_STREAM);
          client.send(CONTINUATION, END_HEADERS, 3, FIELD);
        },
        ENDS.protocol,
      ),
      row(
        'none comes after HEADERS with END_HEADERS',
        (client) => {
          open(client);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        ENDS.protocol,
      ),
      row(
        'nor after CONTINUATION with END_HEADERS',
        (client) => {
          client.headers(1, POST, 0);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        ENDS.protocol,
      ),
      row(
        'nor after DATA',
        (client) => {
          open(client);
          client.data(1, 'x', 0);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        ENDS.protocol,
      ),
    ],
  },
  {
    section: '7',
    title: 'error codes',
    rows: [
      row(
        'an unknown one in RST_STREAM is as good as any',
        (client) => {
          open(client);
          client.send(RST_STREAM, 0, 1, u32(0xff));
        },
        IGNORED,
      ),
      row('in GOAWAY, too', (client) => client.send(GOAWAY, 0, 0, u32(0, 0xff)), [
        IGNORED,
        'GOAWAY NO_ERROR',
        'closed',
      ]),
    ],
  },
];
