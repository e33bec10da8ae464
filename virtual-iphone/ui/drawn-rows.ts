/**
 * Which rows of a screen show more than the background of what fills it. The others have one colour each; not fetching
 * their pixels spares the memory of a third to a half of the picture.
 */

import type { IphoneModel } from '../ios/models.ts';
import { screenMetrics } from './metrics.ts';
import type { Surface, UiNode } from './model.ts';

/** Rows from `from` up to, not including, `to`, in pixels. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** One colour each, and the same over the whole width. */
  readonly plain: boolean;
}

/** More than a shadow, an accent or a descender reaches out of its frame, in points. */
const MARGIN = 12;

/** The whole height, top to bottom, plain and drawn stretches in turn. */
export function stretchesOf(seen: readonly Surface[], model: IphoneModel): readonly Stretch[] {
  const { scale } = model.screen;
  const height = model.screen.height * scale;
  const drawn = new Uint8Array(height);
  const mark = (top: number, bottom: number): void => {
    drawn.fill(1, Math.max(0, Math.floor((top - MARGIN) * scale)), Math.ceil((bottom + MARGIN) * scale));
  };
  const { cutout, screen } = screenMetrics(model);
  if (cutout !== undefined) mark(cutout.y, cutout.y + cutout.height);
  const visit = (node: UiNode): void => {
    if (node.visible === false) return;
    if (node.look !== undefined && !isBackground(node)) {
      const { y, height: tall } = node.frame;
      // Text and symbols stand in the middle of their frame and may be taller.
      const half = Math.max(tall, (node.look.text?.size ?? 0) * 1.4, node.look.symbol?.size ?? 0) / 2;
      mark(y + tall / 2 - half, y + tall / 2 + half);
    }
    node.children?.forEach(visit);
  };
  const isBackground = ({ frame, look = {} }: UiNode): boolean =>
    frame.x === 0 && frame.width === screen.width && Object.keys(look).every((key) => key === 'fill');
  for (const surface of seen) visit(surface.root);

  const stretches: Stretch[] = [];
  for (let from = 0; from < height; ) {
    const end = drawn.indexOf(drawn[from] === 1 ? 0 : 1, from);
    const to = end === -1 ? height : end;
    stretches.push({ from, to, plain: drawn[from] !== 1 });
    from = to;
  }
  return stretches;
}
