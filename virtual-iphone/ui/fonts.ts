/**
 * The fonts of the pictures: Inter for what Inter has, Noto Sans SC for Chinese, both vendored (OFL-1.1), so that a
 * picture is the same on every machine. The Chinese font takes some 70 ms to load and does so on its first character.
 */

import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import type { Look } from './model.ts';

type Weight = NonNullable<NonNullable<Look['text']>['weight']>;

const LATIN = 'Ringproof Latin';
const CHINESE = 'Ringproof Chinese';
const WEIGHTS: Readonly<Record<Weight, number>> = { light: 300, regular: 400, medium: 500, semibold: 600 };

/** Anything but Latin letters, punctuation, currency signs and arrows. */
const BEYOND_LATIN = /[^\s!-\u024f\u02bb-\u02dd\u2000-\u206f\u20a0-\u2215]/u;

let latinReady = false;
let chineseReady = false;

/** CSS font for this text, registered. Size in points. */
export function fontFor(text: string, size: number, weight: Weight = 'regular'): string {
  if (!latinReady) {
    for (const value of Object.values(WEIGHTS)) register(`inter-latin-${value}-normal.woff2`, LATIN);
    latinReady = true;
  }
  if (!BEYOND_LATIN.test(text)) return `${WEIGHTS[weight]} ${size}px "${LATIN}"`;
  if (!chineseReady) {
    register('noto-sans-sc-chinese-simplified-400-normal.woff2', CHINESE);
    chineseReady = true;
  }
  return `${WEIGHTS[weight]} ${size}px "${LATIN}", "${CHINESE}"`;
}

function register(file: string, family: string): void {
  const path = fileURLToPath(new URL(`fonts/${file}`, import.meta.url));
  if (GlobalFonts.registerFromPath(path, family) === null) {
    throw new Error(`The font ${path} cannot be read; pictures need it. Is the checkout or package complete?`);
  }
}
