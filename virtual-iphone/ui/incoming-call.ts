/**
 * A ringing call that fills the screen: two round buttons while the phone is unlocked, the slider while it is locked
 * (then no Decline is on screen; people press the side button twice). Message and Remind Me stand above them for
 * cellular calls; whether the system shows them for calls of apps was not observed, so the phone has to be set so.
 */

import { callButton, label } from '../ios/labels.ts';
import { callSurface, callWindow } from './call-header.ts';
import { callSheet, replyRows } from './call-sheet.ts';
import { screenMetrics } from './metrics.ts';
import type { Rect, ScreenModel, ShownCall, Surface, UiNode } from './model.ts';
import { circle, paint, paintText } from './node.ts';
import { themeOf } from './theme.ts';
import { namedAnswers, waitingButtons } from './waiting-call.ts';

/** Diameter of the system's round call buttons as a share of the short side (observed on iOS 26). */
const ROUND_SHARE = 0.1976;

export function incomingCallSurface(model: ScreenModel, call: ShownCall): Surface {
  return callSurface(model, 'screen', [callWindow(model, call, controlsOf(model, call))]);
}

function controlsOf(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const waits = namedAnswers(call).length > 0 || call.choices?.endCurrent !== undefined;
  const locked = call.presentation === 'locked';
  if (waits && !locked) return waitingButtons(model, call);
  const answers = locked ? [slider(model, call)] : roundButtons(model, call);
  return call.replies === true ? [...answers, ...replyControls(model, call)] : answers;
}

function roundButtons(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const theme = themeOf(model);
  const diameter = Math.round(screen.width * ROUND_SHARE);
  const top = screen.height - safeBottom - diameter - (safeBottom > 0 ? 78 : 56);
  const button = (action: 'accept' | 'decline', centerX: number): UiNode => {
    const key = `call.${call.id}.${action}`;
    const disc = { x: centerX - diameter / 2, y: top, width: diameter, height: diameter };
    return {
      key,
      type: 'Button',
      ...callButton(action, model.ios, model.language, call.video),
      frame: { x: centerX - 60, y: top, width: 120, height: diameter + 32 },
      tap: { kind: action === 'accept' ? 'answer-call' : 'end-call', call: call.id },
      children: [
        paint(`${key}.disc`, disc, {
          ...theme[action],
          radius: diameter / 2,
          symbol: {
            name: action === 'decline' ? 'phone-down' : call.video ? 'video' : 'phone',
            size: diameter * (action === 'decline' ? 0.52 : 0.46),
            color: '#ffffff',
          },
        }),
        paintText(
          `${key}.title`,
          { x: centerX - 60, y: top + diameter + 8, width: 120, height: 22 },
          label(action, model.language),
          {
            size: 16,
            weight: 'regular',
            color: '#ffffff',
            align: 'center',
          },
        ),
      ],
    };
  };
  return [button('decline', screen.width * 0.245), button('accept', screen.width * 0.755)];
}

/** Remind Me at the left and Message at the right, well above whatever answers the call, and what they opened. */
function replyControls(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const y = screen.height - safeBottom - 78 - Math.round(screen.width * ROUND_SHARE) - 96;
  const button = (sheet: 'message' | 'reminder', centerX: number): UiNode => {
    const key = `call.${call.id}.${sheet}`;
    const title = label(sheet === 'message' ? 'message' : 'remindMe', model.language);
    const glyph = circle({ x: centerX, y: y + 15 }, 30);
    return {
      key,
      type: 'Button',
      identifier: title,
      label: title,
      frame: { x: centerX - 60, y, width: 120, height: 58 },
      tap: { kind: 'show-call-sheet', call: call.id, sheet },
      children: [
        paint(`${key}.glyph`, glyph, {
          symbol: { name: sheet === 'message' ? 'message' : 'clock', size: 26, color: '#ffffff' },
        }),
        paintText(`${key}.title`, { x: centerX - 60, y: y + 34, width: 120, height: 20 }, title, {
          size: 14,
          weight: 'regular',
          color: '#ffffff',
          align: 'center',
        }),
      ],
    };
  };
  const { sheet } = call;
  return [
    button('reminder', screen.width * 0.245),
    button('message', screen.width * 0.755),
    ...(sheet === 'message' || sheet === 'reminder' ? callSheet(model, call, replyRows(model, call, sheet)) : []),
  ];
}

/**
 * The slider is one element, the track; its label is the text in it and it has no identifier, so its name is the text
 * too. Its element type is assumed to be Other.
 */
function slider(model: ScreenModel, call: ShownCall): UiNode {
  const { screen, safeBottom } = screenMetrics(model.model);
  const theme = themeOf(model);
  const key = `call.${call.id}.slider`;
  const width = model.ios.features.look === 'glass' ? screen.width - 72 : 300;
  const height = 76;
  const frame: Rect = {
    x: (screen.width - width) / 2,
    y: screen.height - safeBottom - height - (safeBottom > 0 ? 64 : 52),
    width,
    height,
  };
  const knob = circle({ x: frame.x + height / 2, y: frame.y + height / 2 }, height - 10);
  const text = label('slideToAnswer', model.language);
  return {
    key,
    type: 'Other',
    label: text,
    accessible: true,
    frame,
    slide: { kind: 'answer-call', call: call.id },
    look: { ...theme.track, radius: height / 2 },
    children: [
      paint(`${key}.knob`, knob, {
        ...theme.knob,
        radius: knob.height / 2,
        symbol: { name: call.video ? 'video' : 'phone', size: 32, color: theme.green },
      }),
      paintText(`${key}.text`, { x: frame.x + height, y: frame.y, width: width - height - 22, height }, text, {
        size: 20,
        weight: 'regular',
        color: '#ffffff',
        align: 'center',
      }),
    ],
  };
}
