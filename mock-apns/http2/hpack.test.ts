import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import * as fc from 'fast-check';
import { HpackDecoder, HpackError } from './hpack-decoder.ts';
import { HpackEncoder } from './hpack-encoder.ts';
import { EVERY_BYTE, RFC_EXAMPLES } from './rfc-7541-examples.ts';

const TABLE = 4096;
const NO_LIMIT = 1_000_000;
const RANDOM_BLOCKS = 10_000;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ones = (bytes: number): string => 'ff'.repeat(bytes);

/** What blocks of one connection say, one after the other. */
function fieldsOf(...blocks: string[]): string[][] {
  const decoder = new HpackDecoder(TABLE, NO_LIMIT);
  return blocks.map((block) => decoder.decode(hex(block)).fields);
}

/** `x: ` and a value of `a`s as a literal that the table takes. */
function kept(length: number): Buffer {
  const head = length < 127 ? [length] : [127, ((length - 127) & 0x7f) | 0x80, (length - 127) >> 7];
  return Buffer.concat([hex('40 01 78'), Buffer.from(head), Buffer.alloc(length, 'a')]);
}

describe('The HPACK decoder', () => {
  for (const { title, tableSize, blocks } of RFC_EXAMPLES) {
    it(`reads the RFC's example ${title}`, () => {
      const decoder = new HpackDecoder(tableSize, NO_LIMIT);
      for (const block of blocks) deepEqual(decoder.decode(hex(block.hex)).fields, block.fields);
    });
  }

  it('reads an empty block, an empty value and the first and last static fields', () => {
    deepEqual(fieldsOf('', '00 01 61 00', '00 01 61 80', '81', 'bd'), [
      [],
      ['a', ''],
      ['a', ''],
      [':authority', ''],
      ['www-authenticate', ''],
    ]);
  });

  for (const [title, message, ...blocks] of [
    ['index 0', /no entry/, '80'],
    ['an index beyond the static table when the dynamic one is empty', /no entry/, 'be'],
    ['an index beyond the dynamic table', /no entry/, '40 01 61 01 62', 'bf'],
    ['a name at an index beyond the tables', /no entry/, '7e 01 62'],
    ['an integer without its end', /inside a field/, 'ff'],
    ['an integer without its end after more bytes', /inside a field/, 'ff 80 80'],
    ['an integer of more than 31 bits', /31 bits/, 'ff 81 ff ff ff 07'],
    ['an integer of endless zeros', /31 bits/, 'ff 80 80 80 80 80 00'],
    ['a literal without a name', /inside a field/, '40'],
    ['a literal without a value', /inside a field/, '40 01 61'],
    ['a name cut short', /inside a string/, '40 05 61'],
    ['a value cut short', /inside a string/, '40 01 61 05 62'],
    ['a string longer than all memory', /inside a string/, '40 01 61 7f 80 ff ff ff 07'],
    ['Huffman padding of zeros', /seven ones/, '00 01 61 81 18'],
    ['Huffman padding of eight ones', /seven ones/, '00 01 61 82 1f ff'],
    ['Huffman padding alone that is too long', /seven ones/, '00 01 61 81 ff'],
    ['EOS inside a Huffman string', /EOS/, '00 01 61 85 ff ff ff fc 1f'],
    ['EOS at the end of a Huffman string', /EOS/, `00 01 61 84 ${ones(4)}`],
    ['EOS inside a long Huffman string', /EOS/, `00 01 61 ff 01 ${ones(128)}`],
    ['a table size update above our setting', /4096 are allowed/, '3f e2 1f'],
    ['a table size update after a field', /after a field/, '82 20'],
    ['a table size update between fields', /after a field/, '82 20 82'],
    ['a table size update without its end', /inside a field/, '3f'],
  ] as const) {
    it(`refuses ${title}`, () => {
      throws(
        () => fieldsOf(...blocks),
        (error) => error instanceof HpackError && message.test(error.message),
      );
    });
  }

  it('reads integers up to 31 bits and of one byte more than needed', () => {
    throws(() => fieldsOf('ff 80 ff ff ff 07'), /no entry 2147483647/);
    deepEqual(fieldsOf('40 01 61 01 62', '40 01 78 01 79', '7f 80 80 00 01 63')[2], ['a', 'c']);
  });

  it('takes several table size updates before the first field, up to our setting', () => {
    deepEqual(fieldsOf('40 01 61 01 62', '20 3f e1 1f 82'), [
      ['a', 'b'],
      [':method', 'GET'],
    ]);
    throws(() => fieldsOf('40 01 61 01 62', '20 3f e1 1f 82', 'be'), HpackError);
  });

  it('has a table of 4096 bytes until an update when our setting is larger', () => {
    const decoder = new HpackDecoder(8192, NO_LIMIT);
    decoder.decode(kept(3000));
    decoder.decode(kept(3000));
    equal(decoder.decode(hex('be')).fields.length, 2);
    throws(() => decoder.decode(hex('bf')), HpackError);
    const larger = new HpackDecoder(8192, NO_LIMIT);
    larger.decode(Buffer.concat([hex('3f e1 3f'), kept(3000)]));
    larger.decode(kept(3000));
    equal(larger.decode(hex('bf')).fields.length, 2);
  });

  it('keeps a field that fills its table, and is emptied by one that is larger', () => {
    const decoder = new HpackDecoder(TABLE, NO_LIMIT);
    decoder.decode(kept(TABLE - 33));
    deepEqual(decoder.decode(hex('be')).fields, ['x', 'a'.repeat(TABLE - 33)]);
    deepEqual(decoder.decode(kept(TABLE - 32)).fields, ['x', 'a'.repeat(TABLE - 32)]);
    throws(() => decoder.decode(hex('be')), HpackError);
  });

  it('keeps nothing in a table of 0 bytes', () => {
    const decoder = new HpackDecoder(0, NO_LIMIT);
    deepEqual(decoder.decode(kept(3)).fields, ['x', 'aaa']);
    throws(() => decoder.decode(hex('be')), HpackError);
  });

  it('names a new field by an entry that the new field evicts', () => {
    const decoder = new HpackDecoder(64, NO_LIMIT);
    decoder.decode(hex('40 01 61 01 62'));
    deepEqual(decoder.decode(Buffer.concat([hex('7e 1f'), Buffer.alloc(31, 'c')])).fields, ['a', 'c'.repeat(31)]);
    deepEqual(decoder.decode(hex('be')).fields, ['a', 'c'.repeat(31)]);
  });

  it('reads bytes above ASCII as latin1, Huffman or not', () => {
    deepEqual(fieldsOf('00 01 61 01 e9', '00 01 61 83 ff ff af'), [
      ['a', 'é'],
      ['a', 'é'],
    ]);
  });

  it('reads the Huffman code of every byte', () => {
    const bytes = EVERY_BYTE.length / 2;
    const length = Buffer.from([0xff, ((bytes - 127) & 0x7f) | 0x80, (bytes - 127) >> 7]);
    const { fields } = new HpackDecoder(TABLE, NO_LIMIT).decode(
      Buffer.concat([hex('00 01 61'), length, hex(EVERY_BYTE)]),
    );
    deepEqual(Buffer.from(fields[1] ?? '', 'latin1'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
  });

  it('tells one long literal from the next that differs in its last byte or in its coding', () => {
    const long = (last: string, isHuffman = false): string =>
      `00 01 61 ${isHuffman ? 'ff' : '7f'} 49 ${'18'.repeat(199)} ${last}`;
    const [other, first, again, coded] = fieldsOf(long('3f'), long('1f'), long('1f'), long('1f', true));
    deepEqual(again, first);
    equal(other?.[1]?.at(-1), '?');
    equal(first?.[1]?.length, 200);
    ok((coded?.[1]?.length ?? 0) > 200);
  });

  it('counts 32 bytes with each field of a list, and allows exactly the limit', () => {
    deepEqual(new HpackDecoder(TABLE, 42).decode(hex('82')), { fields: [':method', 'GET'], isTooLarge: false });
    deepEqual(new HpackDecoder(TABLE, 41).decode(hex('82')), { fields: [], isTooLarge: true });
  });

  it('learns the fields of a list that is too large', () => {
    const decoder = new HpackDecoder(TABLE, 100);
    deepEqual(decoder.decode(Buffer.concat([kept(200), hex('40 01 61 01 62')])), { fields: [], isTooLarge: true });
    deepEqual(decoder.decode(hex('be')), { fields: ['a', 'b'], isTooLarge: false });
  });

  it('holds no more than the limit of a block that names one large field again and again', () => {
    const decoder = new HpackDecoder(TABLE, 16_384);
    decoder.decode(kept(4000));
    const before = process.memoryUsage().heapUsed;
    deepEqual(decoder.decode(Buffer.alloc(4_000_000, 0xbe)), { fields: [], isTooLarge: true });
    // Kept in full they would be gigabytes; the rest is what V8 has not collected yet.
    ok(process.memoryUsage().heapUsed - before < 64_000_000);
  });

  it(`throws HpackError or nothing for ${RANDOM_BLOCKS} random blocks`, () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 4 }), (blocks) => {
        readOrRefuse(blocks.map((block) => Buffer.from(block)));
      }),
      { numRuns: RANDOM_BLOCKS },
    );
  });

  it(`throws HpackError or nothing for ${RANDOM_BLOCKS} examples with bytes changed`, () => {
    const examples = RFC_EXAMPLES.map(({ blocks }) => blocks.map((block) => block.hex));
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...examples), changes, (blocks, changed) => {
        const bytes = blocks.map(hex);
        for (const [at, value] of changed) {
          const block = bytes[at % bytes.length];
          if (block !== undefined) block[at % block.length] = value;
        }
        readOrRefuse(bytes);
      }),
      { numRuns: RANDOM_BLOCKS },
    );
  });
});

/** Reads blocks on one connection up to the first that is refused. */
function readOrRefuse(blocks: readonly Buffer[]): void {
  const decoder = new HpackDecoder(TABLE, 1_000);
  try {
    for (const block of blocks) {
      const { fields } = decoder.decode(block);
      const bytes = fields.reduce((sum, text) => sum + text.length, fields.length * 16);
      ok(bytes <= 1_000 && fields.length % 2 === 0);
    }
  } catch (error) {
    if (!(error instanceof HpackError)) throw error;
  }
}

describe('The HPACK encoder', () => {
  const ID = 'apns-id';
  const JSON_TYPE = { 'content-type': 'application/json' };

  it('says what the decoder reads', () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(TABLE, NO_LIMIT);
    for (const status of [200, 400, 403, 200, 503, 100]) {
      const block = encoder.encode(status, { [ID]: `id-${status}`, ...JSON_TYPE, long: 'é'.repeat(status * 9) });
      deepEqual(decoder.decode(block), {
        fields: [
          ':status',
          `${status}`,
          ID,
          `id-${status}`,
          'content-type',
          'application/json',
          'long',
          'é'.repeat(status * 9),
        ],
        isTooLarge: false,
      });
    }
  });

  it('says status 200 in a byte, and what it said before in a byte each', () => {
    const encoder = new HpackEncoder();
    deepEqual(encoder.encode(200, {}), hex('88'));
    encoder.encode(200, { [ID]: 'one', ...JSON_TYPE });
    deepEqual(encoder.encode(200, { [ID]: 'one', ...JSON_TYPE }), hex('88 bf be'));
    // A new value goes without indexing, below its name.
    deepEqual(encoder.encode(403, { [ID]: 'two' }), hex('08 03 343033 0f 30 03 74776f'));
  });

  it('fills its table once and evicts nothing from it', () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(TABLE, NO_LIMIT);
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`name-${index}`, `value-${index}`]));
    const first = encoder.encode(200, fields);
    const second = encoder.encode(200, fields);
    ok(second.length < first.length);
    deepEqual(decoder.decode(first).fields, [':status', '200', ...Object.entries(fields).flat()]);
    deepEqual(decoder.decode(second).fields, [':status', '200', ...Object.entries(fields).flat()]);
  });

  it('tells a lower limit before the next block only, and begins its table anew', () => {
    const encoder = new HpackEncoder();
    encoder.encode(200, JSON_TYPE);
    encoder.limitTable(100);
    deepEqual(encoder.encode(200, {}), hex('20 3f 45 88'));
    deepEqual(encoder.encode(200, {}), hex('88'));
    equal(encoder.encode(200, JSON_TYPE)[1], 0x40 | 31);
  });

  it('tells a limit of 0, and one that was 0 for a while', () => {
    const encoder = new HpackEncoder();
    encoder.encode(200, JSON_TYPE);
    encoder.limitTable(0);
    deepEqual(encoder.encode(200, {}), hex('20 88'));
    equal(encoder.encode(200, JSON_TYPE)[1], 0x0f, 'kept in a table of nothing');
    encoder.limitTable(TABLE);
    deepEqual(encoder.encode(200, {}), hex('20 3f e1 1f 88'));
    encoder.limitTable(0);
    encoder.limitTable(TABLE);
    deepEqual(encoder.encode(200, {}), hex('20 3f e1 1f 88'));
  });

  it('uses no more than 4096 bytes and tells nothing when the peer allows more', () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(4_294_967_295);
    deepEqual(encoder.encode(200, {}), hex('88'));
  });
});
