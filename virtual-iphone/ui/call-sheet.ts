/**
 * The choices that a button of a call screen opens: the replies of Message, the times of Remind Me and what the grid
 * keeps behind More. A card at the bottom over the dimmed call, with Cancel below; a touch beside it closes it too. That
 * rows are plain buttons named by their words, and where the card stands, is assumed.
 */

import { type LabelKey, label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { CallSheet, Intent, ScreenModel, ShownCall, UiNode } from './model.ts';
import { paint } from './node.ts';

const ROW = 54;

export interface SheetRow {
  /** Last part of the row's key. */
  readonly name: string;
  readonly title: string;
  readonly tap?: Intent;
  readonly on?: boolean;
  readonly enabled?: boolean;
}

/** What Message and Remind Me offer; iOS also has "Custom…", which leads to Messages and is left out. */
const REPLIES: Readonly<Record<Exclude<CallSheet, 'more'>, readonly LabelKey[]>> = {
  message: ['replyCannotTalk', 'replyOnMyWay', 'replyCallLater'],
  reminder: ['remindInAnHour', 'remindWhenLeaving'],
};

/** Each of them declines the call: the sent message and the reminder are of no other consequence here. */
export function replyRows({ language }: ScreenModel, call: ShownCall, sheet: keyof typeof REPLIES): SheetRow[] {
  return REPLIES[sheet].map((name) => ({
    name,
    title: label(name, language),
    tap: { kind: 'end-call', call: call.id },
  }));
}

export function callSheet(model: ScreenModel, call: ShownCall, rows: readonly SheetRow[]): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const key = `call.${call.id}.sheet`;
  const close: Intent = { kind: 'show-call-sheet', call: call.id };
  const bottom = screen.height - Math.max(safeBottom, 8);
  const cancel = { x: 12, y: bottom - ROW, width: screen.width - 24, height: ROW };
  const card = { ...cancel, y: cancel.y - 8 - ROW * rows.length, height: ROW * rows.length };
  const row = ({ name, title, tap, on, enabled = true }: SheetRow, y: number): UiNode => ({
    key: `${key}.${name}`,
    type: 'Button',
    label: title,
    frame: { ...card, y, height: ROW },
    enabled,
    selected: on ?? false,
    ...(tap && { tap }),
    look: {
      opacity: enabled ? 1 : 0.4,
      text: {
        string: title,
        size: 18,
        weight: on === true ? 'semibold' : 'regular',
        color: '#ffffff',
        align: 'center',
      },
    },
    children: [
      paint(`${key}.${name}.rule`, { ...card, y: y + ROW - 0.5, height: 0.5 }, { fill: 'rgba(255,255,255,0.2)' }),
    ],
  });
  const radius = model.ios.features.look === 'glass' ? 26 : 14;
  return [
    { ...paint(`${key}.dim`, screen, { fill: 'rgba(0,0,0,0.45)' }), tap: close },
    {
      key,
      type: 'Other',
      frame: card,
      look: { fill: '#2c2c2e', radius },
      children: rows.map((one, index) => row(one, card.y + index * ROW)),
    },
    {
      key: `${key}.cancel`,
      type: 'Button',
      label: label('cancel', model.language),
      frame: cancel,
      tap: close,
      look: {
        fill: '#2c2c2e',
        radius,
        text: {
          string: label('cancel', model.language),
          size: 18,
          weight: 'semibold',
          color: '#ffffff',
          align: 'center',
        },
      },
    },
  ];
}
