/**
 * What all full call screens share: background, status bar, caller and status. Up to iOS 16 the status stands below the
 * name; since iOS 17 above it, with a large monogram where a contact poster would be.
 */

import { callStatus, callTitle, monogram } from './call-text.ts';
import { conferenceInfoButton } from './conference.ts';
import { screenMetrics } from './metrics.ts';
import type { ScreenModel, ShownCall, Surface, UiNode } from './model.ts';
import { applicationSurface, circle, homeIndicator, paint, staticText, window } from './node.ts';
import { statusBar } from './status-bar.ts';
import { IN_CALL_SERVICE, SPRINGBOARD } from './surfaces.ts';
import { themeOf } from './theme.ts';

const WHITE = '#ffffff';
const DIM = 'rgba(255,255,255,0.78)';

/** The process whose tree holds the call's elements, as its Application node. */
export function callSurface(model: ScreenModel, covers: Surface['covers'], windows: readonly UiNode[]): Surface {
  const { screen } = screenMetrics(model.model);
  return model.ios.features.callHost === IN_CALL_SERVICE
    ? applicationSurface(IN_CALL_SERVICE, 'InCallService', screen, covers, windows)
    : applicationSurface(SPRINGBOARD, 'SpringBoard', screen, covers, windows);
}

export function callWindow(model: ScreenModel, call: ShownCall, controls: readonly UiNode[]): UiNode {
  const { screen, safeBottom } = screenMetrics(model.model);
  const prefix = `call.${call.id}`;
  return window(
    `${prefix}.window`,
    screen,
    [
      statusBar(prefix, model, WHITE),
      ...callHeader(model, call),
      ...controls,
      ...homeIndicator(`${prefix}.home-indicator`, screen, safeBottom, WHITE),
    ],
    { fill: themeOf(model).call },
  );
}

function callHeader(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen, safeTop } = screenMetrics(model.model);
  const prefix = `call.${call.id}`;
  const width = screen.width - 48;
  const name = (y: number, height: number, size: number, weight: 'regular' | 'semibold'): readonly UiNode[] => {
    const frame = { x: 24, y, width, height };
    const text = staticText(`${prefix}.name`, frame, callTitle(model, call), {
      size,
      weight,
      color: WHITE,
      align: 'center',
    });
    const joined = call.choices?.conference !== undefined && call.conferenceShown !== true;
    return joined ? [text, conferenceInfoButton(model, call, frame)] : [text];
  };
  const status = (y: number, size: number): UiNode =>
    staticText(`${prefix}.status-text`, { x: 24, y, width, height: 24 }, callStatus(model, call), {
      size,
      weight: 'regular',
      color: DIM,
      align: 'center',
    });

  if (model.ios.features.inCallGrid === 'classic') {
    const y = safeTop + (screen.height > 700 ? 44 : 36);
    return [...name(y, 44, 34, 'regular'), status(y + 46, 18)];
  }
  const y = safeTop + 36;
  const line = [status(y, 18), ...name(y + 26, 52, 40, 'semibold')];
  return call.keypad === undefined && call.conferenceShown !== true
    ? [...line, poster(`${prefix}.poster`, model, call)]
    : line;
}

function poster(key: string, model: ScreenModel, call: ShownCall): UiNode {
  const { screen } = screenMetrics(model.model);
  const diameter = 148;
  const letters = call.choices?.conference === undefined ? monogram(call.caller) : '';
  const frame = circle({ x: screen.width / 2, y: screen.height * 0.4 }, diameter);
  const look = { ...themeOf(model).control, radius: diameter / 2 };
  return letters === ''
    ? paint(key, frame, { ...look, symbol: { name: 'person', size: 86, color: WHITE } })
    : paint(key, frame, {
        ...look,
        text: { string: letters, size: 62, weight: 'medium', color: WHITE, align: 'center' },
      });
}
