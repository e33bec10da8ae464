/** Where the fixed parts of an iPhone's screen are, in points. Heights are Apple's, by kind of screen top. */

import type { IphoneModel } from '../ios/models.ts';
import type { Rect } from './model.ts';
import { isLandscape } from './turned.ts';

export interface ScreenMetrics {
  readonly screen: Rect;
  readonly statusBar: Rect;
  /** First y that content may use. */
  readonly safeTop: number;
  /** Height below that belongs to the home indicator; 0 with a home button. */
  readonly safeBottom: number;
  /** Width at both sides that content keeps clear of, in landscape, on phones with a cut-out. */
  readonly safeSide: number;
  /** The camera's cut-out: notch or idle Dynamic Island; in landscape left out, as a screenshot does. */
  readonly cutout: Rect | undefined;
}

export function screenMetrics(model: IphoneModel): ScreenMetrics {
  const { width, height, top } = model.screen;
  const screen = { x: 0, y: 0, width, height };
  if (isLandscape(model)) {
    const safeSide = top === 'home-button' ? 0 : top === 'notch' ? 44 : 59;
    const statusBar = { x: 0, y: 0, width, height: 0 };
    return { screen, statusBar, safeTop: 0, safeBottom: safeSide > 0 ? 21 : 0, safeSide, cutout: undefined };
  }
  const safeSide = 0;
  if (top === 'home-button') {
    return {
      screen,
      statusBar: { x: 0, y: 0, width, height: 20 },
      safeTop: 20,
      safeBottom: 0,
      safeSide,
      cutout: undefined,
    };
  }
  if (top === 'notch') {
    return {
      screen,
      statusBar: { x: 0, y: 0, width, height: 44 },
      safeTop: 44,
      safeBottom: 34,
      safeSide,
      cutout: { x: (width - 209) / 2, y: 0, width: 209, height: 30 },
    };
  }
  const y = width > 400 ? 14 : 11;
  return {
    screen,
    statusBar: { x: 0, y: 0, width, height: 54 },
    safeTop: y + 48,
    safeBottom: 34,
    safeSide,
    cutout: { x: (width - 126) / 2, y, width: 126, height: 37 },
  };
}
