/** The examples of RFC 7541, appendix C: blocks of one connection each, in hex, and the fields they say. */

interface Example {
  readonly title: string;
  /** Bytes. */
  readonly tableSize: number;
  readonly blocks: readonly { readonly hex: string; readonly fields: readonly string[] }[];
}

export const RFC_EXAMPLES: readonly Example[] = [
  {
    title: 'C.2.1 literal with indexing',
    tableSize: 4096,
    blocks: [{ hex: '400a637573746f6d2d6b65790d637573746f6d2d686561646572', fields: ['custom-key', 'custom-header'] }],
  },
  {
    title: 'C.2.2 literal without indexing',
    tableSize: 4096,
    blocks: [{ hex: '040c2f73616d706c652f70617468', fields: [':path', '/sample/path'] }],
  },
  {
    title: 'C.2.3 literal never indexed',
    tableSize: 4096,
    blocks: [{ hex: '100870617373776f726406736563726574', fields: ['password', 'secret'] }],
  },
  { title: 'C.2.4 indexed', tableSize: 4096, blocks: [{ hex: '82', fields: [':method', 'GET'] }] },
  {
    title: 'C.3 requests',
    tableSize: 4096,
    blocks: [
      {
        hex: '828684410f7777772e6578616d706c652e636f6d',
        fields: [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'],
      },
      {
        hex: '828684be58086e6f2d6361636865',
        fields: [
          ':method',
          'GET',
          ':scheme',
          'http',
          ':path',
          '/',
          ':authority',
          'www.example.com',
          'cache-control',
          'no-cache',
        ],
      },
      {
        hex: '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
        fields: [
          ':method',
          'GET',
          ':scheme',
          'https',
          ':path',
          '/index.html',
          ':authority',
          'www.example.com',
          'custom-key',
          'custom-value',
        ],
      },
    ],
  },
  {
    title: 'C.4 requests, Huffman',
    tableSize: 4096,
    blocks: [
      {
        hex: '828684418cf1e3c2e5f23a6ba0ab90f4ff',
        fields: [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'],
      },
      {
        hex: '828684be5886a8eb10649cbf',
        fields: [
          ':method',
          'GET',
          ':scheme',
          'http',
          ':path',
          '/',
          ':authority',
          'www.example.com',
          'cache-control',
          'no-cache',
        ],
      },
      {
        hex: '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
        fields: [
          ':method',
          'GET',
          ':scheme',
          'https',
          ':path',
          '/index.html',
          ':authority',
          'www.example.com',
          'custom-key',
          'custom-value',
        ],
      },
    ],
  },
  {
    title: 'C.5 responses, evicting',
    tableSize: 256,
    blocks: [
      {
        hex:
          '4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768' +
          '747470733a2f2f7777772e6578616d706c652e636f6d',
        fields: [
          ':status',
          '302',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:21 GMT',
          'location',
          'https://www.example.com',
        ],
      },
      {
        hex: '4803333037c1c0bf',
        fields: [
          ':status',
          '307',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:21 GMT',
          'location',
          'https://www.example.com',
        ],
      },
      {
        hex:
          '88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153' +
          '444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e' +
          '3d31',
        fields: [
          ':status',
          '200',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:22 GMT',
          'location',
          'https://www.example.com',
          'content-encoding',
          'gzip',
          'set-cookie',
          'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
        ],
      },
    ],
  },
  {
    title: 'C.6 responses, Huffman, evicting',
    tableSize: 256,
    blocks: [
      {
        hex:
          '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8' +
          'e9ae82ae43d3',
        fields: [
          ':status',
          '302',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:21 GMT',
          'location',
          'https://www.example.com',
        ],
      },
      {
        hex: '4883640effc1c0bf',
        fields: [
          ':status',
          '307',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:21 GMT',
          'location',
          'https://www.example.com',
        ],
      },
      {
        hex:
          '88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b' +
          '3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
        fields: [
          ':status',
          '200',
          'cache-control',
          'private',
          'date',
          'Mon, 21 Oct 2013 20:13:22 GMT',
          'location',
          'https://www.example.com',
          'content-encoding',
          'gzip',
          'set-cookie',
          'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
        ],
      },
    ],
  },
];

/** The bytes 0 to 255 in turn as one Huffman string (appendix B), as Python's hpack writes it. */
export const EVERY_BYTE =
  'ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffffe8ffffeafffffff3fffffa7fffffabffffffdfffffebfffffecfffff' +
  'edfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcffffffd3fffffd7fffffdbfffffdffffffe3fffffe7fffffebfffffed4fe3' +
  'f9ffaffcabf1febfafefe7fdfd2cbb00089969b71d79fb9f7fff20ffbff3ff50ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7' +
  'fffc3ff9ffe45fff4719242cb34e6e9d68a6a3d7dac426defe3cfaf7fffbfe7ffbffdffffffcfffe6ffff4bfff9ffffa3fffd3ffff53fffd' +
  '5ffffb3fffeb7fffdaffffb7ffff73fffeeffffdeffffebffffbfffffd9ffffdbfffebffffe0ffffeeffffc3ffff8bffff1ffffe4fffee7f' +
  'ffb1ffff97fffd9ffffcdffff9fffffbffffdafffeeffff4ffffb7fffee7fffe8ffffd3fffdeffffd5fffeeffffbdffffe1fffdfffff7fff' +
  'ff5ffffecffff07fff87fffe0ffff17fffedffff87ffff77fffeffffeaffff8bfffe3ffff93ffff87fffcbffff37ffff1fffff83ffffe1ff' +
  'febfffe3ffff3fffff2ffffa3ffffd9fffff17ffffc7fffff27ffffdefffffbffffff2fffff8fffffb7fff97fff8fffffe6fffffc1fffff8' +
  '7ffffe7fffffc5ffffe5fffe4ffff2fffffd1fffff4ffffffefffffe3fffffc9fffff97fffb3ffffcffffb7fffcdffff4ffff9ffffd1ffff' +
  'cffffeaffffafffffddffffeffffff4fffff5fffffabffffa7ffffd7fffff9bffffecfffffb7fffff3fffffe8fffffd3fffffabfffff5fff' +
  'ffff7ffffecfffffdbfffffbbfffff7ffffff0fffffbbf';
