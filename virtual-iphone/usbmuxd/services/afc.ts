/** AFC, Apple's file protocol, over a tree in memory: what the driver and libimobiledevice use of it. */

import type { Socket } from 'node:net';
import { AFC_STATUS, type FileNode, type FileTree, FileTreeError, LARGEST_TREE_BYTES } from '../file-tree.ts';
import { FrameSplitter } from '../frames.ts';
import { AFC_FRAMING, AFC_OPERATION, type AfcPacket, afcPacket, readAfcPacket } from './afc-packet.ts';
import type { Service } from './service.ts';

export const AFC: Service = {
  name: 'com.apple.afc',
  serve: (stream, device, onFault) => serveAfc(stream, device.media, onFault),
};

/** Serves one connection to `tree`; takes over the stream (house_arrest hands its own on after the first answer). */
export function serveAfc(stream: Socket, tree: FileTree, onFault: (error: Error) => void): void {
  const splitter = new FrameSplitter(AFC_FRAMING);
  const conversation: Conversation = { tree, files: new Map(), lastHandle: 0n };
  stream.on('data', (piece: Buffer) => {
    splitter.push(piece);
    try {
      for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) {
        const request = readAfcPacket(frame);
        stream.write(afcPacket({ number: request.number, ...answerTo(conversation, request) }));
      }
    } catch (error) {
      stream.destroy();
      onFault(error instanceof Error ? error : new Error(String(error)));
    }
  });
  stream.resume();
}

interface OpenFile {
  readonly node: FileNode;
  readonly path: string;
  readonly appends: boolean;
  position: number;
}

interface Conversation {
  readonly tree: FileTree;
  readonly files: Map<bigint, OpenFile>;
  lastHandle: bigint;
}

type Answer = Omit<AfcPacket, 'number'>;
type Handler = (conversation: Conversation, request: AfcPacket) => Answer;

const EMPTY = Buffer.alloc(0);
const OK = status(AFC_STATUS.ok);

const HANDLERS: Readonly<Record<number, Handler>> = {
  [AFC_OPERATION.readDirectory]: ({ tree }, { args }) => strings(['.', '..', ...tree.list(pathsIn(args)[0])]),

  [AFC_OPERATION.fileInfo]: ({ tree }, { args }) => {
    const { kind, bytes, changedAt, madeAt } = tree.info(pathsIn(args)[0]);
    return pairs({
      st_size: bytes,
      st_blocks: Math.ceil(bytes / 512),
      st_nlink: 1,
      st_ifmt: kind === 'file' ? 'S_IFREG' : 'S_IFDIR',
      st_mtime: BigInt(Math.floor(changedAt)) * 1_000_000n,
      st_birthtime: BigInt(Math.floor(madeAt)) * 1_000_000n,
    });
  },

  [AFC_OPERATION.deviceInfo]: () =>
    pairs({ Model: 'iPhone', FSTotalBytes: LARGEST_TREE_BYTES, FSFreeBytes: LARGEST_TREE_BYTES, FSBlockSize: 4096 }),

  [AFC_OPERATION.makeDirectory]: ({ tree }, { args }) => {
    tree.makeDirectory(pathsIn(args)[0]);
    return OK;
  },

  [AFC_OPERATION.removePath]: ({ tree }, { args }) => {
    tree.remove(pathsIn(args)[0], 'only-if-empty');
    return OK;
  },

  [AFC_OPERATION.removeWithContents]: ({ tree }, { args }) => {
    tree.remove(pathsIn(args)[0], 'with-contents');
    return OK;
  },

  [AFC_OPERATION.rename]: ({ tree }, { args }) => {
    const [from, to = ''] = pathsIn(args);
    tree.rename(from, to);
    return OK;
  },

  [AFC_OPERATION.open]: (conversation, { args }) => {
    const mode = OPEN_MODES[Number(integerAt(args, 0))];
    const path = pathsIn(args.subarray(8))[0];
    if (mode === undefined) throw new FileTreeError(AFC_STATUS.badArgument, path);
    const node = conversation.tree.file(path, mode.creates);
    if (mode.truncates) conversation.tree.resize(node, 0);
    conversation.lastHandle += 1n;
    conversation.files.set(conversation.lastHandle, { node, path, appends: mode.appends, position: 0 });
    return { operation: AFC_OPERATION.opened, args: integer(conversation.lastHandle), data: EMPTY };
  },

  [AFC_OPERATION.read]: (conversation, { args }) => {
    const file = openFile(conversation, args);
    const data = file.node.read(file.position, Number(integerAt(args, 8)));
    file.position += data.length;
    return { operation: AFC_OPERATION.data, args: EMPTY, data };
  },

  [AFC_OPERATION.write]: (conversation, { args, data }) => {
    const file = openFile(conversation, args);
    const at = file.appends ? file.node.bytes : file.position;
    conversation.tree.write(file.node, at, data);
    file.position = at + data.length;
    return OK;
  },

  [AFC_OPERATION.seek]: (conversation, { args }) => {
    const file = openFile(conversation, args);
    const base = [0, file.position, file.node.bytes][Number(integerAt(args, 8))];
    const position = (base ?? Number.NaN) + Number(BigInt.asIntN(64, integerAt(args, 16)));
    if (!Number.isSafeInteger(position) || position < 0) throw new FileTreeError(AFC_STATUS.badArgument, file.path);
    file.position = position;
    return OK;
  },

  [AFC_OPERATION.tell]: (conversation, { args }) => {
    const { position } = openFile(conversation, args);
    return { operation: AFC_OPERATION.told, args: integer(BigInt(position)), data: EMPTY };
  },

  [AFC_OPERATION.setSize]: (conversation, { args }) => {
    conversation.tree.resize(openFile(conversation, args).node, Number(integerAt(args, 8)));
    return OK;
  },

  [AFC_OPERATION.close]: (conversation, { args }) =>
    conversation.files.delete(integerAt(args, 0)) ? OK : status(AFC_STATUS.badArgument),
};

/** By AFC's mode number: r, r+, w, w+, a, a+. */
const OPEN_MODES: readonly (
  | { readonly creates: boolean; readonly truncates: boolean; readonly appends: boolean }
  | undefined
)[] = [
  undefined,
  { creates: false, truncates: false, appends: false },
  { creates: true, truncates: false, appends: false },
  { creates: true, truncates: true, appends: false },
  { creates: true, truncates: true, appends: false },
  { creates: true, truncates: false, appends: true },
  { creates: true, truncates: false, appends: true },
];

function answerTo(conversation: Conversation, request: AfcPacket): Answer {
  try {
    return HANDLERS[request.operation]?.(conversation, request) ?? status(AFC_STATUS.notSupported);
  } catch (error) {
    if (error instanceof FileTreeError) return status(error.status);
    throw error;
  }
}

function openFile({ files }: Conversation, args: Buffer): OpenFile {
  const file = files.get(integerAt(args, 0));
  if (file === undefined) throw new FileTreeError(AFC_STATUS.badArgument, 'a handle that is not open');
  return file;
}

function integerAt(args: Buffer, offset: number): bigint {
  if (args.length < offset + 8) throw new FileTreeError(AFC_STATUS.badHeader, '');
  return args.readBigUInt64LE(offset);
}

function integer(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** Paths end with a NUL from libimobiledevice, and with the payload from the driver. */
function pathsIn(args: Buffer): readonly [string, ...string[]] {
  const [first = '', ...rest] = args.toString('utf8').split('\0');
  return [first, ...rest];
}

function status(value: number): Answer {
  return { operation: AFC_OPERATION.status, args: integer(BigInt(value)), data: EMPTY };
}

function strings(values: readonly string[]): Answer {
  return {
    operation: AFC_OPERATION.data,
    args: EMPTY,
    data: Buffer.from(values.map((value) => `${value}\0`).join('')),
  };
}

function pairs(values: Readonly<Record<string, string | number | bigint>>): Answer {
  return strings(Object.entries(values).flatMap(([key, value]) => [key, String(value)]));
}
