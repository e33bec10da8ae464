/** The badge of a certificate: a picture of its own, without fonts or links from elsewhere. */

import type { Statement } from './statement.ts';

const HEIGHT = 20;
const PADDING = 7;
/** Widths of characters in Verdana 11, roughly; `textLength` makes a line exact in any other font. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ ,.·ilI]/, 3.8],
  [/[mwMW]/, 10],
  [/[0-9A-Z–]/, 7.2],
];
const OTHER_WIDTH = 6.7;

const COLOUR = { PASSED: '#2f7d32', WARNED: '#8a6d00', FAILED: '#b3261e' } as const;

export function badgeOf({ predicate }: Pick<Statement, 'predicate'>): string {
  const { result, passedTests, warnedTests, ringproof } = predicate;
  const versions = ringproof.phones.map(({ ios }) => Number.parseInt(ios, 10));
  const [oldest, newest] = [Math.min(...versions), Math.max(...versions)];
  const range = oldest === newest ? `iOS ${oldest}` : `iOS ${oldest}–${newest}`;
  const warned = warnedTests.length === 0 ? '' : `, ${warnedTests.length} warned`;
  const words = [`${passedTests.length} passed${warned}`, range].join(' · ');
  return drawn('Ringproof', words, COLOUR[result]);
}

function drawn(label: string, words: string, colour: string): string {
  const left = width(label) + 2 * PADDING;
  const whole = left + width(words) + 2 * PADDING;
  const title = escaped(`${label}: ${words}`);
  const text = (from: number, content: string) =>
    `<text x="${from + PADDING}" y="14" textLength="${width(content)}">${escaped(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${HEIGHT}" viewBox="0 0 ${whole} ${HEIGHT}" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <clipPath id="edge"><rect width="${whole}" height="${HEIGHT}" rx="3"/></clipPath>`,
    '  <g clip-path="url(#edge)">',
    `    <rect width="${left}" height="${HEIGHT}" fill="#3c4043"/>`,
    `    <rect x="${left}" width="${whole - left}" height="${HEIGHT}" fill="${colour}"/>`,
    '  </g>',
    '  <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    `    ${text(0, label)}`,
    `    ${text(left, words)}`,
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

function width(text: string): number {
  const widths = text.split('').map((character) => WIDTHS.find(([own]) => own.test(character))?.[1] ?? OTHER_WIDTH);
  return Math.round(widths.reduce((sum, next) => sum + next, 0));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
