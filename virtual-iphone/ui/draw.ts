/**
 * The picture of a screen: what an iPhone's screenshot has, plus the camera's cut-out, which a screenshot lacks and
 * people look for. Reads only the `look` of nodes; needs no system font and no other process.
 */

import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { IphoneModel } from '../ios/models.ts';
import { drawSymbol, drawText, dropShadow, fillBox, roundedPath } from './brush.ts';
import { stretchesOf } from './drawn-rows.ts';
import { drawIcon } from './icons.ts';
import { screenMetrics } from './metrics.ts';
import type { Rect, Surface, UiNode } from './model.ts';
import { inset } from './node.ts';
import { indexPixels } from './palette.ts';
import { encodePng } from './png.ts';
import { uncovered } from './surfaces.ts';

const canvases = new Map<string, Canvas>();

/** Pictures kept; a suite shows the same few dozen screens again and again, and one costs some 30 ms of CPU. */
const KEPT = 64;

const kept = new Map<string, Promise<Buffer>>();

/** PNG of `points × scale` pixels: made anew, or the one kept of a screen that looks the same. */
export function drawScreen(surfaces: readonly Surface[], model: IphoneModel): Promise<Buffer> {
  const seen = uncovered(surfaces);
  const key = `${model.name} ${JSON.stringify(seen, onlyWhatIsDrawn)}`;
  const png = kept.get(key) ?? paint(seen, model);
  // Taken out first, so that the picture used last is also last in order.
  kept.delete(key);
  kept.set(key, png);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return png;
}

/** A replacer for JSON that keeps of a node what the picture shows. */
function onlyWhatIsDrawn(field: string, value: unknown): unknown {
  return NOT_DRAWN.has(field) ? undefined : value;
}

const NOT_DRAWN = new Set([
  'key',
  'type',
  'identifier',
  'label',
  'value',
  'placeholder',
  'tap',
  'slide',
  'swipeUp',
  'swipeDown',
  'hold',
  'bundleId',
]);

/** Draws and counts colours in this turn of the event loop and compresses in another thread. */
function paint(seen: readonly Surface[], model: IphoneModel): Promise<Buffer> {
  const context = drawSurfaces(seen, model);
  const { width, height } = context.canvas;
  const strips = stretchesOf(seen, model).map(({ from, to, plain }) => {
    const pixels = context.getImageData(0, from, plain ? 1 : width, to - from).data;
    return { from, to, plain, pixels: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length) };
  });
  return encodePng(indexPixels(strips, width, height), width, height);
}

/**
 * The canvas is used again and not cleared: the window of a surface that covers the screen fills all of it.
 *
 * @returns the canvas of this size of screen, good until the next call
 */
export function drawSurfaces(seen: readonly Surface[], model: IphoneModel): SKRSContext2D {
  const { scale } = model.screen;
  const context = canvasOf(model.screen.width * scale, model.screen.height * scale).getContext('2d');
  context.resetTransform();
  context.scale(scale, scale);
  seen.forEach((surface, index) => {
    drawNode(context, surface.root, scale);
    if (index === 0) drawCutout(context, model);
  });
  return context;
}

function canvasOf(width: number, height: number): Canvas {
  const key = `${width} ${height}`;
  const canvas = canvases.get(key) ?? createCanvas(width, height);
  canvases.set(key, canvas);
  return canvas;
}

function drawNode(context: SKRSContext2D, node: UiNode, scale: number): void {
  if (node.visible === false) return;
  const opacity = node.look?.opacity ?? 1;
  const before = context.globalAlpha;
  context.globalAlpha = before * opacity;
  if (node.look !== undefined) drawLook(context, node.frame, node.look, scale);
  for (const child of node.children ?? []) drawNode(context, child, scale);
  context.globalAlpha = before;
}

function drawLook(context: SKRSContext2D, frame: Rect, look: NonNullable<UiNode['look']>, scale: number): void {
  const radius = look.radius ?? 0;
  if (look.shadow === true) dropShadow(context, frame, radius);
  if (look.fill !== undefined) fillBox(context, frame, radius, look.fill, scale);
  if (look.border !== undefined) {
    context.strokeStyle = look.border;
    context.lineWidth = 1;
    roundedPath(context, inset(frame, 0.5), Math.max(0, radius - 0.5));
    context.stroke();
  }
  if (look.icon !== undefined) drawIcon(context, frame, look.icon, scale);
  if (look.symbol !== undefined) drawSymbol(context, frame, look.symbol, scale);
  if (look.text !== undefined) drawText(context, frame, look.text);
}

function drawCutout(context: SKRSContext2D, model: IphoneModel): void {
  const { cutout } = screenMetrics(model);
  if (cutout === undefined) return;
  context.fillStyle = '#000000';
  if (model.screen.top === 'dynamic-island') {
    roundedPath(context, cutout, cutout.height / 2);
    context.fill();
    return;
  }
  const { x, width, height } = cutout;
  const ear = 6;
  const corner = 20;
  context.beginPath();
  context.moveTo(x - ear, 0);
  context.quadraticCurveTo(x, 0, x, ear);
  context.lineTo(x, height - corner);
  context.quadraticCurveTo(x, height, x + corner, height);
  context.lineTo(x + width - corner, height);
  context.quadraticCurveTo(x + width, height, x + width, height - corner);
  context.lineTo(x + width, ear);
  context.quadraticCurveTo(x + width, 0, x + width + ear, 0);
  context.fill();
}
