/**
 * Several calls of one app joined: one call screen for all of them, whose info button opens the list of its calls. Each
 * can be ended, and taken out where it lets itself be ("Private"), as people know it of cellular calls; that calls of
 * apps have the same list, where its buttons stand and their accessibility labels are assumed.
 */

import { label } from '../ios/labels.ts';
import { screenMetrics } from './metrics.ts';
import type { ConferenceMember, Intent, Rect, ScreenModel, ShownCall, UiNode } from './model.ts';
import { paint, staticText } from './node.ts';
import { themeOf } from './theme.ts';

const ROW = 56;

/** What the end buttons of a call screen do: a conference ends as a whole. */
export function endIntent(call: ShownCall): Intent {
  const joined = call.choices?.conference !== undefined;
  return { kind: joined ? 'end-conference' : 'end-call', call: call.id };
}

/** Beside the title of the call screen, in the middle of `title`. */
export function conferenceInfoButton({ language }: ScreenModel, call: ShownCall, title: Rect): UiNode {
  const size = 32;
  return {
    key: `call.${call.id}.conference-info`,
    type: 'Button',
    label: label('moreInfo', language),
    frame: {
      x: title.x + title.width - size,
      y: title.y + (title.height - size) / 2,
      width: size,
      height: size,
    },
    tap: { kind: 'show-conference', call: call.id, shown: true },
    look: { symbol: { name: 'info', size: 25, color: '#ffffff' } },
  };
}

/** In the place of the grid. */
export function conferenceList(
  model: ScreenModel,
  call: ShownCall,
  members: readonly ConferenceMember[],
): readonly UiNode[] {
  const { screen, safeTop, safeBottom } = screenMetrics(model.model);
  const key = `call.${call.id}.conference`;
  const title = label('back', model.language);
  const frame = { x: 16, y: safeTop + 140, width: screen.width - 32, height: ROW * members.length };
  const back = { x: screen.width / 2 - 70, y: screen.height - safeBottom - 76, width: 140, height: 48 };
  return [
    {
      key,
      type: 'Table',
      frame,
      children: members.map((member, index) => row(model, member, { ...frame, y: frame.y + index * ROW, height: ROW })),
    },
    {
      key: `${key}.back`,
      type: 'Button',
      label: title,
      frame: back,
      tap: { kind: 'show-conference', call: call.id, shown: false },
      look: {
        ...themeOf(model).control,
        radius: back.height / 2,
        text: { string: title, size: 17, weight: 'medium', color: '#ffffff', align: 'center' },
      },
    },
  ];
}

function row(model: ScreenModel, { call, caller, splits }: ConferenceMember, frame: Rect): UiNode {
  const key = `conference.${call}`;
  const { decline, control } = themeOf(model);
  const right = frame.x + frame.width;
  const button = (name: 'end' | 'split', title: string, x: number, width: number): UiNode => ({
    key: `${key}.${name}`,
    type: 'Button',
    label: title,
    frame: { x, y: frame.y + 10, width, height: 36 },
    tap: { kind: name === 'end' ? 'end-call' : 'split-call', call },
    look: {
      ...(name === 'end' ? decline : control),
      radius: 18,
      text: { string: title, size: 15, weight: 'medium', color: '#ffffff', align: 'center' },
    },
  });
  return {
    key,
    type: 'Cell',
    frame,
    children: [
      staticText(`${key}.caller`, { x: frame.x + 8, y: frame.y + 14, width: frame.width - 196, height: 28 }, caller, {
        size: 18,
        weight: 'medium',
        color: '#ffffff',
      }),
      ...(splits ? [button('split', label('private', model.language), right - 180, 88)] : []),
      button('end', label('endTitle', model.language), right - 84, 76),
      paint(
        `${key}.rule`,
        { x: frame.x + 8, y: frame.y + ROW - 0.5, width: frame.width - 8, height: 0.5 },
        { fill: 'rgba(255,255,255,0.25)' },
      ),
    ],
  };
}
