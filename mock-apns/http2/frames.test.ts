import { deepEqual, equal } from 'node:assert/strict';
import { array, assert, integer, property, record, uint8Array } from 'fast-check';
import { type Frame, FrameReader } from './frame-reader.ts';
import { CLIENT_PREFACE, ERROR_CODE, FLAG, FRAME_TYPE, frame } from './frames.ts';

const LARGEST = 16_384;

/** Reads bytes in pieces of `step`; @returns the frames and the fault. */
function read(bytes: Buffer, step = bytes.length): { frames: Frame[]; fault: number | undefined } {
  const frames: Frame[] = [];
  const reader = new FrameReader(LARGEST, (one) => frames.push(one));
  let fault: number | undefined;
  for (let at = 0; at < bytes.length; at += step) fault = reader.read(bytes.subarray(at, at + step));
  return { frames, fault };
}

describe('HTTP/2 frames', () => {
  it('are the same whichever way their bytes are cut', () => {
    const someFrames = array(
      record(
        {
          type: integer({ min: 0, max: 255 }),
          flags: integer({ min: 0, max: 255 }),
          stream: integer({ min: 0, max: 0x7fff_ffff }),
          payload: uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 8 },
    );
    assert(
      property(someFrames, integer({ min: 1, max: 60 }), (sent, step) => {
        const bytes = sent.map(({ type, flags, stream, payload }) => frame(type, flags, stream, payload));
        deepEqual(read(Buffer.concat([CLIENT_PREFACE, ...bytes]), step), { frames: sent, fault: undefined });
      }),
    );
  });

  it('are never read past a fault, whatever the bytes', () => {
    assert(
      property(uint8Array({ maxLength: 400 }), integer({ min: 1, max: 50 }), (bytes, step) => {
        const whole = Buffer.concat([CLIENT_PREFACE, bytes]);
        deepEqual(read(whole, step), read(whole));
      }),
    );
  });

  it('begin after the preface, and a first wrong byte is told at once', () => {
    equal(read(Buffer.from('P')).fault, undefined);
    equal(read(Buffer.from('GET / HTTP/1.1\r\n')).fault, ERROR_CODE.PROTOCOL_ERROR);
    equal(read(Buffer.from('PRI * HTTP/2.1')).fault, ERROR_CODE.PROTOCOL_ERROR);
  });

  it('may have as many bytes as we advertise, and one more is told before they arrive', () => {
    const largest = frame(FRAME_TYPE.DATA, FLAG.END_STREAM, 1, Buffer.alloc(LARGEST));
    equal(read(Buffer.concat([CLIENT_PREFACE, largest])).frames.length, 1);
    const head = frame(FRAME_TYPE.DATA, FLAG.END_STREAM, 1, Buffer.alloc(LARGEST + 1)).subarray(0, 9);
    deepEqual(read(Buffer.concat([CLIENT_PREFACE, head])), { frames: [], fault: ERROR_CODE.FRAME_SIZE_ERROR });
  });

  it('have the reserved bit of their stream ignored', () => {
    const bytes = frame(FRAME_TYPE.PING, 0, 0x8000_0003, Buffer.alloc(8));
    equal(read(Buffer.concat([CLIENT_PREFACE, bytes])).frames[0]?.stream, 3);
  });
});
