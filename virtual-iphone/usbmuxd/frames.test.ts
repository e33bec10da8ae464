import { strict as assert } from 'node:assert';
import {
  FrameSplitter,
  LARGEST_FRAME_BYTES,
  MUX_FRAMING,
  muxFrame,
  muxTag,
  PLIST_FRAMING,
  plistFrame,
} from './frames.ts';
import { decodePlist } from './plist-codec.ts';

describe('usbmux and lockdown frames', () => {
  it('writes a usbmux header of length, version 1, type 8 and tag, little-endian', () => {
    const frame = muxFrame(7, { MessageType: 'ReadBUID' });
    const header = [0, 4, 8, 12].map((offset) => frame.readUInt32LE(offset));
    assert.deepEqual(header, [frame.length, 1, 8, 7]);
  });

  it('writes the length of the plist before a lockdown message, big-endian', () => {
    const frame = plistFrame({ Request: 'QueryType' });
    assert.equal(frame.readUInt32BE(0), frame.length - 4);
  });

  it('cuts frames out of a stream that arrives byte by byte', () => {
    const splitter = new FrameSplitter(MUX_FRAMING);
    const stream = Buffer.concat([muxFrame(1, { A: 'one' }), muxFrame(2, { A: 'two' })]);
    const seen: [number, unknown][] = [];
    for (const byte of stream) {
      splitter.push(Buffer.from([byte]));
      const frame = splitter.next();
      if (frame !== undefined) seen.push([muxTag(frame), decodePlist(frame.subarray(16))['A']]);
    }
    assert.deepEqual(seen, [
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  it('gives back the bytes that follow the last frame taken', () => {
    const splitter = new FrameSplitter(PLIST_FRAMING);
    splitter.push(Buffer.concat([plistFrame({ Request: 'StartSession' }), Buffer.from('TLS hello')]));
    splitter.next();
    assert.equal(splitter.rest().toString(), 'TLS hello');
  });

  it('refuses a length beyond 8 MiB before the body arrives', () => {
    const splitter = new FrameSplitter(PLIST_FRAMING);
    splitter.push(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    assert.throws(() => splitter.next(), /frame of 4 to 8388608 bytes, its header says 4294967299/);
    assert.equal(LARGEST_FRAME_BYTES, 8_388_608);
  });

  it('refuses a length that does not even hold the header', () => {
    const splitter = new FrameSplitter(MUX_FRAMING);
    const header = muxFrame(1, {}).subarray(0, 16);
    header.writeUInt32LE(3, 0);
    splitter.push(header);
    assert.throws(() => splitter.next(), /its header says 3/);
  });

  it('refuses the binary protocol of old usbmuxd by name', () => {
    const splitter = new FrameSplitter(MUX_FRAMING);
    splitter.push(Buffer.from('10000000000000000300000001000000', 'hex'));
    assert.throws(() => splitter.next(), /expected .* version 1 and type 8 \(plist\), got version 0 and type 3/);
  });
});
