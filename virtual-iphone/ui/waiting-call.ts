/**
 * A call that waits beside another and fills the screen: Decline (Send to Voicemail for a cellular call) between the
 * answers that the system offers; where they stand is assumed. Title, label and identifier of an answer agree; only
 * Decline has the fixed identifier of iOS 18.
 */

import { callButton, type LabelKey, label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { AnswerWay, Intent, ScreenModel, ShownCall, UiNode } from './model.ts';
import { paint, paintText } from './node.ts';
import { themeOf } from './theme.ts';

/** Diameter of the system's round call buttons as a share of the short side (observed on iOS 26). */
const ROUND_SHARE = 0.1976;

export const ANSWER_TITLES: Readonly<Record<Exclude<AnswerWay, 'plain'>, LabelKey>> = {
  end: 'endAndAccept',
  hold: 'holdAndAccept',
  'end-held': 'endHeldAndAccept',
};

interface WaitingButton {
  readonly name: string;
  readonly title: string;
  readonly identifier: string;
  readonly label: string;
  readonly tap: Intent;
  readonly declines: boolean;
}

/** Answers that name what becomes of the other calls; none where a plain Accept is offered. */
export function namedAnswers(call: ShownCall): readonly Exclude<AnswerWay, 'plain'>[] {
  return (call.choices?.answers ?? []).filter((way) => way !== 'plain');
}

export function waitingButtons(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const decline = declineButton(model, call);
  const [first, ...rest] = [
    ...endCurrentButton(model, call),
    ...namedAnswers(call).map((way) => answerButton(model, call, way)),
  ];
  if (first === undefined) return [decline].map((button) => round(model, call, button, 0.5));
  const row = rest.length === 0 ? [decline, first] : [first, decline, ...rest];
  const step = row.length === 2 ? 0.51 : 0.33;
  return row.map((button, index) => round(model, call, button, 0.5 + (index - (row.length - 1) / 2) * step));
}

function declineButton({ ios, language }: ScreenModel, call: ShownCall): WaitingButton {
  const tap: Intent = { kind: 'end-call', call: call.id };
  if (call.choices?.voicemail === true) {
    const title = label('sendToVoicemail', language);
    return { name: 'decline', title, identifier: title, label: title, tap, declines: true };
  }
  const names = callButton('decline', ios, language, call.video);
  return { name: 'decline', title: label('decline', language), ...names, tap, declines: true };
}

/** In the place of End & Accept, where the system does not allow that. */
function endCurrentButton({ language }: ScreenModel, call: ShownCall): readonly WaitingButton[] {
  const current = call.choices?.endCurrent;
  if (current === undefined) return [];
  const title = label('endCurrent', language);
  const tap: Intent = { kind: 'end-call', call: current };
  return [{ name: 'end-current', title, identifier: title, label: title, tap, declines: true }];
}

function answerButton({ language }: ScreenModel, call: ShownCall, way: Exclude<AnswerWay, 'plain'>): WaitingButton {
  const title = label(ANSWER_TITLES[way], language);
  const tap: Intent = { kind: 'answer-call', call: call.id, way };
  return { name: `answer-${way}`, title, identifier: title, label: title, tap, declines: false };
}

function round(model: ScreenModel, call: ShownCall, button: WaitingButton, share: number): UiNode {
  const { screen, safeBottom } = screenMetrics(model.model);
  const theme = themeOf(model);
  const diameter = Math.round(screen.width * ROUND_SHARE);
  const top = screen.height - safeBottom - diameter - (safeBottom > 0 ? 78 : 56);
  const centerX = screen.width * share;
  const width = Math.floor(screen.width * 0.32);
  const key = `call.${call.id}.${button.name}`;
  const { identifier, label: text, tap, title, declines } = button;
  return {
    key,
    type: 'Button',
    identifier,
    label: text,
    frame: { x: centerX - width / 2, y: top, width, height: diameter + 44 },
    tap,
    children: [
      paint(
        `${key}.disc`,
        { x: centerX - diameter / 2, y: top, width: diameter, height: diameter },
        {
          ...(declines ? theme.decline : theme.accept),
          radius: diameter / 2,
          symbol: declines
            ? { name: 'phone-down', size: diameter * 0.52, color: '#ffffff' }
            : { name: call.video ? 'video' : 'phone', size: diameter * 0.46, color: '#ffffff' },
        },
      ),
      paintText(`${key}.title`, { x: centerX - width / 2, y: top + diameter + 6, width, height: 38 }, title, {
        size: 14,
        weight: 'regular',
        color: '#ffffff',
        align: 'center',
        lines: 2,
      }),
    ],
  };
}
