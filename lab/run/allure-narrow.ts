/**
 * Makes Allure's site fit a phone, which Allure 2 is not made for: at 360 pixels its menu takes half of the screen, and
 * the list and the result that is chosen in it a quarter each. Delete it when Allure's own style has a narrow form.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Without it a phone lays the page out for a screen of 980 pixels and shows it small. */
const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">';

/** The site adds its own style while it loads, after this one; hence `!important`. */
const STYLE = `
@media (max-width: 760px) {
  .side-nav { width: 48px !important; }
  .side-nav__text, .side-nav__brand-text, .side-nav__item:has(.side-nav__collapse) { display: none !important; }
  .side-nav__icon-lane { flex-basis: 32px !important; inline-size: 32px !important; min-inline-size: 32px !important; }
  .side-nav__brand-icon { background-size: 28px !important; inline-size: 32px !important; }
  .widgets-grid { display: block !important; padding: 8px !important; }
  .widgets-grid__col, .side-by-side__left, .side-by-side__right { width: 100% !important; }
  .widgets-grid__col { box-sizing: border-box !important; padding-inline: 0 !important; }
  .widgets-grid .widget { margin-inline: 0 !important; }
  .gutter, .side-by-side:has(.test-result) > .side-by-side__left,
  .side-by-side:has(.empty-view) > .side-by-side__right { display: none !important; }
  .pane__title, .tree__ctrl { flex-wrap: wrap !important; }
  .test-result__name { flex-basis: 100% !important; }
}
`;

/** @param site folder of a site that Allure has just generated */
export async function fitNarrowScreens(site: string): Promise<void> {
  const index = join(site, 'index.html');
  const page = await readFile(index, 'utf8');
  await writeFile(index, page.replace('</head>', `${VIEWPORT}\n<style>${STYLE}</style>\n</head>`));
}
