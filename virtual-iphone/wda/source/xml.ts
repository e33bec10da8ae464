/** The XML page source. */

import { typeName } from '../attributes.ts';
import type { ScreenElement } from '../snapshot.ts';
import { xmlAttributes } from './xml-attributes.ts';

/**
 * @param names the attributes to write, in order
 * @param scope name of an element to put around the tree; none when empty
 */
export function xmlSource(root: ScreenElement, names: readonly string[], scope: string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const write = (element: ScreenElement, indent: string): void => {
    const attributes = xmlAttributes(element, names).map(([name, value]) => ` ${name}="${escape(value)}"`);
    const open = `${indent}<${typeName(element)}${attributes.join('')}`;
    if (element.children.length === 0) {
      lines.push(`${open}/>`);
      return;
    }
    lines.push(`${open}>`);
    for (const child of element.children) write(child, `${indent}  `);
    lines.push(`${indent}</${typeName(element)}>`);
  };
  if (scope !== '') lines.push(`<${scope}>`);
  write(root, scope === '' ? '' : '  ');
  if (scope !== '') lines.push(`</${scope}>`);
  return `${lines.join('\n')}\n`;
}

/** Everything outside XML 1.0's character set. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escape(text: string): string {
  return text.replace(ILLEGAL, '').replace(/[&<>"\n\r\t]/g, (sign) => ESCAPES[sign] as string);
}
