/**
 * HPACK's Huffman code (RFC 7541, 5.2 and appendix B), decoded a byte at a time by a state machine. A state is the
 * part of a code that the bytes so far have left open: one of the 256 inner nodes of the code's tree.
 */

import { HpackError } from './hpack-error.ts';
import { latin1Text } from './latin1.ts';

/**
 * Bits of each symbol's code, 32 symbols a line, EOS last. The code is canonical: in order of length, then of symbol,
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
const LONGEST_CODE = 30;

/** The tree: for node n and bit b, at 2n + b, the next node, or -1 - symbol at a code's end. Node 0 is the root. */
function buildTree(): Int16Array {
  const tree = new Int16Array(2 * 256);
  let nodes = 1;
  let code = 0;
  for (let bits = 1; bits <= LONGEST_CODE; bits++) {
    code *= 2;
    for (let symbol = 0; symbol <= EOS; symbol++) {
      if (CODE_BITS[symbol] !== bits) continue;
      let node = 0;
      for (let bit = bits - 1; bit > 0; bit--) {
        const at = 2 * node + ((code >>> bit) & 1);
        if (tree[at] === 0) tree[at] = nodes++;
        node = tree[at] ?? 0;
      }
      tree[2 * node + (code & 1)] = -1 - symbol;
      code += 1;
    }
  }
  return tree;
}

/** An entry of STEPS: bits 0-7 next state, 8-15 first symbol, 16-23 second symbol, 24-25 how many, 31 set by EOS. */
const COUNT_SHIFT = 24;
const FAILED = 1 << 31;

/** What four bits do to each state, as an entry; four bits complete one code at most. */
function buildHalfSteps(tree: Int16Array): Int32Array {
  const steps = new Int32Array(256 * 16);
  for (let at = 0; at < steps.length; at++) {
    let node = at >> 4;
    let symbols = 0;
    for (let bit = 3; bit >= 0; bit--) {
      node = tree[2 * node + ((at >> bit) & 1)] ?? 0;
      if (node >= 0) continue;
      const symbol = -1 - node;
      symbols = symbol === EOS ? FAILED : (symbol << 8) | (1 << COUNT_SHIFT);
      node = 0;
    }
    steps[at] = node | symbols;
  }
  return steps;
}

/** The same for eight bits, which complete two codes at most. */
function buildSteps(halves: Int32Array): Int32Array {
  const steps = new Int32Array(256 * 256);
  for (let at = 0; at < steps.length; at++) {
    const first = halves[at >> 4] ?? 0;
    const second = halves[((first & 0xff) << 4) | (at & 0xf)] ?? 0;
    const isTwo = first & second & (1 << COUNT_SHIFT);
    steps[at] = isTwo
      ? (first & 0xff00) | ((second & 0xff00) << 8) | (2 << COUNT_SHIFT) | (second & 0xff)
      : (first & ~0xff) | second;
  }
  return steps;
}

const TREE = buildTree();
const STEPS = buildSteps(buildHalfSteps(TREE));

/** The states in which a string may end: up to seven bits, all ones, of which no code was completed. */
const IS_PADDING = new Uint8Array(256);
for (let node = 0, bits = 0; bits <= 7; bits++, node = TREE[2 * node + 1] ?? 0) IS_PADDING[node] = 1;

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
    const step = STEPS[(state << 8) | (bytes[at] ?? 0)] ?? 0;
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
