/** What every view on a terminal needs: colour by tone, and breaking and cutting text by the columns it takes. */

import pc from 'picocolors';
import stringWidth from 'string-width';
import type { Tone } from './words.ts';

export interface TerminalOptions {
  /** Width of the terminal; default 100. */
  readonly columns?: number;
  /** Default: whether the terminal shows colour. */
  readonly colour?: boolean;
  /** Nothing but ASCII, for logs and old consoles; default false. */
  readonly ascii?: boolean;
}

export interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  tone(tone: Tone, text: string): string;
}

export function painter(colour: boolean = pc.isColorSupported): Painter {
  const colours = pc.createColors(colour);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    good: colours.green,
    note: colours.yellow,
    bad: (text) => colours.bold(colours.red(text)),
    open: colours.cyan,
    fault: (text) => colours.bold(colours.magenta(text)),
    out: colours.dim,
  };
  return { bold: colours.bold, dim: colours.dim, tone: (tone, text) => tones[tone](text) };
}

/** Settings of cli-table3 for a table without vertical lines, which would cost two columns of text per cell. */
export function plainTable(ascii: boolean) {
  const rule = ascii ? '-' : '─';
  return {
    style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: rule,
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  };
}

/** Cuts at `width` columns; wide characters count as two. */
export function clip(text: string, width: number, ascii: boolean): string {
  if (stringWidth(text) <= width) return text;
  const mark = ascii ? '...' : '…';
  let kept = '';
  for (const character of text) {
    if (stringWidth(kept + character + mark) > width) break;
    kept += character;
  }
  return kept.trimEnd() + mark;
}

/** Breaks behind blanks, or behind what `gap` says, and inside a word only when it is too long for a line. */
export function wrap(text: string, width: number, gap = /(?<=\s)/): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(gap)) {
    if (line !== '' && stringWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    // Only a word that is too long by itself is taken apart; it has no colour in it then.
    const parts = stringWidth(piece.trimEnd()) > width ? Array.from(piece) : [piece];
    for (const part of parts) {
      if (stringWidth((line + part).trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += part;
    }
  }
  return [...lines, line.trimEnd()];
}

/** Keeps escape sequences, which are ASCII themselves. */
export function toAscii(text: string): string {
  return (
    text
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'")
      .replace(/[–—]/g, '-')
      .replaceAll('…', '...')
      // oxlint-disable-next-line no-control-regex
      .replace(/[^\x00-\x7F]/gu, '?')
  );
}
