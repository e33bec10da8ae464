/** UITraitCollection, as far as it says whether the phone is light or dark (Apple, uikit/uitraitcollection). */

import type { Appearance } from '../../ui/model.ts';
import { iosMajor } from '../availability.ts';
import { launch, on } from '../bridge.ts';

export const UIUserInterfaceStyle = { Unspecified: 0, Light: 1, Dark: 2 } as const;
export type UIUserInterfaceStyle = (typeof UIUserInterfaceStyle)[keyof typeof UIUserInterfaceStyle];

const STYLES: Readonly<Record<Appearance, UIUserInterfaceStyle>> = {
  light: UIUserInterfaceStyle.Light,
  dark: UIUserInterfaceStyle.Dark,
};

export class UITraitCollection {
  /** Unspecified on iOS 12, which knows the trait and has one appearance. */
  readonly userInterfaceStyle: UIUserInterfaceStyle;

  constructor(appearance: Appearance) {
    this.userInterfaceStyle = iosMajor() < 13 ? UIUserInterfaceStyle.Unspecified : STYLES[appearance];
  }
}

let current = new UITraitCollection(launch.appearance);

export function currentTraits(): UITraitCollection {
  return current;
}

/** Calls `changed` with the traits before, each time that the user has chosen another appearance. */
export function watchTraits(changed: (previous: UITraitCollection) => void): void {
  on('app.appearance', ({ appearance }) => {
    const previous = current;
    current = new UITraitCollection(appearance);
    changed(previous);
  });
}
