/**
 * App icons. Apple's own apps get simple drawings in the colours people know; an installed app gets a colour made from
 * its bundle id and a handset.
 */

import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { drawSymbol, fillBox, roundedPath } from './brush.ts';
import type { Rect, SymbolName } from './model.ts';

const CORNER = 0.2237;
const BOX: Rect = { x: 0, y: 0, width: 60, height: 60 };

interface IconDrawing {
  readonly fill: string | readonly string[];
  readonly draw: (context: SKRSContext2D, scale: number) => void;
}

const glyph =
  (name: SymbolName, size: number, color: string): IconDrawing['draw'] =>
  (context, scale) =>
    drawSymbol(context, BOX, { name, size, color }, scale);

const disc = (context: SKRSContext2D, x: number, y: number, radius: number, color: string): void => {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
};

const line = (context: SKRSContext2D, points: readonly number[], width: number, color: string): void => {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.beginPath();
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
    if (at === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
};

const box = (context: SKRSContext2D, frame: Rect, radius: number, color: string): void => {
  context.fillStyle = color;
  roundedPath(context, frame, radius);
  context.fill();
};

const needle = (context: SKRSContext2D, to: number, color: string): void => {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(26.2, 30);
  context.lineTo(30, to);
  context.lineTo(33.8, 30);
  context.fill();
};

const turned = (context: SKRSContext2D, degrees: number, draw: () => void): void => {
  context.save();
  context.translate(30, 30);
  context.rotate((degrees * Math.PI) / 180);
  context.translate(-30, -30);
  draw();
  context.restore();
};

const APPLE: Readonly<Record<string, IconDrawing>> = {
  'com.apple.mobilephone': { fill: ['#63e06f', '#1fc33c'], draw: glyph('phone', 38, '#ffffff') },
  'com.apple.camera': { fill: ['#e4e4e8', '#bfbfc6'], draw: glyph('camera', 38, '#2b2b30') },
  'com.apple.MobileSMS': {
    fill: ['#67e672', '#19c238'],
    draw: (context) => {
      context.fillStyle = '#ffffff';
      context.beginPath();
      context.ellipse(30, 28, 19, 15.5, 0, 0, Math.PI * 2);
      context.fill();
      context.beginPath();
      context.moveTo(18, 37);
      context.quadraticCurveTo(18, 44, 13.5, 47);
      context.quadraticCurveTo(22, 47.5, 28, 42);
      context.fill();
    },
  },
  'com.apple.mobilesafari': {
    fill: '#f7f7f9',
    draw: (context) => {
      disc(context, 30, 30, 24, '#1f8df5');
      for (let tick = 0; tick < 12; tick += 1) {
        turned(context, tick * 30, () => line(context, [30, 8.5, 30, 11.5], 1, 'rgba(255,255,255,0.8)'));
      }
      turned(context, 45, () => {
        needle(context, 11, '#ff3b30');
        needle(context, 49, '#ffffff');
      });
    },
  },
  'com.apple.Music': {
    fill: ['#fb5c74', '#fa233b'],
    draw: (context) => {
      line(context, [24, 41, 24, 19, 41, 15.5, 41, 37.5], 3.2, '#ffffff');
      line(context, [24, 21, 41, 17.5], 5, '#ffffff');
      disc(context, 20.4, 41.5, 5.2, '#ffffff');
      disc(context, 37.4, 38, 5.2, '#ffffff');
    },
  },
  'com.apple.mobilecal': {
    fill: '#ffffff',
    draw: (context) => {
      box(context, { x: 0, y: 0, width: 60, height: 17 }, 0, '#ff3b30');
      for (let day = 0; day < 12; day += 1) {
        const color = day === 6 ? '#ff3b30' : '#c3c3c9';
        disc(context, 13.5 + (day % 4) * 11, 27 + Math.floor(day / 4) * 11, 3.4, color);
      }
    },
  },
  'com.apple.mobileslideshow': {
    fill: '#ffffff',
    draw: (context) => {
      context.globalAlpha = 0.85;
      ['#f7a325', '#f3d63b', '#9fce4e', '#3fb48c', '#3d9bd8', '#6570c4', '#a85cb0', '#ea5b62'].forEach((color, petal) =>
        turned(context, petal * 45, () => box(context, { x: 24.5, y: 8, width: 11, height: 19 }, 5.5, color)),
      );
      context.globalAlpha = 1;
    },
  },
  'com.apple.mobiletimer': {
    fill: '#111113',
    draw: (context) => {
      disc(context, 30, 30, 25, '#fafafa');
      for (let hour = 0; hour < 12; hour += 1) {
        turned(context, hour * 30, () => line(context, [30, 8, 30, 10.5], 1.6, '#1c1c1e'));
      }
      line(context, [30, 30, 20, 24], 2.6, '#1c1c1e');
      line(context, [30, 30, 38.5, 14], 2.2, '#1c1c1e');
      line(context, [30, 30, 30, 49], 1, '#ff9500');
      disc(context, 30, 30, 1.8, '#ff9500');
    },
  },
  'com.apple.Maps': {
    fill: '#e9efe2',
    draw: (context) => {
      box(context, { x: 0, y: 0, width: 26, height: 24 }, 0, '#9fd68b');
      box(context, { x: 38, y: 36, width: 22, height: 24 }, 0, '#8ccdf2');
      line(context, [-4, 44, 64, 20], 8, '#fbd65a');
      line(context, [20, -4, 44, 64], 7, '#ffffff');
      disc(context, 33, 27, 8.5, '#ff3b30');
      disc(context, 33, 27, 3.2, '#ffffff');
      line(context, [33, 36, 33, 42], 2.4, '#ff3b30');
    },
  },
  'com.apple.weather': {
    fill: ['#2f86e4', '#7fc3f5'],
    draw: (context) => {
      disc(context, 24, 24, 10.5, '#ffd23c');
      disc(context, 27, 38, 9, '#ffffff');
      disc(context, 38, 35, 10.5, '#ffffff');
      box(context, { x: 18, y: 36, width: 31, height: 11 }, 5.5, '#ffffff');
    },
  },
  'com.apple.mobilenotes': {
    fill: '#fdfcf7',
    draw: (context) => {
      box(context, { x: 0, y: 0, width: 60, height: 16 }, 0, '#fbd03a');
      for (const y of [27, 36, 45]) line(context, [9, y, 51, y], 1.6, '#cfcdc4');
    },
  },
  'com.apple.Preferences': {
    fill: ['#a9a9b0', '#77777e'],
    draw: (context) => {
      for (let tooth = 0; tooth < 12; tooth += 1) {
        turned(context, tooth * 30, () => box(context, { x: 27.4, y: 8, width: 5.2, height: 8 }, 1.4, '#f0f0f3'));
      }
      disc(context, 30, 30, 18.5, '#f0f0f3');
      disc(context, 30, 30, 12.5, '#86868d');
      for (let spoke = 0; spoke < 3; spoke += 1) {
        turned(context, spoke * 120 + 30, () => line(context, [30, 30, 30, 18], 3.4, '#f0f0f3'));
      }
      disc(context, 30, 30, 5, '#f0f0f3');
    },
  },
};

const OWN_COLORS: readonly (readonly [string, string])[] = [
  ['#3f8cff', '#1553d6'],
  ['#8f6bff', '#5330d0'],
  ['#ff9d4d', '#e6641b'],
  ['#2ec7b8', '#0d8c8a'],
  ['#f2618c', '#cf2b66'],
];

function drawingOf(bundleId: string): IconDrawing {
  const known = APPLE[bundleId];
  if (known !== undefined) return known;
  const sum = Array.from(bundleId).reduce((hash, char) => (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521, 7);
  return { fill: OWN_COLORS[sum % OWN_COLORS.length] ?? '#3f8cff', draw: glyph('phone', 34, '#ffffff') };
}

const pictures = new Map<string, Canvas>();

/** Each icon is drawn once per size. */
export function drawIcon(context: SKRSContext2D, frame: Rect, bundleId: string, scale: number): void {
  const pixels = Math.round(frame.width * scale);
  const key = `${bundleId} ${pixels}`;
  const picture = pictures.get(key) ?? makePicture(bundleId, pixels);
  pictures.set(key, picture);
  context.drawImage(picture, frame.x, frame.y, frame.width, frame.height);
}

function makePicture(bundleId: string, pixels: number): Canvas {
  const canvas = createCanvas(pixels, pixels);
  const context = canvas.getContext('2d');
  const scale = pixels / BOX.width;
  context.scale(scale, scale);
  roundedPath(context, BOX, BOX.width * CORNER);
  context.clip();
  const { fill, draw } = drawingOf(bundleId);
  fillBox(context, BOX, 0, fill, scale);
  draw(context, scale);
  return canvas;
}
