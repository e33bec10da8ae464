/**
 * A call under way, filling the screen: a grid of two rows of three, with End below it up to iOS 16 and inside it since
 * iOS 17. Which of the optional buttons gives way to Hold, Swap and Merge, or stands behind More, is assumed. The keypad takes the grid's place. The grid has no identifiers: name, label and title
 * agree, and a button that is on is selected.
 */

import { gridTitle, label } from '../ios/labels.ts';
import { callSurface, callWindow } from './call-header.ts';
import { callSheet } from './call-sheet.ts';
import { callStatus } from './call-text.ts';
import { conferenceList, endIntent } from './conference.ts';
import { failedCallButtons } from './failed-call.ts';
import { keypad } from './keypad.ts';
import { screenMetrics } from './metrics.ts';
import type { Intent, Point, Rect, ScreenModel, ShownCall, Surface, SymbolName, UiNode } from './model.ts';
import { circle, paint, paintText, staticText } from './node.ts';
import { themeOf } from './theme.ts';

interface Control {
  readonly name: string;
  readonly title: string;
  /** Drawn as the app's icon when a bundle id. */
  readonly symbol: SymbolName | { readonly icon: string };
  readonly on?: boolean;
  readonly enabled?: boolean;
  readonly tap?: Intent;
}

export function inCallSurface(model: ScreenModel, call: ShownCall): Surface {
  const joined = new Set(call.choices?.conference?.map((member) => member.call) ?? [call.id]);
  const others = model.calls.filter((other) => !joined.has(other.id) && isOpen(other) && other.state !== 'ringing');
  const controls = [...controlsFor(model, call), ...moreMenu(model, call)];
  return callSurface(model, 'screen', [callWindow(model, call, [...otherCalls(model, others), ...controls])]);
}

function controlsFor(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  if (call.state === 'failed' && call.outgoing) return failedCallButtons(model, call);
  const members = call.choices?.conference;
  if (members !== undefined && call.conferenceShown === true) return conferenceList(model, call, members);
  return call.keypad === undefined || !isOpen(call) ? grid(model, call) : keypad(model, call, call.keypad);
}

function grid(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  return model.ios.features.inCallGrid === 'classic' ? classicGrid(model, call) : gridWithEnd(model, call);
}

function isOpen(call: ShownCall): boolean {
  return call.state !== 'ended' && call.state !== 'failed';
}

function classicGrid(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const diameter = Math.round(screen.width * 0.2);
  const top = Math.round(screen.height * (screen.height > 700 ? 0.37 : 0.31));
  const column = diameter + 31;
  const row = diameter + 38;
  const nodes = controlsOf(model, call).map((control, index) =>
    gridButton(model, call, control, diameter, {
      x: screen.width / 2 + ((index % 3) - 1) * column,
      y: top + diameter / 2 + Math.floor(index / 3) * row,
    }),
  );
  const bottom = screen.height - safeBottom - (safeBottom > 0 ? 60 : 40) - diameter / 2;
  return [...nodes, endButton(model, call, diameter, { x: screen.width / 2, y: bottom }, undefined)];
}

function gridWithEnd(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  const { screen, safeBottom } = screenMetrics(model.model);
  const diameter = Math.round(screen.width * 0.1976);
  const column = diameter + 40;
  const row = diameter + 46;
  const secondRow = screen.height - safeBottom - 44 - 26 - diameter / 2;
  const at = (index: number): Point => ({
    x: screen.width / 2 + ((index % 3) - 1) * column,
    y: secondRow - (index < 3 ? row : 0),
  });
  const [mute, keys, speaker, third, fifth, app] = controlsOf(model, call);
  const { swapWith, mergeWith } = call.choices ?? {};
  const alone = swapWith === undefined && mergeWith === undefined;
  const cellular = call.cellular === true;
  const optional = alone && call.supportsHolding && !cellular ? third : fifth;
  const cells = call.moreMenu
    ? [speaker, fifth, mute, moreControl(model, call), undefined, keys]
    : [speaker, optional, mute, mergeWith === undefined && !cellular ? app : third, undefined, keys];
  return cells.map((control, index) =>
    control === undefined
      ? endButton(model, call, diameter, at(index), label('endTitle', model.language))
      : gridButton(model, call, control, diameter, at(index)),
  );
}

function moreControl({ language }: ScreenModel, call: ShownCall): Control {
  const tap: Intent = { kind: 'show-call-sheet', call: call.id, sheet: 'more' };
  return { name: 'more', title: label('more', language), symbol: 'more', tap };
}

/** What More holds: Hold, Merge or Add Call, and the app's own button. */
function moreMenu(model: ScreenModel, call: ShownCall): readonly UiNode[] {
  if (call.sheet !== 'more') return [];
  const [, , , third, , app] = controlsOf(model, call);
  return callSheet(model, call, [third, app]);
}

function controlsOf(
  model: ScreenModel,
  call: ShownCall,
): readonly [Control, Control, Control, Control, Control, Control] {
  const { ios, language } = model;
  const held = call.state === 'held';
  const title = (name: Parameters<typeof gridTitle>[0]): string => gridTitle(name, ios, language);
  return [
    {
      name: 'mute',
      title: title('mute'),
      symbol: 'mic-off',
      on: call.muted,
      tap: { kind: 'set-muted', call: call.id, muted: !call.muted },
    },
    {
      name: 'keypad',
      title: title('keypad'),
      symbol: 'keypad',
      enabled: call.supportsDTMF ?? true,
      tap: { kind: 'show-keypad', call: call.id, shown: true },
    },
    {
      name: 'speaker',
      title: title('speaker'),
      symbol: 'speaker',
      on: model.speaker,
      tap: { kind: 'set-speaker', on: !model.speaker },
    },
    fourthControl(call, held, title),
    fifthControl(call, title),
    call.cellular === true
      ? { name: 'contacts', title: title('contacts'), symbol: 'person', tap: OPEN_CONTACTS }
      : {
          name: 'app',
          title: call.appName,
          symbol: { icon: call.bundleId },
          tap: { kind: 'open-call-app', call: call.id },
        },
  ];
}

type Titles = (name: Parameters<typeof gridTitle>[0]) => string;

/** Add Call shows the Phone app, in which the user chooses whom to call; dialling holds this call or ends it. */
const OPEN_CONTACTS: Intent = { kind: 'open-phone-app', tab: 'contacts' };

/** Merge where two calls can be merged, else Hold where an app's call can be held. */
function fourthControl(call: ShownCall, held: boolean, title: Titles): Control {
  const other = call.choices?.mergeWith;
  if (other !== undefined) {
    return {
      name: 'merge',
      title: title('merge'),
      symbol: 'merge',
      tap: { kind: 'merge-calls', call: call.id, other },
    };
  }
  if (call.cellular === true || !call.supportsHolding) {
    return { name: 'add-call', title: title('addCall'), symbol: 'plus', tap: OPEN_CONTACTS };
  }
  const tap: Intent = { kind: 'set-held', call: call.id, held: !held };
  return { name: 'hold', title: title('hold'), symbol: 'pause', on: held, tap };
}

/** Swap where another call is held; else the app's video, or FaceTime beside a cellular call. */
function fifthControl(call: ShownCall, title: Titles): Control {
  const other = call.choices?.swapWith;
  if (other !== undefined) {
    const tap: Intent = { kind: 'set-held', call: other, held: false };
    return { name: 'swap', title: title('swap'), symbol: 'swap', tap };
  }
  if (call.cellular === true) return { name: 'facetime', title: 'FaceTime', symbol: 'video', enabled: false };
  return {
    name: 'video',
    title: title('video'),
    symbol: 'video',
    enabled: call.supportsVideo ?? false,
    tap: { kind: 'open-call-app', call: call.id, video: true },
  };
}

function gridButton(model: ScreenModel, call: ShownCall, control: Control, diameter: number, center: Point): UiNode {
  const theme = themeOf(model);
  const key = `call.${call.id}.${control.name}`;
  const disc = circle(center, diameter);
  const enabled = isOpen(call) && (control.enabled ?? true);
  const material = control.on === true ? theme.controlOn : theme.control;
  const color = control.on === true ? '#1c1f26' : '#ffffff';
  return {
    key,
    type: 'Button',
    label: control.title,
    frame: cell(disc),
    enabled,
    selected: control.on ?? false,
    ...(control.tap && { tap: control.tap }),
    look: { opacity: enabled ? 1 : 0.4 },
    children: [
      paint(`${key}.disc`, disc, {
        ...material,
        radius: diameter / 2,
        ...(typeof control.symbol === 'string'
          ? { symbol: { name: control.symbol, size: diameter * 0.44, color } }
          : {}),
      }),
      ...(typeof control.symbol === 'string'
        ? []
        : [paint(`${key}.icon`, circle(center, diameter * 0.44), { icon: control.symbol.icon })]),
      paintText(`${key}.title`, titleFrame(disc), control.title, {
        size: 14,
        weight: 'regular',
        color: '#ffffff',
        align: 'center',
      }),
    ],
  };
}

/** End has a title, and then an identifier, only inside the grid; its label is the accessibility text in both. */
function endButton(
  model: ScreenModel,
  call: ShownCall,
  diameter: number,
  center: Point,
  title: string | undefined,
): UiNode {
  const key = `call.${call.id}.end`;
  const disc = circle(center, diameter);
  const enabled = isOpen(call);
  return {
    key,
    type: 'Button',
    label: label('endCall', model.language),
    ...(title !== undefined && { identifier: title }),
    frame: title === undefined ? disc : cell(disc),
    enabled,
    tap: endIntent(call),
    look: { opacity: enabled ? 1 : 0.4 },
    children: [
      paint(`${key}.disc`, disc, {
        ...themeOf(model).decline,
        radius: diameter / 2,
        symbol: { name: 'phone-down', size: diameter * 0.52, color: '#ffffff' },
      }),
      ...(title === undefined
        ? []
        : [
            paintText(`${key}.title`, titleFrame(disc), title, {
              size: 14,
              weight: 'regular',
              color: '#ffffff',
              align: 'center',
            }),
          ]),
    ],
  };
}

function titleFrame(disc: Rect): Rect {
  return { x: disc.x - 14, y: disc.y + disc.height + 6, width: disc.width + 28, height: 20 };
}

function cell(disc: Rect): Rect {
  return { x: disc.x - 14, y: disc.y, width: disc.width + 28, height: disc.height + 26 };
}

/** Other calls of the phone, one line each; a touch on a held one takes it back. */
function otherCalls(model: ScreenModel, others: readonly ShownCall[]): readonly UiNode[] {
  const { screen, safeTop } = screenMetrics(model.model);
  return others.map((other, index): UiNode => {
    const key = `call.${other.id}.other`;
    const frame = { x: 20, y: safeTop + 4 + index * 28, width: screen.width - 40, height: 26 };
    const half = frame.width / 2 - 12;
    const color = 'rgba(255,255,255,0.85)';
    return {
      key,
      type: 'Other',
      frame,
      ...(other.state === 'held' && { tap: { kind: 'set-held', call: other.id, held: false } as const }),
      children: [
        staticText(`${key}.name`, { ...frame, width: half }, other.caller, { size: 15, weight: 'medium', color }),
        staticText(
          `${key}.status`,
          { ...frame, x: frame.x + frame.width - half, width: half },
          callStatus(model, other),
          { size: 15, weight: 'regular', color, align: 'right' },
        ),
      ],
    };
  });
}
