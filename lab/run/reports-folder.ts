/**
 * A folder per run under `reports/`, and `reports/latest` pointing at the newest: two runs at once never write to the
 * same place, and an old report is never taken for a new one.
 */

import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { messageOf, UsageError } from '../errors.ts';

/** Runs that are kept, beside the one that `latest` shows; older ones are removed when a new one begins. */
const KEPT_RUNS = 10;

const RUN_ID = /^run-\d{8}-\d{6}-[0-9a-f]{4}$/;

export interface ReportsFolder {
  readonly runId: string;
  readonly path: string;
  /** Makes `latest` point here; called when the reports are whole. */
  publish(): Promise<void>;
  /** For a run that came to nothing. */
  remove(): Promise<void>;
}

/** @throws UsageError when the folder cannot be written. */
export async function makeReportsFolder(root: string): Promise<ReportsFolder> {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const runId = `run-${stamp}-${randomBytes(2).toString('hex')}`;
  const path = join(root, runId);
  try {
    await makeFolder(path);
    await access(path, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `The reports folder ${root} cannot be written: ${messageOf(error)}.`,
      'Make it writable, or give another with --reports.',
    );
  }
  await removeOldRuns(root);
  return {
    runId,
    path,
    async publish() {
      const link = join(root, `latest-${runId}`);
      await symlink(relative(root, path), link);
      await rename(link, join(root, 'latest'));
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/**
 * With the folders above it. Node's own recursive `mkdir` never comes back where a folder refuses new entries as if it
 * did not exist, as /proc does.
 */
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  const reason = await refusalOf(path);
  if (reason?.code !== 'ENOENT' || parent === path) {
    if (reason !== undefined) throw reason;
    return;
  }
  await makeFolder(parent);
  const again = await refusalOf(path);
  if (again !== undefined) throw again;
}

/** Makes one folder, unless it is there. @returns why it could not be made */
async function refusalOf(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path);
    return undefined;
  } catch (error) {
    const reason = error as NodeJS.ErrnoException;
    return reason.code === 'EEXIST' ? undefined : reason;
  }
}

async function removeOldRuns(root: string): Promise<void> {
  const latest = await readlink(join(root, 'latest')).catch(() => '');
  const runs = (await readdir(root)).filter((name) => RUN_ID.test(name)).toSorted();
  const old = runs.slice(0, -KEPT_RUNS).filter((name) => name !== basename(latest));
  await Promise.all(old.map((name) => rm(join(root, name), { recursive: true, force: true })));
}
