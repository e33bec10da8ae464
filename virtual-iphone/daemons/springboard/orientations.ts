/** The landscape orientations, and which of them an app's Info.plist allows. */

import type { AppManifest } from '../../messages.ts';
import type { Landscape, Orientation } from '../../ui/model.ts';

/** By their names in `UISupportedInterfaceOrientations`. */
const LANDSCAPES: Readonly<Record<string, Landscape>> = {
  UIInterfaceOrientationLandscapeLeft: 'landscape-left',
  UIInterfaceOrientationLandscapeRight: 'landscape-right',
};

export function isLandscapeOrientation(orientation: Orientation): orientation is Landscape {
  return orientation === 'landscape-left' || orientation === 'landscape-right';
}

/** Without the key all orientations but upside down, UIKit's own default for iPhones. */
export function landscapesOf({ UISupportedInterfaceOrientations: allowed }: AppManifest): readonly Landscape[] {
  const names: readonly unknown[] = Array.isArray(allowed) ? allowed : Object.keys(LANDSCAPES);
  return names.flatMap((name) => (typeof name === 'string' ? (LANDSCAPES[name] ?? []) : []));
}
