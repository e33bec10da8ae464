/**
 * The compact call of iOS 14 and later: a dark card below the status bar, on phones with a Dynamic Island the island
 * itself, grown. After an answer its two buttons stay and change their meaning, as was seen on iOS 18: Decline becomes
 * End and keeps its identifier, Accept becomes the audio route.
 */

import { callButton, label } from '../ios/labels.ts';
import { callSurface } from './call-header.ts';
import { callStatus, callTitle, monogram } from './call-text.ts';
import { endIntent } from './conference.ts';
import { screenMetrics } from './metrics.ts';
import type { Look, Rect, ScreenModel, ShownCall, Surface, UiNode } from './model.ts';
import { circle, paint, staticText, window } from './node.ts';
import { themeOf } from './theme.ts';
import { isLandscape } from './turned.ts';
import { ANSWER_TITLES, namedAnswers } from './waiting-call.ts';

/** Diameter of a button in the banner, in points (observed on iOS 26). */
const BUTTON = 40;
const GAP = 14;

export function callBannerSurface(model: ScreenModel, call: ShownCall): Surface {
  const theme = themeOf(model);
  const frame = callBannerFrame(model);
  const island = model.model.screen.top === 'dynamic-island' && !isLandscape(model.model);
  const prefix = `call.${call.id}`;
  const middle = frame.y + frame.height / 2 + (island ? 4 : 0);
  const avatar = circle({ x: frame.x + (island ? 44 : 38), y: middle }, 46);
  const textX = avatar.x + avatar.width + 12;
  const buttons = bannerButtons(model, call, frame, middle, island ? 22 : 16);
  const textEnd = Math.min(frame.x + frame.width - 20, ...buttons.map((button) => button.frame.x - 10));
  const line = (key: string, y: number, height: number, text: string, size: number, strong: boolean): UiNode =>
    staticText(`${prefix}.${key}`, { x: textX, y, width: textEnd - textX, height }, text, {
      size,
      weight: strong ? 'semibold' : 'regular',
      color: strong ? '#ffffff' : 'rgba(255,255,255,0.62)',
    });

  const card: UiNode = {
    key: `${prefix}.banner`,
    type: 'Other',
    frame,
    tap: { kind: 'expand-call', call: call.id },
    swipeUp: { kind: 'collapse-call', call: call.id },
    look: island ? { fill: '#000000', radius: frame.height / 2 } : theme.callBanner,
    children: [
      avatarOf(`${prefix}.avatar`, avatar, call),
      line('status-text', middle - 21, 18, callStatus(model, call), 14, false),
      line('name', middle - 3, 24, callTitle(model, call), 18, true),
      ...buttons,
    ],
  };
  return callSurface(model, 'part', [window(`${prefix}.banner-window`, frame, [card])]);
}

export function callBannerFrame(model: ScreenModel): Rect {
  const { screen, safeTop, cutout } = screenMetrics(model.model);
  if (model.model.screen.top === 'dynamic-island' && cutout !== undefined) {
    return { x: 11, y: cutout.y, width: screen.width - 22, height: 92 };
  }
  // In landscape it hangs in the middle, as wide as the phone is upright (assumed).
  const width = Math.min(screen.width, screen.height) - 16;
  return { x: (screen.width - width) / 2, y: isLandscape(model.model) ? 8 : safeTop, width, height: 78 };
}

function bannerButtons(
  model: ScreenModel,
  call: ShownCall,
  frame: Rect,
  middle: number,
  margin: number,
): readonly UiNode[] {
  if (call.state === 'ended' || call.state === 'failed') return [];
  const { language, ios } = model;
  const theme = themeOf(model);
  const rightX = frame.x + frame.width - margin - BUTTON / 2;
  const leftX = rightX - BUTTON - GAP;
  const [way] = namedAnswers(call);
  const title = way === undefined ? undefined : label(ANSWER_TITLES[way], language);
  const accept =
    title === undefined ? callButton('accept', ios, language, call.video) : { identifier: title, label: title };
  const decline = callButton('decline', ios, language, call.video);
  const button = (
    action: 'accept' | 'decline',
    centerX: number,
    rest: Pick<UiNode, 'identifier' | 'label' | 'tap' | 'selected'>,
    look: Look,
  ): UiNode => ({
    key: `call.${call.id}.${action}`,
    type: 'Button',
    frame: circle({ x: centerX, y: middle }, BUTTON),
    look: { ...look, radius: BUTTON / 2 },
    ...rest,
  });
  const down = { ...theme.decline, symbol: { name: 'phone-down', size: 22, color: '#ffffff' } } as const;

  if (call.state === 'ringing' && !call.outgoing) {
    return [
      button('decline', leftX, { ...decline, tap: { kind: 'end-call', call: call.id } }, down),
      button(
        'accept',
        rightX,
        { ...accept, tap: { kind: 'answer-call', call: call.id, ...(way && { way }) } },
        { ...theme.accept, symbol: { name: call.video ? 'video' : 'phone', size: 20, color: '#ffffff' } },
      ),
    ];
  }
  return [
    button(
      'accept',
      leftX,
      {
        identifier: label('audioRoute', language),
        label: label('audioRoute', language),
        tap: { kind: 'set-speaker', on: !model.speaker },
        selected: model.speaker,
      },
      {
        fill: model.speaker ? '#ffffff' : 'rgba(255,255,255,0.2)',
        symbol: { name: 'speaker', size: 21, color: model.speaker ? '#1c1c1e' : '#ffffff' },
      },
    ),
    button(
      'decline',
      rightX,
      {
        ...(decline.identifier && { identifier: decline.identifier }),
        label: label('endCall', language),
        tap: endIntent(call),
      },
      down,
    ),
  ];
}

function avatarOf(key: string, frame: Rect, call: ShownCall): UiNode {
  const letters = monogram(call.caller);
  const disc: Look = { fill: ['#a5abb8', '#7c8291'], radius: frame.height / 2 };
  return letters === ''
    ? paint(key, frame, { ...disc, symbol: { name: 'person', size: 27, color: '#ffffff' } })
    : paint(key, frame, {
        ...disc,
        text: { string: letters, size: 19, weight: 'medium', color: '#ffffff', align: 'center' },
      });
}
