/** Writes the page of the gallery and its pictures, scaled down: `npx tsx virtual-iphone/ui/generate-gallery.ts`. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { composeScreen } from './compose.ts';
import { drawScreen } from './draw.ts';
import { galleryPage, galleryPictures } from './gallery.ts';

/** Twice what the page shows, for sharp screens. */
const WIDTH = 320;

const docs = new URL('../../docs/', import.meta.url);

await rm(new URL('gallery/', docs), { recursive: true, force: true });
await mkdir(new URL('gallery/', docs), { recursive: true });
await writeFile(new URL('gallery.md', docs), galleryPage());
for (const { file, model } of galleryPictures()) {
  const picture = sharp(await drawScreen(composeScreen(model), model.model)).resize(WIDTH);
  await picture
    .png({ palette: true, quality: 80, dither: 0, effort: 8 })
    .toFile(new URL(`gallery/${file}`, docs).pathname);
}
