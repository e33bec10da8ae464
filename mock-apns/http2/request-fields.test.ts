/** Which header lists are requests. */

import { strict as assert } from 'node:assert';
import { areTrailers, readRequestFields } from './request-fields.ts';

const PSEUDO = [':method', 'POST', ':scheme', 'https', ':path', '/3/device/ab'];

describe('the header fields of a request', () => {
  it('say how it is made, for whom, and how long it will be', () => {
    assert.deepEqual(readRequestFields([...PSEUDO, 'apns-topic', 'com.example', 'content-length', '12']), {
      method: 'POST',
      path: '/3/device/ab',
      contentLength: 12,
    });
  });

  it('may repeat a content-length, and hold any byte but the ones that split a line', () => {
    const repeated = ['content-length', '2', 'content-length', '2'];
    assert.equal(readRequestFields([...PSEUDO, 'x', 'caf\u00e9\u0001\u00ff', ...repeated])?.contentLength, 2);
  });

  it('name nothing but a host in a CONNECT', () => {
    const connect = [':method', 'CONNECT', ':authority', 'localhost:443'];
    assert.equal(readRequestFields(connect)?.path, '');
    assert.equal(readRequestFields([...connect, ':path', '/']), undefined);
    assert.equal(readRequestFields(connect.slice(0, 2)), undefined);
  });

  const malformed: readonly (readonly [string, readonly string[]])[] = [
    ['no method', PSEUDO.slice(2)],
    ['no path', PSEUDO.slice(0, 4)],
    ['no scheme', [...PSEUDO.slice(0, 2), ...PSEUDO.slice(4)]],
    ['an empty path', [...PSEUDO.slice(0, 4), ':path', '']],
    ['a pseudo header twice', [...PSEUDO, ':method', 'POST']],
    ['an authority twice', [...PSEUDO, ':authority', 'a', ':authority', 'b']],
    ['an unknown pseudo header', [...PSEUDO, ':protocol', 'websocket']],
    ["an answer's pseudo header", [...PSEUDO, ':status', '200']],
    ['a pseudo header after others', ['host', 'a', ...PSEUDO]],
    ['upper case in a name', [...PSEUDO, 'Host', 'a']],
    ['space in a name', [...PSEUDO, 'apns topic', 'a']],
    ['an empty name', [...PSEUDO, '', 'a']],
    ['a field of the connection', [...PSEUDO, 'connection', 'close']],
    ['transfer coding', [...PSEUDO, 'transfer-encoding', 'chunked']],
    ['another te than trailers', [...PSEUDO, 'te', 'gzip']],
    ['a line break in a value', [...PSEUDO, 'x', 'a\r\nb']],
    ['NUL in a value', [...PSEUDO, 'x', 'a\0b']],
    ['space before a value', [...PSEUDO, 'x', ' a']],
    ['space after a value', [...PSEUDO, 'x', 'a\t']],
    ['two lengths', [...PSEUDO, 'content-length', '1', 'content-length', '2']],
    ['a length that is no number', [...PSEUDO, 'content-length', '-1']],
  ];
  for (const [what, fields] of malformed) {
    it(`are malformed with ${what}`, () => assert.equal(readRequestFields(fields), undefined));
  }

  it('may follow the body, but not with a pseudo header', () => {
    assert.ok(areTrailers(['x-checksum', '1']));
    assert.ok(!areTrailers([':path', '/']));
    assert.ok(!areTrailers(['x-checksum', 'a\n']));
  });
});
