/**
 * From a phone's state to what is on its screen, back to front: SpringBoard with the home screen, the app in front (or
 * the lock screen), a call, banners, and darkness when the phone sleeps.
 *
 * SpringBoard is always the first surface, and owns more of them when it shows something over an app: `treeOf` makes its
 * one tree. Up to iOS 17 that includes calls; since iOS 18 calls belong to InCallService. The app in front is left out
 * while the phone is locked; `appSurface` composes it for those who want its tree.
 */

import { alertSurface } from './alert.ts';
import { appSurface } from './app-screen.ts';
import { appSwitcherWindow } from './app-switcher.ts';
import { callBannerSurface } from './call-banner.ts';
import { expandedIslandSurfaces } from './call-island.ts';
import { homeWindow } from './home-screen.ts';
import { inCallSurface } from './in-call.ts';
import { incomingCallSurface } from './incoming-call.ts';
import { lockWindow } from './lock-screen.ts';
import { screenMetrics } from './metrics.ts';
import type { CallState, ScreenModel, ShownCall, Surface } from './model.ts';
import { applicationSurface, window } from './node.ts';
import { notificationBannerSurface } from './notification-views.ts';
import { phoneAppSurface } from './phone-app.ts';
import { secondCallWindow } from './second-call-window.ts';
import { backgroundCallSurface } from './status-bar.ts';
import { hidden, SPRINGBOARD } from './surfaces.ts';
import { swapBannerSurface } from './swap-banner.ts';
import { upright } from './turned.ts';

/** Which call is in front when several want the screen; the greatest wins. */
const PRECEDENCE: Readonly<Record<CallState, number>> = {
  ringing: 5,
  connecting: 4,
  connected: 3,
  held: 2,
  failed: 1,
  ended: 0,
};

export function composeScreen(model: ScreenModel): readonly Surface[] {
  const { screen } = screenMetrics(model.model);
  const springboard = (...windows: Parameters<typeof applicationSurface>[4]): Surface =>
    applicationSurface(SPRINGBOARD, 'SpringBoard', screen, 'screen', windows);

  const home = upright(model);
  const { screen: homeScreen } = screenMetrics(home.model);
  const surfaces = [applicationSurface(SPRINGBOARD, 'SpringBoard', homeScreen, 'screen', [homeWindow(home)])];
  if (model.locked) surfaces.push(springboard(lockWindow(model)));
  else if (model.front !== undefined) surfaces.push(appSurface(model, model.front));
  else if (model.phoneApp !== undefined) surfaces.push(phoneAppSurface(model, model.phoneApp));

  if (!model.locked && model.notificationCenter === true) surfaces.push(springboard(lockWindow(model)));
  if (!model.locked && model.appSwitcher !== undefined) {
    surfaces.push(springboard(appSwitcherWindow(model, model.appSwitcher)));
  }
  surfaces.push(...callSurfaces(model));
  if (!model.locked) {
    const callBanner = model.calls.some(isBanner);
    const notification = notificationBannerSurface(model, callBanner);
    if (notification !== undefined) surfaces.push(notification);
  }
  if (!model.locked && model.alert !== undefined) surfaces.push(alertSurface(model, model.alert));
  if (model.locked && !model.awake) surfaces.push(springboard(window('sleep', screen, [], { fill: '#000000' })));
  return markCovered(surfaces);
}

/** Filling calls first, then what lies over them. A call that goes on in the background shows nothing once it is over. */
function callSurfaces(model: ScreenModel): readonly Surface[] {
  const filling = callThatFills(model);
  const banner = byPrecedence(model.calls.filter(isBanner));
  const background = byPrecedence(
    model.calls.filter(
      (call) => call.presentation === 'status-bar' && call.state !== 'ended' && call.state !== 'failed',
    ),
  );
  return [
    ...(filling !== undefined
      ? [
          filling.state === 'ringing' && !filling.outgoing
            ? incomingCallSurface(model, filling)
            : inCallSurface(model, filling),
        ]
      : []),
    ...(filling === undefined && banner === undefined && background !== undefined && !model.locked
      ? [backgroundCallSurface(model, background), swapBannerSurface(model, background)].filter(
          (it) => it !== undefined,
        )
      : []),
    ...(banner === undefined
      ? []
      : banner.presentation === 'island'
        ? expandedIslandSurfaces(model, banner)
        : [callBannerSurface(model, banner)]),
    ...model.calls.filter((call) => call.secondWindow === true).map((call) => secondCallWindow(model, call)),
  ];
}

function isBanner({ presentation }: ShownCall): boolean {
  return presentation === 'banner' || presentation === 'island';
}

/** The call screen is one for all calls: where it would show a held one, it shows the one that is heard (assumed). */
function callThatFills({ calls }: ScreenModel): ShownCall | undefined {
  const filling = byPrecedence(
    calls.filter((call) => call.presentation === 'full-screen' || call.presentation === 'locked'),
  );
  if (filling?.state !== 'held') return filling;
  return calls.find((call) => call.state === 'connected') ?? filling;
}

function byPrecedence(calls: readonly ShownCall[]): ShownCall | undefined {
  return calls.toSorted((a, b) => PRECEDENCE[b.state] - PRECEDENCE[a.state])[0];
}

/** SpringBoard's windows behind something that fills the screen are in its tree, but not visible. */
function markCovered(surfaces: readonly Surface[]): readonly Surface[] {
  const last = surfaces.findLastIndex((surface) => surface.covers === 'screen');
  return surfaces.map((surface, index) =>
    surface.bundleId === SPRINGBOARD && index < last
      ? { ...surface, root: { ...surface.root, children: (surface.root.children ?? []).map(hidden) } }
      : surface,
  );
}
