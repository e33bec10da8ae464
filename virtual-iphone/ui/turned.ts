/**
 * Which way up the screen is. An app in front turns with the phone where its Info.plist lets it; SpringBoard, the lock
 * screen and calls that fill the screen stay upright, as they do on iPhones. A turned screen is a model of phone whose
 * width and height have changed places, so that everything laid out on it follows.
 */

import type { IphoneModel } from '../ios/models.ts';
import type { Landscape, ScreenModel } from './model.ts';

/** The landscape that the screen is in; undefined while it is upright. */
export function landscapeOf(model: ScreenModel): Landscape | undefined {
  const { orientation, front, locked, appSwitcher, notificationCenter, calls } = model;
  const overApps = locked || appSwitcher !== undefined || notificationCenter === true;
  if (orientation === undefined || overApps || front?.landscapes?.includes(orientation) !== true) return undefined;
  const filled = calls.some(({ presentation }) => presentation === 'full-screen' || presentation === 'locked');
  return filled ? undefined : orientation;
}

/** As the screen is laid out and drawn. */
export function turned(model: ScreenModel): ScreenModel {
  return landscapeOf(model) === undefined ? model : { ...model, model: withSides(model.model, 'long') };
}

/** For what never turns. */
export function upright(model: ScreenModel): ScreenModel {
  return isLandscape(model.model) ? { ...model, model: withSides(model.model, 'short') } : model;
}

export function isLandscape({ screen }: IphoneModel): boolean {
  return screen.width > screen.height;
}

function withSides(model: IphoneModel, width: 'long' | 'short'): IphoneModel {
  const { screen } = model;
  const [short, long] = [Math.min(screen.width, screen.height), Math.max(screen.width, screen.height)];
  return {
    ...model,
    screen: { ...screen, width: width === 'long' ? long : short, height: width === 'long' ? short : long },
  };
}
