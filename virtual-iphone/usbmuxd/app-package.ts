/**
 * An app that a tool has uploaded, as a folder of this machine for as long as it takes to install it. The app is in the
 * form that the lab knows (`manifest.yaml` and source), as it is or in an `.ipa`: a zip with one `Payload/<name>.app`.
 */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FileTree, FileTreeError, LARGEST_TREE_BYTES } from './file-tree.ts';
import { unzip } from './zip.ts';

/** Relative path → content. */
type Files = ReadonlyMap<string, Buffer>;

/** @throws Error that says what is wrong with the package, and what `use` throws */
export async function withAppFolder(
  media: FileTree,
  path: string,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const files = filesOf(media, path);
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-install-'));
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function filesOf(media: FileTree, path: string): Files {
  try {
    if (media.info(path).kind === 'directory') return new Map(walk(media, path, ''));
    return appInArchive(unzip(contentOf(media, path), LARGEST_TREE_BYTES), path);
  } catch (error) {
    if (!(error instanceof FileTreeError)) throw error;
    throw new Error(`There is no package at ${path}. Upload it there first.`, { cause: error });
  }
}

function* walk(media: FileTree, path: string, below: string): Iterable<readonly [string, Buffer]> {
  for (const name of media.list(path)) {
    const [inside, relative] = [`${path}/${name}`, `${below}${name}`];
    if (media.info(inside).kind === 'directory') yield* walk(media, inside, `${relative}/`);
    else yield [relative, contentOf(media, inside)];
  }
}

function contentOf(media: FileTree, path: string): Buffer {
  const file = media.file(path, false);
  return file.read(0, file.bytes);
}

function appInArchive(archive: Files, path: string): Files {
  const app = new Map<string, Buffer>();
  const roots = new Set<string>();
  for (const [name, content] of archive) {
    const [, root, relative] = /^Payload\/([^/]+\.app)\/(.+)$/s.exec(name) ?? [];
    if (root === undefined || relative === undefined) continue;
    if (relative.split(/[/\\]/).includes('..')) throw new Error(`${path}: '${name}' points out of the app.`);
    roots.add(root);
    app.set(relative, content);
  }
  if (roots.size === 1) return app;
  throw new Error(`${path} holds ${roots.size} apps; an .ipa has exactly one, in Payload/<name>.app.`);
}
