/**
 * An app's window: status bar, navigation bar, its views and, while a field has the focus, the keyboard. Off-screen apps
 * have the same tree, so that automation can read an app that is not in front.
 */

import { layOut } from './app-layout.ts';
import { keyboard, keyboardFrame } from './keyboard.ts';
import { screenMetrics } from './metrics.ts';
import type { AppScreen, AppView, ScreenModel, ShownApp, Surface, UiNode } from './model.ts';
import { applicationSurface, homeIndicator, paint, staticText, window } from './node.ts';
import { statusBar } from './status-bar.ts';
import { themeOf } from './theme.ts';
import { isLandscape } from './turned.ts';

/** Backgrounds that an app chooses; else it has the system's. */
const BACKGROUND: Readonly<Record<Exclude<AppScreen['background'], 'system'>, string | readonly string[]>> = {
  dark: '#101114',
  call: ['#3d4d66', '#26324a', '#141a28'],
};

/** `app` may be in front or not; the surface is the same. */
export function appSurface(model: ScreenModel, app: ShownApp): Surface {
  const { screen } = screenMetrics(model.model);
  return applicationSurface(app.bundleId, app.displayName, screen, 'screen', [
    app.screen === undefined ? launchWindow(model, app) : appWindow(model, app.bundleId, app.screen),
  ]);
}

function launchWindow(model: ScreenModel, app: ShownApp): UiNode {
  const { screen } = screenMetrics(model.model);
  const icon = { x: screen.width / 2 - 44, y: screen.height / 2 - 44, width: 88, height: 88 };
  return window('window', screen, [paint('launch-icon', icon, { icon: app.bundleId })], {
    fill: themeOf(model).page.background,
  });
}

function appWindow(model: ScreenModel, bundleId: string, app: AppScreen): UiNode {
  const { screen, safeTop, safeBottom, safeSide } = screenMetrics(model.model);
  const theme = themeOf(model);
  const ink = app.background === 'system' ? theme.page.ink : '#ffffff';
  const typing = hasFocus(app.content);
  const bar = app.title === '' ? [] : [navigationBar(model, app.title, app.background === 'system')];
  const top = safeTop + (app.title === '' ? 12 : barHeight(model) + 16);
  const bottom = typing ? keyboardFrame(model).y - 8 : screen.height - Math.max(safeBottom, 16) - 8;
  const aside = safeSide + 20;
  const area = { x: aside, y: top, width: screen.width - 2 * aside, height: bottom - top };
  return window(
    'window',
    screen,
    [
      ...layOut(app.content, area, {
        bundleId,
        page: app.background === 'system' ? theme.page : undefined,
        theme,
      }),
      ...bar,
      // An iPhone in landscape shows no status bar.
      ...(isLandscape(model.model) ? [] : [statusBar('app', model, ink)]),
      ...(typing ? [keyboard(model)] : []),
      ...homeIndicator('home-indicator', screen, safeBottom, ink),
    ],
    { fill: app.background === 'system' ? theme.page.background : BACKGROUND[app.background] },
  );
}

/** Navigation bars are lower in landscape. */
function barHeight({ model }: ScreenModel): number {
  return isLandscape(model) ? 32 : 44;
}

function navigationBar(model: ScreenModel, title: string, onPage: boolean): UiNode {
  const { screen, safeTop } = screenMetrics(model.model);
  const frame = { x: 0, y: safeTop, width: screen.width, height: barHeight(model) };
  const { page } = themeOf(model);
  const flat = model.ios.features.look === 'flat' && onPage;
  return {
    key: 'navigation-bar',
    type: 'NavigationBar',
    identifier: title,
    frame,
    children: [
      ...(flat
        ? [
            paint('navigation-bar.back', { ...frame, y: 0, height: safeTop + frame.height }, { fill: page.bar }),
            paint(
              'navigation-bar.rule',
              { ...frame, y: safeTop + frame.height - 0.5, height: 0.5 },
              { fill: page.rule },
            ),
          ]
        : []),
      staticText('navigation-bar.title', { ...frame, x: 60, width: frame.width - 120 }, title, {
        size: 17,
        weight: 'semibold',
        color: onPage ? page.ink : '#ffffff',
        align: 'center',
      }),
    ],
  };
}

function hasFocus(views: readonly AppView[]): boolean {
  return views.some((view) =>
    view.kind === 'stack' ? hasFocus(view.children) : view.kind === 'text-field' && view.focused,
  );
}
