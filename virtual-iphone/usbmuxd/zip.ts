/** Reads a zip archive in memory: files that are stored or deflated, which is what an `.ipa` has. No zip64, no passwords. */

import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const METHOD = { stored: 0, deflated: 8 } as const;
const ENCRYPTED = 1;

/**
 * @param limit how many bytes all files may have together
 * @throws Error that says where the archive is broken, or that it is too large
 */
export function unzip(archive: Buffer, limit: number): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  let room = limit;
  try {
    const end = endOfDirectory(archive);
    let at = archive.readUInt32LE(end + 16);
    for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
      if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`no entry of the directory at byte ${at}`);
      const nameBytes = archive.readUInt16LE(at + 28);
      const name = archive.toString('utf8', at + DIRECTORY_ENTRY_BYTES, at + DIRECTORY_ENTRY_BYTES + nameBytes);
      if (!name.endsWith('/')) {
        const content = contentOf(archive, at, room);
        room -= content.length;
        files.set(name, content);
      }
      at += DIRECTORY_ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The archive cannot be read: ${reason}.`, { cause: error });
  }
  return files;
}

/** Its record stands at the end, before a comment of up to 65535 bytes. */
function endOfDirectory(archive: Buffer): number {
  for (let at = archive.length - END_BYTES; at >= Math.max(0, archive.length - END_BYTES - 0xffff); at -= 1) {
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('it is no zip archive');
}

function contentOf(archive: Buffer, entry: number, room: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const [packed, unpacked] = [archive.readUInt32LE(entry + 20), archive.readUInt32LE(entry + 24)];
  const header = archive.readUInt32LE(entry + 42);
  if ((archive.readUInt16LE(entry + 8) & ENCRYPTED) !== 0) throw new Error('it is encrypted');
  if (unpacked > room) throw new Error('its files are too large');
  if (archive.readUInt32LE(header) !== LOCAL_HEADER) throw new Error(`no file at byte ${header}`);
  const start = header + LOCAL_HEADER_BYTES + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  if (start + packed > archive.length) throw new Error('a file ends after the archive');
  const bytes = archive.subarray(start, start + packed);
  if (method === METHOD.stored) return bytes;
  if (method === METHOD.deflated) return inflateRawSync(bytes, { maxOutputLength: Math.max(unpacked, 1) });
  throw new Error(`method ${method} is not known`);
}
