import { strict as assert } from 'node:assert';
import { buildBinary } from 'plist';
import { decodePlist, encodePlist, ProtocolError } from './plist-codec.ts';

describe('the plist codec', () => {
  const message = {
    Request: 'Pair',
    Count: 3,
    Real: 1.5,
    Yes: true,
    Data: Buffer.from([1, 2, 255]),
    List: ['a', 'ä中'],
  };

  it('reads the XML that it writes', () => {
    const { Data, ...rest } = decodePlist(encodePlist(message));
    assert.deepEqual(rest, { Request: 'Pair', Count: 3, Real: 1.5, Yes: true, List: ['a', 'ä中'] });
    assert.deepEqual(Data, new Uint8Array([1, 2, 255]));
  });

  it('reads binary plists', () => {
    assert.deepEqual(decodePlist(buildBinary({ Request: 'GetValue', Key: 'ProductVersion' })), {
      Request: 'GetValue',
      Key: 'ProductVersion',
    });
  });

  it('reads XML that a C client ended with a NUL', () => {
    const xml = Buffer.concat([encodePlist({ Request: 'QueryType' }), Buffer.from([0])]);
    assert.deepEqual(decodePlist(xml), { Request: 'QueryType' });
  });

  it('writes integers beyond the safe range of numbers exactly', () => {
    assert.match(encodePlist({ UniqueChipID: 0xfedcba9876543210n }).toString(), /<integer>18364758544493064720</);
  });

  it('names what it got when that is no dictionary', () => {
    assert.throws(() => decodePlist(buildBinary(['a'])), ProtocolError);
    assert.throws(() => decodePlist(Buffer.from('GET / HTTP/1.1')), {
      name: 'ProtocolError',
      message: 'expected a property list, got 14 bytes starting with "GET / HTTP/1" (neither XML nor binary)',
    });
  });
});
