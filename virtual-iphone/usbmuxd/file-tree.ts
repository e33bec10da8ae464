/**
 * A file tree in memory, as AFC shows it: the media folder of a phone, or one app's container. It lives as long as the
 * phone is attached. The app process does not read it: what a tool uploads can be listed and fetched back, no more.
 */

/** AFC's status numbers that a tree can answer. */
export const AFC_STATUS = {
  ok: 0,
  badHeader: 2,
  badArgument: 7,
  notFound: 8,
  isDirectory: 9,
  notSupported: 15,
  exists: 16,
  noSpace: 18,
  notEmpty: 33,
} as const;
export type AfcStatus = (typeof AFC_STATUS)[keyof typeof AFC_STATUS];

export class FileTreeError extends Error {
  override readonly name = 'FileTreeError';
  readonly status: AfcStatus;

  constructor(status: AfcStatus, path: string) {
    super(`AFC status ${status} for '${path}'`);
    this.status = status;
  }
}

/** All files of one tree together; an endless upload ends here and not in the harness's memory. */
export const LARGEST_TREE_BYTES = 256 * 1024 * 1024;

export interface FileInfo {
  readonly kind: 'file' | 'directory';
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly madeAt: number;
}

interface DirectoryNode {
  readonly kind: 'directory';
  readonly children: Map<string, TreeNode>;
  readonly madeAt: number;
  changedAt: number;
}

export class FileNode {
  readonly kind = 'file';
  readonly madeAt: number;
  changedAt: number;
  /** Grows by doubling; the file ends at {@link bytes}. */
  #space = Buffer.alloc(0);
  bytes = 0;

  constructor(at: number) {
    this.madeAt = at;
    this.changedAt = at;
  }

  read(offset: number, length: number): Buffer {
    return this.#space.subarray(Math.min(offset, this.bytes), Math.min(offset + length, this.bytes));
  }

  write(offset: number, piece: Buffer): void {
    this.resize(Math.max(this.bytes, offset + piece.length));
    piece.copy(this.#space, offset);
  }

  resize(bytes: number): void {
    if (bytes > this.#space.length) {
      const larger = Buffer.alloc(Math.max(bytes, this.#space.length * 2));
      this.#space.copy(larger, 0, 0, this.bytes);
      this.#space = larger;
    } else if (bytes < this.bytes) {
      this.#space.fill(0, bytes, this.bytes);
    }
    this.bytes = bytes;
  }
}

type TreeNode = DirectoryNode | FileNode;

export class FileTree {
  readonly #now: () => number;
  readonly #root: DirectoryNode;

  constructor(now: () => number, folders: readonly string[]) {
    this.#now = now;
    this.#root = { kind: 'directory', children: new Map(), madeAt: now(), changedAt: now() };
    for (const folder of folders) this.makeDirectory(folder);
  }

  /** Names in the directory, sorted. */
  list(path: string): readonly string[] {
    return [...this.#directory(path).children.keys()].toSorted();
  }

  info(path: string): FileInfo {
    const node = this.#node(path);
    const { kind, changedAt, madeAt } = node;
    return { kind, changedAt, madeAt, bytes: node.kind === 'file' ? node.bytes : node.children.size };
  }

  /** Makes missing parents too; a directory that exists is fine. */
  makeDirectory(path: string): void {
    let at = this.#root;
    for (const name of partsOf(path)) {
      let next = at.children.get(name);
      if (next === undefined) {
        next = { kind: 'directory', children: new Map(), madeAt: this.#now(), changedAt: this.#now() };
        this.#put(at, name, next);
      }
      if (next.kind !== 'directory') throw new FileTreeError(AFC_STATUS.exists, path);
      at = next;
    }
  }

  /** The file, made in an existing directory when `create` says so. */
  file(path: string, create: boolean): FileNode {
    const { parent, name } = this.#place(path);
    const found = parent.children.get(name);
    if (found?.kind === 'directory') throw new FileTreeError(AFC_STATUS.isDirectory, path);
    if (found !== undefined) return found;
    if (!create) throw new FileTreeError(AFC_STATUS.notFound, path);
    const file = new FileNode(this.#now());
    this.#put(parent, name, file);
    return file;
  }

  write(file: FileNode, offset: number, piece: Buffer): void {
    this.#makeRoom(file, offset + piece.length);
    file.write(offset, piece);
    file.changedAt = this.#now();
  }

  resize(file: FileNode, bytes: number): void {
    this.#makeRoom(file, bytes);
    file.resize(bytes);
    file.changedAt = this.#now();
  }

  remove(path: string, contents: 'with-contents' | 'only-if-empty'): void {
    const { parent, name } = this.#place(path);
    const node = parent.children.get(name);
    if (node === undefined) throw new FileTreeError(AFC_STATUS.notFound, path);
    if (node.kind === 'directory' && node.children.size > 0 && contents === 'only-if-empty') {
      throw new FileTreeError(AFC_STATUS.notEmpty, path);
    }
    parent.children.delete(name);
    parent.changedAt = this.#now();
  }

  rename(from: string, to: string): void {
    const source = this.#place(from);
    const node = this.#node(from);
    // A directory cannot become its own descendant: the branch would hang in the air.
    if (`/${partsOf(to).join('/')}/`.startsWith(`/${partsOf(from).join('/')}/`)) {
      throw new FileTreeError(AFC_STATUS.badArgument, to);
    }
    const target = this.#place(to);
    source.parent.children.delete(source.name);
    this.#put(target.parent, target.name, node);
  }

  #put(parent: DirectoryNode, name: string, node: TreeNode): void {
    parent.children.set(name, node);
    parent.changedAt = this.#now();
  }

  #node(path: string): TreeNode {
    let at: TreeNode = this.#root;
    for (const name of partsOf(path)) {
      const next: TreeNode | undefined = at.kind === 'directory' ? at.children.get(name) : undefined;
      if (next === undefined) throw new FileTreeError(AFC_STATUS.notFound, path);
      at = next;
    }
    return at;
  }

  #directory(path: string): DirectoryNode {
    const node = this.#node(path);
    if (node.kind !== 'directory') throw new FileTreeError(AFC_STATUS.badArgument, path);
    return node;
  }

  #place(path: string): { readonly parent: DirectoryNode; readonly name: string } {
    const parts = partsOf(path);
    const name = parts.at(-1);
    if (name === undefined) throw new FileTreeError(AFC_STATUS.badArgument, path);
    return { parent: this.#directory(parts.slice(0, -1).join('/')), name };
  }

  #makeRoom(file: FileNode, bytes: number): void {
    const growth = bytes - file.bytes;
    if (growth > 0 && bytesUnder(this.#root) + growth > LARGEST_TREE_BYTES) {
      throw new FileTreeError(AFC_STATUS.noSpace, '');
    }
  }
}

function bytesUnder(root: TreeNode): number {
  let sum = 0;
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === 'file') sum += node.bytes;
    else left.push(...node.children.values());
  }
  return sum;
}

/** As on iOS, in characters. */
const LONGEST_PATH = 1024;

/** Names from the root; `..` never leaves it. */
function partsOf(path: string): readonly string[] {
  if (path.length > LONGEST_PATH) throw new FileTreeError(AFC_STATUS.badArgument, `${path.slice(0, 80)}…`);
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}
