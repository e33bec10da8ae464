import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { withAppFolder } from './app-package.ts';
import { FileTree } from './file-tree.ts';
import { ipa, zip } from './ipa.ts';
import { unzip } from './zip.ts';

const PACKAGE = ipa({
  bundleId: 'com.example.a',
  name: 'A',
  version: '1.0',
  files: { 'main.ts': 'go();', 'a/b.ts': '' },
});

function mediaWith(path: string, content: Buffer): FileTree {
  const media = new FileTree(() => 0, ['PublicStaging/App.app/inner']);
  media.write(media.file(path, true), 0, content);
  return media;
}

describe('an uploaded package', () => {
  for (const [form, media, path] of [
    ['an .ipa', mediaWith('PublicStaging/a.ipa', PACKAGE), 'PublicStaging/a.ipa'],
    ['an app folder', mediaWith('PublicStaging/App.app/main.ts', Buffer.from('go();')), '/PublicStaging/App.app'],
  ] as const) {
    it(`is a folder while ${form} is installed`, async () => {
      let seen = '';
      await withAppFolder(media, path, async (folder) => {
        seen = folder;
        assert.equal(await readFile(join(folder, 'main.ts'), 'utf8'), 'go();');
      });
      assert.equal(existsSync(seen), false);
    });
  }

  it('is refused when it is not there, no archive, or holds no single app', async () => {
    const reasonOf = async (content: Buffer, path = 'PublicStaging/a.ipa') => {
      const installing = withAppFolder(mediaWith('PublicStaging/a.ipa', content), path, async () => undefined);
      return installing.then(
        () => 'installed',
        (error: Error) => error.message,
      );
    };
    const file = Buffer.from('x');
    assert.match(await reasonOf(file, 'PublicStaging/b.ipa'), /^There is no package at PublicStaging\/b\.ipa/);
    assert.match(await reasonOf(file), /^The archive cannot be read: it is no zip archive\.$/);
    assert.match(await reasonOf(zip([['x', file]])), /holds 0 apps; an \.ipa has exactly one/);
    assert.match(
      await reasonOf(
        zip([
          ['Payload/A.app/x', file],
          ['Payload/B.app/x', file],
        ]),
      ),
      /holds 2 apps/,
    );
    assert.match(await reasonOf(zip([['Payload/A.app/../../x', file]])), /'Payload\/A\.app\/\.\.\/\.\.\/x' points out/);
  });

  it('is not unpacked beyond the room there is', () => {
    assert.throws(
      () =>
        unzip(
          zip([
            ['a', Buffer.alloc(60)],
            ['b', Buffer.alloc(60)],
          ]),
          100,
        ),
      /its files are too large/,
    );
  });

  it('is read or refused with a reason whatever bytes are changed in it', () => {
    fc.assert(
      fc.property(
        fc.nat(PACKAGE.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(PACKAGE.length),
        (at, byte, end) => {
          const broken = Buffer.from(PACKAGE.subarray(0, end));
          if (at < broken.length) broken[at] = byte;
          try {
            unzip(broken, 1_000_000);
          } catch (error) {
            assert.match((error as Error).message, /^The archive cannot be read: /);
          }
        },
      ),
    );
  });
});
