/** Windows in both directions (RFC 9113, 5.2 and 6.9): answers keep to ours, and we get back what our bodies took. */

import { strict as assert } from 'node:assert';
import type { RawClient } from '../raw-client.ts';
import { ENDS, GET_ANSWERED, IGNORED, POST_ANSWERED, RESETS, row, type Section } from '../rows.ts';
import {
  CANCEL,
  DATA,
  END_HEADERS,
  END_STREAM,
  GET,
  HEADERS,
  hex,
  PADDED,
  POST,
  padded,
  RST_STREAM,
  u32,
  WINDOW,
  WINDOW_UPDATE,
} from '../wire.ts';

const MOST = 0x7fff_ffff;
/** The window of a new connection (6.9.2). */
const FIRST_WINDOW = 65_535;
const AT_ONCE = 25;
const update = (client: RawClient, stream: number, bytes: number) => client.send(WINDOW_UPDATE, 0, stream, u32(bytes));

/** Asks for an answer whose body has to wait for a window. */
async function ask(client: RawClient, window: number, stream = 1): Promise<void> {
  await client.agree([WINDOW, window]);
  client.headers(stream, GET);
  await client.until(() => client.ofType(HEADERS, stream).length > 0, 'the head of an answer');
}

/** The body has so many bytes, and no more. */
async function has(client: RawClient, bytes: number, stream = 1): Promise<void> {
  await client.until(() => client.bodyBytes(stream) >= bytes, `${bytes} bytes of the answer`);
  await client.settled();
  assert.equal(client.bodyBytes(stream), bytes);
}

/** Sends bodies of so many bytes until they are twice what the connection's window was at first. */
async function sendMuch(client: RawClient, send: (stream: number) => void, each: number): Promise<void> {
  for (let sent = 0, stream = 1; sent < 2 * FIRST_WINDOW; sent += each, stream += 2) {
    await client.until(() => client.window >= each, `a window of ${each} bytes`);
    send(stream);
  }
}

export const FLOW_CONTROL: readonly Section[] = [
  {
    section: '6.9',
    title: 'WINDOW_UPDATE',
    rows: [
      row('of the connection', (client) => update(client, 0, 1), IGNORED),
      row(
        'of a stream',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          update(client, 1, 1);
          client.data(1, '{}');
        },
        POST_ANSWERED,
      ),
      row('by nothing, of the connection', (client) => update(client, 0, 0), ENDS.protocol),
      row(
        'by nothing, of a stream',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          update(client, 1, 0);
        },
        [RESETS.protocol, ENDS.protocol],
      ),
      row('the reserved bit is ignored', (client) => update(client, 0, 0x8000_0001), IGNORED),
      row('by nothing but the reserved bit', (client) => update(client, 0, 0x8000_0000), ENDS.protocol),
      row('has four bytes: three', (client) => client.send(WINDOW_UPDATE, 0, 0, hex('000001')), ENDS.size),
      row('five', (client) => client.send(WINDOW_UPDATE, 0, 0, hex('0000000100')), ENDS.size),
      row(
        'on a stream, too',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          client.send(WINDOW_UPDATE, 0, 1, hex('000001'));
        },
        ENDS.size,
      ),
    ],
  },
  {
    section: '6.9.1',
    title: 'answers keep to the window',
    rows: [
      row(
        'of one byte',
        async (client) => {
          await ask(client, 1);
          await has(client, 1);
        },
        IGNORED,
      ),
      row(
        'of no byte, which holds back no HEADERS',
        async (client) => {
          await ask(client, 0);
          await has(client, 0);
        },
        IGNORED,
      ),
      row(
        'and go on, byte by byte, as it opens',
        async (client) => {
          await ask(client, 0);
          for (const bytes of [1, 2, 3]) {
            update(client, 1, 1);
            await has(client, bytes);
          }
          update(client, 1, 1000);
          await client.answered(1);
        },
        GET_ANSWERED,
      ),
      row(
        'of the connection, which its streams share',
        async (client) => {
          await client.agree([WINDOW, MOST]);
          const bytes = await useUp(client);
          assert.equal(bytes, FIRST_WINDOW);
          update(client, 0, 10);
          await client.until(() => allBytes(client) >= FIRST_WINDOW + 10, 'ten bytes more');
          await client.settled();
          assert.equal(allBytes(client), FIRST_WINDOW + 10);
          update(client, 0, 1_000_000);
        },
        GET_ANSWERED,
      ),
      row(
        'one stream without window holds up no other',
        async (client) => {
          await ask(client, 0, 1);
          await client.agree([WINDOW, 0]);
          client.headers(3, GET);
          await client.until(() => client.ofType(HEADERS, 3).length > 0, 'the head of an answer');
          update(client, 3, 1000);
        },
        GET_ANSWERED,
        { stream: 3 },
      ),
      row(
        'a window above 2^31 - 1 ends the connection',
        (client) => {
          update(client, 0, MOST);
          update(client, 0, MOST);
        },
        ENDS.flow,
      ),
      row('by one byte is enough', (client) => update(client, 0, MOST - FIRST_WINDOW + 1), ENDS.flow),
      row('2^31 - 1 itself is allowed', (client) => update(client, 0, MOST - FIRST_WINDOW), IGNORED),
      row(
        'of a stream: that stream',
        (client) => {
          client.headers(1, POST, END_HEADERS);
          update(client, 1, MOST);
          update(client, 1, MOST);
        },
        RESETS.flow,
      ),
    ],
  },
  {
    section: '6.9.2',
    title: 'a changed initial window changes those of open streams',
    rows: [
      row(
        'it opens them',
        async (client) => {
          await ask(client, 0);
          await client.agree([WINDOW, 1]);
          await has(client, 1);
          await client.agree([WINDOW, 1000]);
          await client.answered(1);
        },
        GET_ANSWERED,
      ),
      row(
        'it can make them negative, and updates then come out of debt first',
        async (client) => {
          await ask(client, 3);
          await has(client, 3);
          await client.agree([WINDOW, 2]);
          update(client, 1, 1);
          await has(client, 3);
          update(client, 1, 1);
          await has(client, 4);
        },
        IGNORED,
      ),
      row(
        'from debt it opens by the difference',
        async (client) => {
          await ask(client, 5);
          await has(client, 5);
          await client.agree([WINDOW, 0]);
          await client.agree([WINDOW, 5]);
          await has(client, 5);
          await client.agree([WINDOW, 7]);
          await has(client, 7);
        },
        IGNORED,
      ),
      row(
        'what a stream was given stays its own',
        async (client) => {
          await ask(client, 0);
          await client.agree([WINDOW, 1]);
          update(client, 1, 2);
          await has(client, 3);
        },
        IGNORED,
      ),
      row(
        'not the window of the connection',
        async (client) => {
          await client.agree([WINDOW, 0]);
          await client.agree([WINDOW, 100_000]);
          assert.equal(await useUp(client), FIRST_WINDOW);
        },
        IGNORED,
        { stream: 0 },
      ),
      row('above 2^31 - 1 it ends the connection', (client) => client.settings([WINDOW, 0x8000_0000]), ENDS.flow),
      row(
        'also when only an open stream gets there',
        async (client) => {
          client.headers(1, POST, END_HEADERS);
          update(client, 1, 1000);
          client.settings([WINDOW, MOST]);
        },
        ENDS.flow,
      ),
    ],
  },
  {
    section: '5.2',
    title: 'the window is given back',
    rows: [
      row(
        'for bodies',
        (client) =>
          sendMuch(
            client,
            (stream) => {
              client.headers(stream, POST, END_HEADERS);
              client.send(DATA, END_STREAM, stream, Buffer.alloc(16_000));
            },
            16_000,
          ),
        POST_ANSWERED,
      ),
      row(
        'for padding',
        (client) =>
          sendMuch(
            client,
            (stream) => {
              client.headers(stream, POST, END_HEADERS);
              client.send(DATA, END_STREAM | PADDED, stream, padded(Buffer.alloc(1), 255));
            },
            257,
          ),
        POST_ANSWERED,
      ),
      row(
        'for bodies that are never whole',
        (client) =>
          sendMuch(
            client,
            (stream) => {
              client.headers(stream, POST, END_HEADERS);
              client.send(DATA, 0, stream, Buffer.alloc(16_000));
              client.send(RST_STREAM, 0, stream, u32(CANCEL));
            },
            16_000,
          ),
        IGNORED,
      ),
      row(
        'for DATA on streams that the gateway has reset',
        (client) =>
          sendMuch(
            client,
            (stream) => {
              client.headers(stream, GET.slice(1), END_HEADERS);
              client.send(DATA, END_STREAM, stream, Buffer.alloc(16_000));
            },
            16_000,
          ),
        RESETS.protocol,
      ),
      row(
        'for one long body',
        async (client) => {
          client.headers(1, POST, END_HEADERS);
          await sendMuch(client, () => client.send(DATA, 0, 1, Buffer.alloc(1_000)), 1_000);
          client.data(1, '');
        },
        [POST_ANSWERED, 'answer PayloadTooLarge'],
      ),
    ],
  },
];

function allBytes(client: RawClient): number {
  return client.ofType(DATA).reduce((sum, { payload }) => sum + payload.length, 0);
}

/** Asks for more than the connection's window lets through. @returns how many bytes of answers came. */
async function useUp(client: RawClient): Promise<number> {
  client.headers(1, GET);
  await client.answered(1);
  const each = client.bodyBytes(1);
  const answers = Math.ceil((FIRST_WINDOW * 1.01) / each);
  for (let index = 1; index <= answers; index += 1) {
    client.headers(1 + 2 * index, GET);
    // Only so many at once as the gateway lets be open, until it holds them back.
    const isDue = index % AT_ONCE === 0 && (index + 1) * each <= FIRST_WINDOW;
    if (isDue) await client.until(() => client.ended > index, 'the answers so far');
  }
  await client.until(() => allBytes(client) >= FIRST_WINDOW, 'a used up window');
  await client.settled();
  return allBytes(client);
}
