/** The gallery: every example screen on one phone of each look, as a page that lists small pictures by screen. */

import { allScreens, PHONES } from './example-screens.ts';
import type { Language, ScreenModel } from './model.ts';

/** One phone of each look, and one in Chinese. */
const SHOWN: readonly (readonly [version: string, language: Language])[] = [
  ['12.5', 'en'],
  ['15.8', 'zh-Hans'],
  ['17.7', 'en'],
  ['26.4', 'en'],
];

export interface GalleryPicture {
  /** Name of the example. */
  readonly screen: string;
  readonly version: string;
  /** Within `docs/gallery/`. */
  readonly file: string;
  readonly model: ScreenModel;
}

export function galleryPictures(): readonly GalleryPicture[] {
  return SHOWN.flatMap(([version, language]) =>
    [...allScreens(version, language)].map(([screen, model]) => ({
      screen,
      version,
      file: `${screen.replaceAll(' ', '-')}-ios-${version}.png`,
      model,
    })),
  );
}

/** Markdown of `docs/gallery.md`. */
export function galleryPage(): string {
  const pictures = galleryPictures();
  const screens = [...new Set(pictures.map(({ screen }) => screen))];
  const phones = SHOWN.map(([version, language]) => {
    const name = PHONES.find((phone) => phone.version === version)?.model.name ?? 'iPhone';
    return `iOS ${version} (${name}${language === 'en' ? '' : ', Chinese'})`;
  });
  const sections = screens.map((screen) => {
    const cells = SHOWN.map(([version]) => {
      const picture = pictures.find((one) => one.screen === screen && one.version === version);
      return picture === undefined
        ? '–'
        : `<img src="gallery/${picture.file}" width="180" alt="${screen}, iOS ${version}">`;
    });
    return [
      `## ${screen[0]?.toUpperCase()}${screen.slice(1)}`,
      '',
      `| ${phones.join(' | ')} |`,
      `|${' --- |'.repeat(phones.length)}`,
      `| ${cells.join(' | ')} |`,
      '',
    ].join('\n');
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Gallery

What the virtual iPhone shows, a third of its pixels wide. The screens are those that the tests of the phone's pictures
draw; \`npx tsx virtual-iphone/ui/generate-gallery.ts\` writes this page and its pictures.
`;
