/**
 * Places an app's views as a UIStackView would: from top to bottom, spacers share what is left, a horizontal stack
 * shares its width evenly. When the views need more than the area, gaps shrink first; what still does not fit is kept in
 * the tree as not visible.
 */

import type { AppView, Look, Rect, UiNode } from './model.ts';
import { circle, paint, paintText } from './node.ts';
import { textLines } from './text-size.ts';
import type { Page, Theme } from './theme.ts';

export interface LayoutStyle {
  readonly bundleId: string;
  /** Absent where the app paints a dark background of its own: then texts are white and centred. */
  readonly page: Page | undefined;
  readonly theme: Theme;
}

type LabelStyle = Extract<AppView, { kind: 'label' }>['style'];

const TYPE: Readonly<Record<LabelStyle, { size: number; line: number; weight: 'regular' | 'semibold'; dim: boolean }>> =
  {
    title: { size: 30, line: 38, weight: 'semibold', dim: false },
    headline: { size: 18, line: 24, weight: 'semibold', dim: false },
    body: { size: 16, line: 22, weight: 'regular', dim: false },
    caption: { size: 13, line: 18, weight: 'regular', dim: true },
  };

const WHITE = '#ffffff';
const GAP = 14;
const ROUND = 68;

export function layOut(views: readonly AppView[], area: Rect, style: LayoutStyle): readonly UiNode[] {
  const heights = views.map((view) => naturalHeight(view, area.width));
  const needed = heights.reduce((sum, height) => sum + height, 0);
  const spacers = views.filter((view) => view.kind === 'spacer').length;
  const gaps = Math.max(views.length - 1, 1);
  const gap = Math.min(GAP, Math.max(2, (area.height - needed) / gaps));
  const stretch = spacers === 0 ? 0 : Math.max(0, (area.height - needed - gap * (views.length - 1)) / spacers);
  const end = area.y + area.height;

  const nodes: UiNode[] = [];
  let y = area.y;
  views.forEach((view, index) => {
    const height = (heights[index] ?? 0) + (view.kind === 'spacer' ? stretch : 0);
    if (view.kind !== 'spacer') {
      const top = Math.min(y, end);
      const frame = { x: area.x, y: top, width: area.width, height: Math.min(height, end - top) };
      const node = viewNode(view, frame, style);
      nodes.push(frame.height < height / 2 ? { ...node, visible: false, children: [] } : node);
    }
    y += height + gap;
  });
  return nodes;
}

function naturalHeight(view: AppView, width: number): number {
  if (view.kind === 'spacer') return 0;
  if (view.kind === 'text-field') return 48;
  if (view.kind === 'button') return view.style === 'round' ? ROUND + 26 : view.style === 'plain' ? 36 : 50;
  if (view.kind === 'label') {
    const type = TYPE[view.style];
    return Math.max(1, textLines(view.text, type.size, width, 6)) * type.line;
  }
  if (view.axis === 'horizontal') {
    const share = width / Math.max(view.children.length, 1);
    return Math.max(0, ...view.children.map((child) => naturalHeight(child, share)));
  }
  const heights = view.children.map((child) => naturalHeight(child, width));
  return heights.reduce((sum, height) => sum + height, 0) + GAP * Math.max(heights.length - 1, 0);
}

function viewNode(view: Exclude<AppView, { kind: 'spacer' }>, frame: Rect, style: LayoutStyle): UiNode {
  const key = `view.${view.id}`;
  if (view.kind === 'label') return labelNode(key, view, frame, style);
  if (view.kind === 'button') return buttonNode(key, view, frame, style);
  if (view.kind === 'text-field') return fieldNode(key, view, frame, style);
  return {
    key,
    type: 'Other',
    ...(view.identifier !== undefined && { identifier: view.identifier }),
    frame,
    children: view.axis === 'vertical' ? layOut(view.children, frame, style) : layAcross(view.children, frame, style),
  };
}

function labelNode(key: string, view: Extract<AppView, { kind: 'label' }>, frame: Rect, { page }: LayoutStyle): UiNode {
  const { size, weight, line, dim } = TYPE[view.style];
  const color = dim ? (page?.detail ?? 'rgba(255,255,255,0.66)') : (page?.ink ?? WHITE);
  const align = page === undefined ? 'center' : 'left';
  const lines = Math.max(1, Math.round(frame.height / line));
  return {
    key,
    type: 'StaticText',
    ...(view.identifier !== undefined && { identifier: view.identifier }),
    label: view.text,
    frame,
    look: { text: { string: view.text, size, weight, color, align, lines } },
  };
}

function layAcross(views: readonly AppView[], frame: Rect, style: LayoutStyle): readonly UiNode[] {
  const gap = views.some((view) => view.kind === 'button' && view.style !== 'round') ? 12 : 0;
  const width = (frame.width - gap * (views.length - 1)) / Math.max(views.length, 1);
  return views.flatMap((view, index) => {
    if (view.kind === 'spacer') return [];
    const height = Math.min(frame.height, naturalHeight(view, width));
    const cell = { x: frame.x + index * (width + gap), y: frame.y + (frame.height - height) / 2, width, height };
    return [viewNode(view, cell, style)];
  });
}

function buttonNode(key: string, view: Extract<AppView, { kind: 'button' }>, frame: Rect, style: LayoutStyle): UiNode {
  const { theme } = style;
  const node = {
    key,
    type: 'Button',
    label: view.accessibilityLabel ?? view.title,
    enabled: view.enabled,
    selected: view.selected,
    tap: { kind: 'touch-view', bundleId: style.bundleId, view: view.id },
    ...(view.identifier !== undefined && { identifier: view.identifier }),
  } as const;

  if (view.style === 'round') return { ...node, ...roundButton(key, view, frame, style) };

  const plain = view.style === 'plain';
  const fill = { filled: theme.blue, destructive: theme.red, confirming: theme.green, plain: '' }[view.style];
  const color = plain && style.page !== undefined ? theme.blue : WHITE;
  return {
    ...node,
    frame,
    look: {
      ...(!plain && { fill, radius: Math.min(theme.buttonRadius, frame.height / 2) }),
      text: { string: view.title, size: 17, weight: plain ? 'regular' : 'semibold', color, align: 'center' },
      opacity: view.enabled ? 1 : 0.4,
    },
  };
}

function roundButton(
  key: string,
  view: Extract<AppView, { kind: 'button' }>,
  frame: Rect,
  { theme, page }: LayoutStyle,
): Pick<UiNode, 'frame' | 'look' | 'children'> {
  const diameter = Math.max(1, Math.min(ROUND, frame.width - 8, frame.height - 26));
  const width = Math.min(frame.width, Math.max(ROUND + 28, diameter));
  const cell = { x: frame.x + (frame.width - width) / 2, y: frame.y, width, height: frame.height };
  const resting = page?.control ?? 'rgba(255,255,255,0.16)';
  const ink = page?.ink ?? WHITE;
  const fill =
    view.symbol === 'phone'
      ? theme.green
      : view.symbol === 'phone-down'
        ? theme.red
        : view.selected
          ? page === undefined
            ? WHITE
            : theme.blue
          : resting;
  const colored = view.symbol === 'phone' || view.symbol === 'phone-down' || (view.selected && page !== undefined);
  const color = colored ? WHITE : view.selected ? '#1c1f26' : ink;
  const disc = circle({ x: frame.x + frame.width / 2, y: frame.y + diameter / 2 }, diameter);
  const look: Look = { fill, radius: diameter / 2 };
  return {
    frame: cell,
    look: { opacity: view.enabled ? 1 : 0.4 },
    children: [
      paint(
        `${key}.disc`,
        disc,
        view.symbol === undefined ? look : { ...look, symbol: { name: view.symbol, size: diameter * 0.44, color } },
      ),
      paintText(`${key}.title`, { ...cell, y: disc.y + diameter + 4, height: 20 }, view.title, {
        size: 13,
        weight: 'regular',
        color: ink,
        align: 'center',
      }),
    ],
  };
}

function fieldNode(
  key: string,
  view: Extract<AppView, { kind: 'text-field' }>,
  frame: Rect,
  { bundleId, page, theme }: LayoutStyle,
): UiNode {
  const shown = view.secure ? '•'.repeat(Array.from(view.text).length) : view.text;
  const empty = shown === '';
  const inner = { x: frame.x + 14, y: frame.y, width: frame.width - 28, height: frame.height };
  const dim = page?.placeholder ?? 'rgba(255,255,255,0.5)';
  const ink = page?.ink ?? WHITE;
  return {
    key,
    type: view.secure ? 'SecureTextField' : 'TextField',
    label: '',
    ...(view.identifier !== undefined && { identifier: view.identifier }),
    ...(!empty && { value: shown }),
    placeholder: view.placeholder,
    frame,
    focused: view.focused,
    tap: { kind: 'focus-view', bundleId, view: view.id },
    look: {
      fill: page?.field ?? 'rgba(255,255,255,0.14)',
      radius: 11,
      ...(view.focused && { border: theme.blue }),
    },
    children: [
      paintText(`${key}.text`, inner, empty ? view.placeholder : shown, { size: 17, color: empty ? dim : ink }),
    ],
  };
}
