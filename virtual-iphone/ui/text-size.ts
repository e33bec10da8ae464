/**
 * Rough size of text, for layouts. Composing must not need fonts, so widths are estimated (generously) from classes of
 * characters; drawing measures and makes a text fit its frame.
 */

const WIDE = /[\u1100-\u11ff\u2e80-\ufeff\uff00-\uffef]|[\u{1f000}-\u{3ffff}]/u;
const NARROW = /[iljtfrI.,:;'|! ]/;

/** Estimated width in points. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const char of text)
    ems += WIDE.test(char) ? 1 : NARROW.test(char) ? 0.3 : /[A-Z@%mwMW]/.test(char) ? 0.72 : 0.57;
  return ems * size;
}

/** Estimated number of lines in a column of this width, at least 1 for any text and at most `limit`. */
export function textLines(text: string, size: number, width: number, limit: number): number {
  if (text === '') return 0;
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line, size) / width)), 0);
  return Math.min(limit, lines);
}
