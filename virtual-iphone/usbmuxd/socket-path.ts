/** Checks a path for usbmuxd's socket before it is bound, since the system's own errors mislead here. */

import { lstat, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Bytes a UNIX socket path may have without its final NUL: sun_path is 104 bytes on macOS and 108 on Linux. */
const LONGEST_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;

/** What a client's environment must hold to find the phones: `UNIX:<path>`, or `<host>:<port>`. */
export interface UsbmuxdEnvironment {
  readonly USBMUXD_SOCKET_ADDRESS: string;
}

/** `UNIX:` in capitals is what all three kinds of client take. */
export function environmentFor(socketPath: string): UsbmuxdEnvironment {
  return { USBMUXD_SOCKET_ADDRESS: `UNIX:${socketPath}` };
}

/** The absolute path. @throws Error saying what is wrong with the path and what to do. */
export async function checkedSocketPath(path: string): Promise<string> {
  const absolute = resolve(path);
  const bytes = Buffer.byteLength(absolute);
  if (bytes > LONGEST_PATH_BYTES) {
    throw new Error(
      `usbmuxd socket path is ${bytes} bytes long, the system allows ${LONGEST_PATH_BYTES}: ${absolute}. ` +
        'Choose a shorter folder.',
    );
  }
  if (absolute.includes(':')) {
    throw new Error(
      `usbmuxd socket path holds a colon: ${absolute}. appium-ios-device would read it as host:port. ` +
        'Choose a path without one.',
    );
  }
  const folder = dirname(absolute);
  if (!(await exists(folder, 'folder'))) {
    throw new Error(`usbmuxd socket cannot be made, its folder does not exist: ${folder}. Make the folder first.`);
  }
  if (await exists(absolute, 'anything')) throw pathTaken(absolute);
  return absolute;
}

export function pathTaken(path: string): Error {
  return new Error(
    `usbmuxd socket path exists already: ${path}. If no other usbmuxd serves it, remove the file; else choose another path.`,
  );
}

async function exists(path: string, what: 'folder' | 'anything'): Promise<boolean> {
  try {
    return what === 'folder' ? (await stat(path)).isDirectory() : (await lstat(path)) !== undefined;
  } catch {
    return false;
  }
}
