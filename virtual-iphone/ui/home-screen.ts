/** SpringBoard's home screen: Apple's usual apps, the installed apps after them, and the dock. One page. */

import { type LabelKey, label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { Intent, ScreenModel, UiNode } from './model.ts';
import { homeIndicator, paint, paintText, window } from './node.ts';
import { statusBar } from './status-bar.ts';
import { PHONE } from './surfaces.ts';
import { themeOf } from './theme.ts';

interface HomeIcon {
  readonly bundleId: string;
  readonly name: string;
  /** What a touch does. Most of Apple's own apps are only for the eye. */
  readonly tap: Intent | undefined;
}

const GRID: readonly (readonly [bundleId: string, name: LabelKey])[] = [
  ['com.apple.mobilecal', 'appCalendar'],
  ['com.apple.mobileslideshow', 'appPhotos'],
  ['com.apple.camera', 'appCamera'],
  ['com.apple.mobiletimer', 'appClock'],
  ['com.apple.Maps', 'appMaps'],
  ['com.apple.weather', 'appWeather'],
  ['com.apple.mobilenotes', 'appNotes'],
  ['com.apple.Preferences', 'appSettings'],
];

const DOCK: readonly (readonly [bundleId: string, name: LabelKey])[] = [
  ['com.apple.mobilephone', 'appPhone'],
  ['com.apple.mobilesafari', 'appSafari'],
  ['com.apple.MobileSMS', 'appMessages'],
  ['com.apple.Music', 'appMusic'],
];

const COLUMNS = 4;
const ICON = 60;

export function homeWindow(model: ScreenModel): UiNode {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const theme = themeOf(model);
  const own = (row: readonly [string, LabelKey]): HomeIcon => ({
    bundleId: row[0],
    name: label(row[1], model.language),
    tap: row[0] === PHONE ? { kind: 'open-phone-app' } : undefined,
  });
  const installed = model.homeApps.map(
    ({ bundleId, displayName }): HomeIcon => ({ bundleId, name: displayName, tap: { kind: 'open-app', bundleId } }),
  );

  const gap = (screen.width - COLUMNS * ICON) / (COLUMNS + 1);
  const pitch = safeBottom > 0 ? 100 : 88;
  const top = safeTop + (safeBottom > 0 ? 26 : 12);
  const dockHeight = safeBottom > 0 ? 92 : 96;
  const dockFrame =
    safeBottom > 0
      ? { x: 12, y: screen.height - dockHeight - 18, width: screen.width - 24, height: dockHeight }
      : { x: 0, y: screen.height - dockHeight, width: screen.width, height: dockHeight };
  const rows = Math.floor((dockFrame.y - 24 - top) / pitch);

  const grid = [...GRID.map(own), ...installed]
    .slice(0, rows * COLUMNS)
    .map((icon, index) =>
      iconNode(icon, gap + (index % COLUMNS) * (ICON + gap), top + Math.floor(index / COLUMNS) * pitch, gap, true),
    );
  const dockY = dockFrame.y + (dockHeight - ICON) / 2;
  const dock = DOCK.map(own).map((icon, index) => iconNode(icon, gap + index * (ICON + gap), dockY, gap, false));

  return window(
    'home',
    screen,
    [
      statusBar('home', model, '#ffffff'),
      ...grid,
      paint('home.dock', dockFrame, theme.dock, dock),
      ...homeIndicator('home.indicator', screen, safeBottom, '#ffffff'),
    ],
    { fill: theme.wallpaper },
  );
}

function iconNode(icon: HomeIcon, x: number, y: number, gap: number, titled: boolean): UiNode {
  const key = `home.icon.${icon.bundleId}`;
  const picture = paint(`${key}.picture`, { x, y, width: ICON, height: ICON }, { icon: icon.bundleId });
  const title = paintText(
    `${key}.title`,
    { x: x - gap / 2 + 2, y: y + ICON + 4, width: ICON + gap - 4, height: 16 },
    icon.name,
    { size: 12, weight: 'regular', color: '#ffffff', align: 'center' },
  );
  return {
    key,
    type: 'Icon',
    identifier: icon.name,
    label: icon.name,
    frame: titled ? { x: x - gap / 2 + 2, y, width: ICON + gap - 4, height: ICON + 20 } : picture.frame,
    ...(icon.tap && { tap: icon.tap }),
    children: titled ? [picture, title] : [picture],
  };
}
