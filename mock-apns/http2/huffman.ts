/**
 * HPACK's Huffman code (RFC 7541, 5.2 and appendix B), decoded a byte at a time by a state machine. A state is the
 * part of a code that the bytes so far have left open: one of the 256 inner nodes of the code's tree.
 */

import { HpackError } from './hpack-error.ts';
import { latin1Text } from './latin1.ts';

/**
 * Bits of each symbol's code, EOS last. The code is canonical: in order of length, then of symbol,
 * each code is the one before plus one, so that the lengths are the whole of appendix B.
 */
const CODE_BITS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];
const EOS = 256;
/** A code of 257 symbols has 256 inner nodes. */
const STATES = 256;
const LONGEST_CODE = 30;

/**
 * The tree: for node n and bit b, at 2n + b, the next node, or -1 - symbol at a code's end. Nodes are numbered level by
 * level from the root, 0, and left to right; canonical means that on each level the codes' ends come first.
 */
function buildTree(): Int16Array {
  const tree = new Int16Array(2 * STATES);
  let at = 0;
  let nodes = 1;
  for (let bits = 1; bits <= LONGEST_CODE; bits++) {
    const levelEnd = 2 * nodes;
    for (let symbol = 0; symbol <= EOS; symbol++) if (CODE_BITS[symbol] === bits) tree[at++] = -1 - symbol;
    while (at < levelEnd) tree[at++] = nodes++;
  }
  return tree;
}

const TREE = buildTree();

/** The states in which a string may end: up to seven bits, all ones, of which no code was completed. */
const IS_PADDING = new Uint8Array(STATES);
for (let node = 0, bits = 0; bits <= 7; bits++, node = TREE[2 * node + 1] ?? 0) IS_PADDING[node] = 1;

/**
 * What a byte does in a state, at state * 256 + byte: bits 0-7 next state, 8-15 first symbol, 16-23 second symbol,
 * 24-25 how many (eight bits complete two codes at most), 31 set by EOS. A step is worked out when it is first needed,
 * for the start of the gateway's sake: text takes few of them. 0 is no step, since the root follows symbols only.
 */
const STEPS = new Int32Array(STATES * 256);
const COUNT_SHIFT = 24;
const FAILED = 1 << 31;

function workOutStep(state: number, byte: number): number {
  let node = state;
  let symbols = 0;
  let count = 0;
  for (let bit = 7; bit >= 0; bit--) {
    node = TREE[2 * node + ((byte >> bit) & 1)] ?? 0;
    if (node >= 0) continue;
    const symbol = -1 - node;
    if (symbol === EOS) symbols |= FAILED;
    else symbols |= symbol << (8 + 8 * count++);
    node = 0;
  }
  const step = node | symbols | (count << COUNT_SHIFT);
  STEPS[(state << 8) | byte] = step;
  return step;
}

/** The shortest code has five bits. A longer string than this gets its own memory, so that none is held for it. */
const LONGEST_KEPT = 8 * 1024;
const scratch = Buffer.allocUnsafeSlow(LONGEST_KEPT * 2);

/** Decodes `bytes` from `start` up to `end`. Throws HpackError for EOS and for padding that is none. */
export function decodeHuffman(bytes: Buffer, start: number, end: number): string {
  const text = end - start <= LONGEST_KEPT ? scratch : Buffer.allocUnsafeSlow((end - start) * 2);
  let state = 0;
  let length = 0;
  let seen = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    let step = STEPS[(state << 8) | byte] ?? 0;
    if (step === 0) step = workOutStep(state, byte);
    seen |= step;
    state = step & 0xff;
    // Both are written always and counted as they apply: no branch.
    text[length] = step >> 8;
    text[length + 1] = step >> 16;
    length += (step >> COUNT_SHIFT) & 3;
  }
  if (seen < 0) throw new HpackError('A Huffman string has EOS inside.');
  if (IS_PADDING[state] !== 1) throw new HpackError('A Huffman string ends in other bits than up to seven ones.');
  return latin1Text(text, 0, length);
}
