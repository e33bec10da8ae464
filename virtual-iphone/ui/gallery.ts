/** The gallery: every example screen on one phone of each look, as a page that lists small pictures by screen. */

import { composeScreen } from './compose.ts';
import { allScreens, PHONES } from './example-screens.ts';
import type { Appearance, Language, ScreenModel } from './model.ts';
import { uncovered } from './surfaces.ts';

/** One phone of each look, one of them in Chinese, and the newest once more in the dark. */
const SHOWN: readonly (readonly [version: string, language: Language, appearance: Appearance])[] = [
  ['12.5', 'en', 'light'],
  ['15.8', 'zh-Hans', 'light'],
  ['17.7', 'en', 'light'],
  ['26.4', 'en', 'light'],
  ['26.4', 'en', 'dark'],
];

export interface GalleryPicture {
  /** Name of the example. */
  readonly screen: string;
  readonly version: string;
  readonly appearance: Appearance;
  /** Within `docs/gallery/`. */
  readonly file: string;
  readonly model: ScreenModel;
}

/** Examples of what only some phones have. */
const ONLY_WHERE: Readonly<Record<string, (model: ScreenModel) => boolean>> = {
  'expanded island': ({ model }) => model.screen.top === 'dynamic-island',
  'in call with more': ({ ios }) => ios.features.inCallGrid !== 'classic',
};

export function galleryPictures(): readonly GalleryPicture[] {
  return SHOWN.flatMap(([version, language, appearance]) =>
    [...allScreens(version, language)]
      .filter(([screen, model]) => ONLY_WHERE[screen]?.(model) ?? true)
      .filter(([, model]) => appearance === 'light' || looksDark(model))
      .map(([screen, model]) => ({
        screen,
        version,
        appearance,
        file: `${screen.replaceAll(' ', '-')}-ios-${version}${appearance === 'dark' ? '-dark' : ''}.png`,
        model: { ...model, appearance },
      })),
  );
}

/** Call screens are dark in both appearances, and shown once. */
function looksDark(model: ScreenModel): boolean {
  const drawn = (appearance: Appearance): string => JSON.stringify(uncovered(composeScreen({ ...model, appearance })));
  return drawn('dark') !== drawn('light');
}

/** Markdown of `docs/gallery.md`. */
export function galleryPage(): string {
  const pictures = galleryPictures();
  const screens = [...new Set(pictures.map(({ screen }) => screen))];
  const phones = SHOWN.map(([version, language, appearance]) => {
    const name = PHONES.find((phone) => phone.version === version)?.model.name ?? 'iPhone';
    return `iOS ${version} (${name}${language === 'en' ? '' : ', Chinese'}${appearance === 'dark' ? ', dark' : ''})`;
  });
  const sections = screens.map((screen) => {
    const cells = SHOWN.map(([version, , appearance]) => {
      const picture = pictures.find(
        (one) => one.screen === screen && one.version === version && one.appearance === appearance,
      );
      if (picture === undefined) return appearance === 'dark' ? 'the same' : '–';
      return `<img src="gallery/${picture.file}" width="160" alt="${screen}, iOS ${version}, ${appearance}">`;
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

What the virtual iPhone shows, scaled down, in light and dark where they differ. The screens are those that the tests of the phone's pictures
draw; \`npx tsx virtual-iphone/ui/generate-gallery.ts\` writes this page and its pictures.
`;
