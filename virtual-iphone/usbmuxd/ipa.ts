/** Makes an `.ipa` of an app, as installers want it: a zip of `Payload/<name>.app` with the Info.plist that they read. */

import { encodePlist } from './plist-codec.ts';

export interface IpaApp {
  readonly bundleId: string;
  readonly name: string;
  readonly version: string;
  /** Path in the app → content. Of an app of the lab: `manifest.yaml` and its source. */
  readonly files: Readonly<Record<string, string>>;
}

export function ipa({ bundleId, name, version, files }: IpaApp): Buffer {
  const info = encodePlist({
    CFBundleDisplayName: name,
    CFBundleExecutable: name,
    CFBundleIdentifier: bundleId,
    CFBundleName: name,
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: version,
    CFBundleSupportedPlatforms: ['iPhoneOS'],
    CFBundleVersion: version,
  });
  const folder = `Payload/${name}.app/`;
  const sources = Object.entries(files).map(([path, text]) => [`${folder}${path}`, Buffer.from(text)] as const);
  return zip([
    ['Payload/', Buffer.alloc(0)],
    [folder, Buffer.alloc(0)],
    [`${folder}Info.plist`, info],
    [`${folder}${name}`, Buffer.from('The source is what runs.')],
    ...sources,
  ]);
}

/** An archive of stored files. A name that ends with a slash is a folder. */
export function zip(entries: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of entries) {
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed to extract
    common.writeUInt16LE(0x21, 8); // 1 January 1980
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(path.endsWith('/') ? 0x10 : 0, 6);
    place.writeUInt32LE(at, 10);
    pieces.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, content);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, name);
    at += 30 + name.length + content.length;
  }
  const entriesBytes = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(entriesBytes.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...pieces, entriesBytes, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

function crc32(bytes: Buffer): number {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
