/** The gallery in the documentation names every example screen, and its pictures are there. */

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { galleryPage, galleryPictures } from './gallery.ts';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));

describe('The gallery', () => {
  it('is the page that the generator writes', () => {
    assert.equal(
      readFileSync(`${docs}/gallery.md`, 'utf8'),
      galleryPage(),
      'npx tsx virtual-iphone/ui/generate-gallery.ts',
    );
  });

  it('has a picture of every example screen, and no other file', () => {
    const wanted = galleryPictures().map(({ file }) => file);
    assert.deepEqual(readdirSync(`${docs}/gallery`).toSorted(), wanted.toSorted());
    assert.equal(new Set(wanted).size, wanted.length);
  });

  it('stays under 2 MB', () => {
    const bytes = readdirSync(`${docs}/gallery`).reduce(
      (sum, file) => sum + statSync(`${docs}/gallery/${file}`).size,
      0,
    );
    assert.ok(bytes < 2 * 1024 * 1024, `${bytes} bytes`);
  });
});
