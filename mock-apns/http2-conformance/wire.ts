/** HTTP/2 as bytes, for tests that break its rules: nothing here checks anything (RFC 9113, 4, 6 and 7; RFC 7541, 6). */

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const [DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS] = [0x0, 0x1, 0x2, 0x3, 0x4] as const;
export const [PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION] = [0x5, 0x6, 0x7, 0x8, 0x9] as const;

export const [ACK, END_STREAM, END_HEADERS, PADDED, HAS_PRIORITY] = [0x1, 0x1, 0x4, 0x8, 0x20] as const;

/** Numbers of settings (6.5.2). */
export const [TABLE_SIZE, ENABLE_PUSH, STREAM_LIMIT, WINDOW, FRAME_SIZE, LIST_SIZE] = [1, 2, 3, 4, 5, 6] as const;

export const NO_ERROR = 0x0;
export const CANCEL = 0x8;

const TYPES = 'DATA HEADERS PRIORITY RST_STREAM SETTINGS PUSH_PROMISE PING GOAWAY WINDOW_UPDATE CONTINUATION'.split(
  ' ',
);
const CODES = (
  'NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR ' +
  'REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED'
).split(' ');

export const nameOf = (type: number) => TYPES[type] ?? `type ${type}`;
export const nameOfCode = (code: number) => CODES[code] ?? `code ${code}`;

/** Names and values in their order; a name may come twice. */
export type Fields = readonly (readonly [name: string, value: string])[];

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK without indexing and Huffman code: the plainest form there is. */
export function literal(fields: Fields, form = 0x00): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(form), text(name), text(value)]));
}

export function text(value: string): Buffer {
  return Buffer.concat([integer(value.length, 7, 0), Buffer.from(value, 'latin1')]);
}

/** A number behind a prefix of `bits`, whose other bits are those of `first` (RFC 7541, 5.1). */
export function integer(value: number, bits: number, first: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.of(first | value);
  const bytes = [first | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

export const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');

export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** The payload of PRIORITY, and what HEADERS begins with when it has a priority. */
export const priority = (dependsOn: number, weight = 255) => Buffer.concat([u32(dependsOn), Buffer.of(weight)]);

/** A payload between the length of its padding and the padding. */
export const padded = (payload: Buffer, bytes: number, declared = bytes) =>
  Buffer.concat([Buffer.of(declared), payload, Buffer.alloc(bytes)]);

/** What a request begins with. */
export const head = (method: string, path: string): Fields => [
  [':method', method],
  [':scheme', 'https'],
  [':path', path],
  [':authority', 'localhost'],
];

const PATH = `/3/device/${'0'.repeat(64)}`;
/** Draws MethodNotAllowed. */
export const GET = head('GET', PATH);
/** Draws MissingProviderToken: the gateway's first check that a push without credentials fails. */
export const POST = head('POST', PATH);
