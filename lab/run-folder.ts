/**
 * The runtime folder of a lab: socket, certificates and process ids, away from the reports and removed at the end, so
 * that two labs on one machine never meet.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunFolder {
  readonly path: string;
  /** Removes the folder. Calling it twice does nothing. */
  remove(): void;
}

export function makeRunFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), 'ringproof-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { path, remove };
}
