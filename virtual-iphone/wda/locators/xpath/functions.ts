/**
 * The seven string functions that WebDriverAgent adds to XPath 1.0. Each throws an Error for a wrong number of
 * arguments, a bad regular expression and a bad flag. Regular expressions are JavaScript's, which agree with ICU's on
 * what element queries use.
 */

import { DOMImplementation, type Node } from '@xmldom/xmldom';
import type { XPathFunction, XPathValue } from './library.ts';

export const STRING_FUNCTIONS: Readonly<Record<string, XPathFunction>> = {
  matches: ofTexts(2, 3, (text = '', pattern = '', flags = '') => regex(pattern, flags, 'imsx').test(text)),
  'ends-with': ofTexts(2, 2, (text = '', end = '') => text.endsWith(end)),
  'lower-case': ofTexts(1, 1, (text = '') => text.toLowerCase()),
  'upper-case': ofTexts(1, 1, (text = '') => text.toUpperCase()),
  replace: ofTexts(3, 4, (text = '', pattern = '', replacement = '', flags = '') =>
    text.replace(regex(pattern, flags, 'imsxq', 'g'), template(replacement)),
  ),
  tokenize: ofTexts(1, 2, (text = '', pattern?: string) => {
    if (text === '') return [];
    return textNodes(pattern === undefined ? text.trim().split(/\s+/) : text.split(regex(pattern, '', '')));
  }),
  'string-join': (_, ...args) => {
    demandCount(args, 2, 2);
    const [items, separator] = args as [XPathValue, XPathValue];
    const texts = items.toArray?.().map((node) => node.nodeValue ?? '') ?? [items.stringValue()];
    return texts.join(separator.stringValue());
  },
};

type Answer = ReturnType<XPathFunction>;

function ofTexts(least: number, most: number, call: (...texts: readonly string[]) => Answer): XPathFunction {
  return (_, ...args) => {
    demandCount(args, least, most);
    return call(...args.map((arg) => arg.stringValue()));
  };
}

function demandCount(args: readonly XPathValue[], least: number, most: number): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? least : `${least} or ${most}`;
  throw new Error(`a function that takes ${wanted} argument(s) has ${args.length}`);
}

const scratch = new DOMImplementation().createDocument(null, '');

/** The texts as nodes side by side, since XPath 1.0 has no other lists. */
function textNodes(texts: readonly string[]): readonly Node[] {
  const fragment = scratch.createDocumentFragment();
  return texts.map((text) => fragment.appendChild(scratch.createTextNode(text)));
}

/** Of the accepted flags only `i` has an effect, as in WebDriverAgent. */
function regex(pattern: string, flags: string, accepted: string, extra = ''): RegExp {
  for (const flag of flags) {
    if (!accepted.includes(flag)) throw new Error(`'${flag}' is not a flag of a regular expression (${accepted})`);
  }
  return new RegExp(pattern, (flags.includes('i') ? 'i' : '') + extra);
}

/** ICU's replacement text in JavaScript's spelling: `$0` is the whole match, a backslash takes a sign's meaning away. */
function template(replacement: string): string {
  return replacement.replace(/\\([^])|\$0/g, (_, sign?: string) =>
    sign === undefined ? '$&' : sign === '$' ? '$$' : sign,
  );
}
