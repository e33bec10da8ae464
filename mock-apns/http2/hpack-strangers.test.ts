/** HPACK against nghttp2, the one in Node: its client's requests are read, and our answers are served to it. */

import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, getPackedSettings } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { type Frame, FrameReader } from './frame-reader.ts';
import { FLAG, FRAME_TYPE, frame } from './frames.ts';
import { HpackDecoder } from './hpack-decoder.ts';
import { HpackEncoder } from './hpack-encoder.ts';

const EXCHANGES = 500;
const LARGEST_FRAME = 16_384;
const PRIORITY_BYTES = 5;
const SETTINGS_HEADER_TABLE_SIZE = 1;

type Fields = Record<string, string>;

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', '10', 'voip', 'application/json', 'bearer '.padEnd(250, 'eyJ')) },
  { weight: 4, arbitrary: fc.stringMatching(/^[0-9a-f]{0,64}$/) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x7f))
      .map((codes) => String.fromCharCode(...codes).trim()),
  },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 5_000 }).map((length) => 'é'.repeat(length)) },
);
const name = fc.oneof(
  fc.constantFrom('authorization', 'apns-id', 'apns-topic', 'apns-push-type', 'content-type', 'cookie', 'vary'),
  fc.stringMatching(/^x-[a-z0-9_-]{1,30}$/),
);
/** Small enough for one frame. */
const fieldLists = fc
  .dictionary(name, value, { maxKeys: 12, noNullPrototype: true })
  .filter((fields) => Object.entries(fields).flat().join('').length < 8_000);
const status = fc.constantFrom(200, 400, 403, 404, 405, 410, 413, 429, 500, 503);

/** The server's side of one connection, as little as a client needs. */
function serve(socket: Socket, tableSize: number, answer: () => { status: number; fields: Fields }): string[][] {
  const decoder = new HpackDecoder(tableSize, 1_000_000);
  const encoder = new HpackEncoder();
  const seen: string[][] = [];
  const reader = new FrameReader(LARGEST_FRAME, ({ type, flags, stream, payload }: Frame) => {
    if (type === FRAME_TYPE.SETTINGS && (flags & FLAG.ACK) === 0) {
      for (let at = 0; at < payload.length; at += 6) {
        if (payload.readUInt16BE(at) === SETTINGS_HEADER_TABLE_SIZE) encoder.limitTable(payload.readUInt32BE(at + 2));
      }
      socket.write(frame(FRAME_TYPE.SETTINGS, FLAG.ACK, 0));
    }
    if (type !== FRAME_TYPE.HEADERS) return;
    seen.push(decoder.decode(payload.subarray(flags & FLAG.PRIORITY ? PRIORITY_BYTES : 0)).fields);
    const { status: code, fields } = answer();
    const ending = FLAG.END_HEADERS | FLAG.END_STREAM;
    socket.write(frame(FRAME_TYPE.HEADERS, ending, stream, encoder.encode(code, fields)));
  });
  socket.on('data', (chunk: Buffer) => reader.read(chunk));
  socket.write(frame(FRAME_TYPE.SETTINGS, 0, 0, getPackedSettings({ headerTableSize: tableSize })));
  return seen;
}

async function ask(client: ClientHttp2Session, path: string, fields: Fields): Promise<string[]> {
  const request = client.request({ ':method': 'POST', ':path': path, ...fields }, { endStream: true });
  const [, , raw] = (await once(request, 'response')) as [unknown, unknown, string[]];
  request.resume();
  await once(request, 'close');
  return raw;
}

/** The text after `:authority` and the like. */
const withoutPseudo = (fields: readonly string[]): string[] => {
  const first = fields.findIndex((text, index) => index % 2 === 0 && !text.startsWith(':'));
  return first === -1 ? [] : fields.slice(first);
};

describe('HPACK with nghttp2', () => {
  for (const [ours, theirs] of [
    [4096, 4096],
    [4096, 0],
    [4096, 100],
    [65_536, 65_536],
    [256, 300],
    [0, 4096],
  ] as const) {
    it(`agrees in ${EXCHANGES} exchanges with tables of ${ours} bytes here and ${theirs} there`, async () => {
      let answer: { status: number; fields: Fields } = { status: 200, fields: {} };
      let seen: string[][] = [];
      const server = createServer((socket) => {
        seen = serve(socket, ours, () => answer);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        settings: { headerTableSize: theirs },
      });
      await once(client, 'remoteSettings');
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.stringMatching(/^\/[!-~]{0,80}$/),
            fieldLists,
            status,
            fieldLists,
            async (path, sent, code, fields) => {
              answer = { status: code, fields };
              seen.length = 0;
              const raw = await ask(client, path, sent);
              deepEqual(withoutPseudo(seen[0] ?? []), Object.entries(sent).flat());
              deepEqual(seen[0]?.[seen[0].indexOf(':path') + 1], path);
              deepEqual(raw, [':status', `${code}`, ...Object.entries(fields).flat()]);
            },
          ),
          { numRuns: EXCHANGES },
        );
      } finally {
        client.destroy();
        server.close();
      }
    });
  }
});
