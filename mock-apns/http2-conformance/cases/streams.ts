/** What may be sent in which state of a stream, their numbers and how many there may be (RFC 9113, 5). */

import { strict as assert } from 'node:assert';
import type { RawClient } from '../raw-client.ts';
import { ENDS, GET_ANSWERED, IGNORED, RESETS, row, type Section } from '../rows.ts';
import {
  CANCEL,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GET,
  GOAWAY,
  HAS_PRIORITY,
  HEADERS,
  hex,
  literal,
  PING,
  POST,
  PRIORITY,
  priority,
  RST_STREAM,
  SETTINGS,
  STREAM_LIMIT,
  u32,
  WINDOW,
  WINDOW_UPDATE,
} from '../wire.ts';

const FIELD = literal([['x', 'y']]);

/** The request is whole and its answer's body waits for a window. */
async function halfClose(client: RawClient): Promise<void> {
  await client.agree([WINDOW, 0]);
  client.headers(1, GET);
}

/** The stream was answered in full. */
async function close(client: RawClient): Promise<void> {
  client.headers(1, GET);
  await client.answered(1);
}

function openAndReset(client: RawClient): void {
  client.headers(1, POST, END_HEADERS);
  client.send(RST_STREAM, 0, 1, u32(CANCEL));
}

const release = (client: RawClient) => client.send(WINDOW_UPDATE, 0, 1, u32(1000));

export const STREAMS: readonly Section[] = [
  {
    section: '5.1',
    title: 'stream states',
    rows: [
      row('idle: DATA', (client) => client.data(1, 'x'), [ENDS.protocol, ENDS.closed]),
      row('idle: RST_STREAM', (client) => client.send(RST_STREAM, 0, 1, u32(CANCEL)), ENDS.protocol),
      row('idle: WINDOW_UPDATE', (client) => client.send(WINDOW_UPDATE, 0, 1, u32(100)), ENDS.protocol),
      row('idle: CONTINUATION', (client) => client.send(CONTINUATION, END_HEADERS, 1, literal(GET)), ENDS.protocol),
      row('idle: PRIORITY is allowed', (client) => client.send(PRIORITY, 0, 1, priority(0)), IGNORED),
      row('idle, of the server: WINDOW_UPDATE', (client) => client.send(WINDOW_UPDATE, 0, 2, u32(100)), ENDS.protocol),
      row(
        'half-closed: DATA',
        async (client) => {
          await halfClose(client);
          client.data(1, 'x');
        },
        RESETS.closed,
      ),
      row(
        'half-closed: HEADERS',
        async (client) => {
          await halfClose(client);
          client.headers(1, GET);
        },
        RESETS.closed,
      ),
      row(
        'half-closed: CONTINUATION',
        async (client) => {
          await halfClose(client);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        [ENDS.protocol, RESETS.closed],
      ),
      row(
        'half-closed: WINDOW_UPDATE is allowed',
        async (client) => {
          await halfClose(client);
          release(client);
        },
        GET_ANSWERED,
      ),
      row(
        'half-closed: PRIORITY is allowed',
        async (client) => {
          await halfClose(client);
          client.send(PRIORITY, 0, 1, priority(0));
          release(client);
        },
        GET_ANSWERED,
      ),
      row(
        'half-closed: RST_STREAM is allowed, and no more of the answer comes',
        async (client) => {
          await halfClose(client);
          client.send(RST_STREAM, 0, 1, u32(CANCEL));
          await client.agree([WINDOW, 1000]);
          await client.settled();
          assert.equal(client.bodyBytes(1), 0);
        },
        IGNORED,
      ),
      row(
        'reset: DATA',
        (client) => {
          openAndReset(client);
          client.data(1, 'x');
        },
        [RESETS.closed, ENDS.closed],
      ),
      row(
        'reset: HEADERS',
        (client) => {
          openAndReset(client);
          client.headers(1, GET);
        },
        [RESETS.closed, ENDS.closed],
      ),
      row(
        'reset: CONTINUATION',
        (client) => {
          openAndReset(client);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        [ENDS.protocol, ENDS.closed, RESETS.closed],
      ),
      row(
        'reset: PRIORITY, WINDOW_UPDATE and a second RST_STREAM are allowed',
        (client) => {
          openAndReset(client);
          client.send(PRIORITY, 0, 1, priority(0));
          release(client);
          client.send(RST_STREAM, 0, 1, u32(CANCEL));
        },
        IGNORED,
      ),
      row(
        'closed: DATA',
        async (client) => {
          await close(client);
          client.data(1, 'x');
        },
        [ENDS.closed, RESETS.closed],
      ),
      row(
        'closed: HEADERS',
        async (client) => {
          await close(client);
          client.headers(1, GET);
        },
        ENDS.closed,
      ),
      row(
        'closed: CONTINUATION',
        async (client) => {
          await close(client);
          client.send(CONTINUATION, END_HEADERS, 1, FIELD);
        },
        [ENDS.protocol, ENDS.closed],
      ),
      row(
        'closed: PRIORITY is allowed',
        async (client) => {
          await close(client);
          client.send(PRIORITY, 0, 1, priority(0));
        },
        GET_ANSWERED,
      ),
      row(
        'closed: WINDOW_UPDATE and RST_STREAM that crossed the answer are allowed',
        async (client) => {
          await close(client);
          release(client);
          client.send(RST_STREAM, 0, 1, u32(CANCEL));
        },
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '5.1.1',
    title: 'stream identifiers',
    rows: [
      row('streams of a client have odd numbers', (client) => client.headers(2, GET), ENDS.protocol),
      row(
        'and each a higher one than before',
        async (client) => {
          client.headers(5, GET);
          await client.answered(5);
          client.headers(3, GET);
        },
        ENDS.protocol,
      ),
      row(
        'even while the higher one is open',
        (client) => {
          client.headers(5, POST, END_HEADERS);
          client.headers(3, GET);
        },
        ENDS.protocol,
      ),
      row('numbers may be left out', (client) => client.headers(99, GET), GET_ANSWERED, { stream: 99 }),
      row('up to the highest', (client) => client.headers(0x7fff_ffff, GET), GET_ANSWERED, { stream: 0x7fff_ffff }),
    ],
  },
  {
    section: '5.1.2',
    title: 'stream concurrency',
    rows: [
      row(
        'one stream more than the limit is refused, and the connection lives',
        async (client) => {
          const limit = advertisedLimit(client);
          for (let index = 0; index <= limit; index += 1) client.headers(1001 + 2 * index, POST, END_HEADERS);
          const beyond = 1001 + 2 * limit;
          await client.answered(beyond);
          const [reset] = client.ofType(RST_STREAM, beyond);
          assert.ok([0x1, 0x7].includes(reset?.payload.readUInt32BE(0) ?? -1), client.log());
          client.data(1001, '');
          await client.answered(1001);
        },
        IGNORED,
      ),
      row(
        'streams that were reset do not count',
        (client) => {
          const limit = advertisedLimit(client);
          for (let stream = 1001; stream <= 1001 + 2 * limit; stream += 2) {
            client.headers(stream, POST, END_HEADERS);
            client.send(RST_STREAM, 0, stream, u32(CANCEL));
          }
          client.headers(3001, GET);
        },
        GET_ANSWERED,
        { stream: 3001 },
      ),
      row(
        'a client that allows the server no streams is answered',
        async (client) => {
          await client.agree([STREAM_LIMIT, 0]);
          client.headers(1, GET);
        },
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '5.3',
    title: 'priority, as in RFC 7540 (9113 keeps the frame and drops its meaning)',
    rows: [
      row(
        'HEADERS of a stream that depends on itself',
        (client) => {
          const block = Buffer.concat([priority(1), literal(GET)]);
          client.send(HEADERS, END_HEADERS | END_STREAM | HAS_PRIORITY, 1, block);
        },
        [RESETS.protocol, ENDS.protocol],
      ),
      row('PRIORITY of such a stream', (client) => client.send(PRIORITY, 0, 1, priority(1)), [
        RESETS.protocol,
        ENDS.protocol,
      ]),
    ],
  },
  {
    section: '5.4.1',
    title: 'connection errors',
    rows: [
      row(
        'GOAWAY says why, and the connection is closed',
        (client) => client.send(PING, 0, 3, Buffer.alloc(8)),
        ENDS.protocol,
      ),
      row(
        'GOAWAY names the last stream',
        async (client) => {
          client.headers(1, GET);
          client.headers(7, GET);
          await client.answered(7);
          client.send(PING, 0, 3, Buffer.alloc(8));
          await client.settled();
          assert.equal(client.ofType(GOAWAY)[0]?.payload.readUInt32BE(0), 7);
        },
        ENDS.protocol,
        { stream: 7 },
      ),
      row(
        'what comes after the error has no effect',
        async (client) => {
          client.send(PING, 0, 3, Buffer.alloc(8));
          client.headers(1, GET);
          await client.settled();
          assert.equal(client.ofType(HEADERS).length, 0);
        },
        ENDS.protocol,
      ),
    ],
  },
  {
    section: '5.4.2',
    title: 'stream errors',
    rows: [
      row(
        'a reset stream leaves the others alone',
        async (client) => {
          client.headers(1, GET.slice(1));
          client.headers(3, GET);
          await client.answered(3);
          assert.equal(client.ofType(DATA, 3).length, 1);
        },
        RESETS.protocol,
      ),
      row(
        'a reset draws no reset',
        async (client) => {
          openAndReset(client);
          await client.settled();
          assert.equal(client.ofType(RST_STREAM).length, 0);
        },
        IGNORED,
      ),
    ],
  },
];

/** The latest SETTINGS_MAX_CONCURRENT_STREAMS. */
function advertisedLimit(client: RawClient): number {
  const limits = client.ofType(SETTINGS).flatMap(({ payload }) => {
    const at = payload.indexOf(hex('0003'));
    return at % 6 === 0 && at >= 0 ? [payload.readUInt32BE(at + 2)] : [];
  });
  return limits.at(-1) ?? assert.fail('The gateway advertises no limit of streams.');
}
