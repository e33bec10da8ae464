/** Turns positions in a bundle, as stacks show them, into files and lines of the app's sources. */

import type { SourceMap } from 'node:module';

export class SourcePlaces {
  readonly #filename: string;
  readonly #map: SourceMap;

  constructor(filename: string, map: SourceMap) {
    this.#filename = filename;
    this.#map = map;
  }

  /** The text with each `bundle:line:column` replaced by its source's place; places of the harness itself are left out. */
  translate(text: string): string {
    if (!text.includes(this.#filename)) return text;
    return text
      .split('\n')
      .filter((line) => !/^\s+at .*\b(runtime:\d+|turn:1|node:vm|node:internal|app-process\.[jt]s)\b/.test(line))
      .map((line) => this.#translateLine(line))
      .join('\n');
  }

  #translateLine(line: string): string {
    const start = line.indexOf(this.#filename);
    if (start < 0) return line;
    const place = /^:(\d+):(\d+)/.exec(line.slice(start + this.#filename.length));
    if (place === null) return line;
    const found = this.#map.findEntry(Number(place[1]) - 1, Number(place[2]) - 1);
    if (!('originalSource' in found)) return line;
    const end = start + this.#filename.length + place[0].length;
    return `${line.slice(0, start)}${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}${line.slice(end)}`;
  }
}
