/** XPath queries as libxml2 answers them for WebDriverAgent, by the npm package `xpath` over a DOM of the screen. */

import type { Node } from '@xmldom/xmldom';
import { WdaError } from '../../errors.ts';
import type { ScreenElement } from '../../snapshot.ts';
import { attributesIn, screenDocument } from './document.ts';
import { STRING_FUNCTIONS } from './functions.ts';
import { xpath } from './library.ts';

export interface XPathQuery {
  /** The expression without abbreviations. */
  explain(): string;
  /**
   * Matches in document order; none when the result is a string, number or boolean.
   * @param from the context node
   * @param scope the document element: `from` or an ancestor
   * @throws WdaError `invalid selector` for what shows only now, such as a function that does not exist; `unknown error`
   *   when something else than elements is selected.
   */
  find(from: ScreenElement, scope: ScreenElement): readonly ScreenElement[];
}

/** @throws WdaError `invalid selector` for wrong syntax. */
export function parseXPath(value: string): XPathQuery {
  // WebDriverAgent itself replaces the text, wherever it stands.
  const source = value.replaceAll('XCUIElementTypeAny', '*');
  const attributes = attributesIn(source);
  const parsed = orInvalid(source, () => xpath.parse(source));
  return {
    explain: () => parsed.expression.toString(),
    find: (from, scope) => {
      const { nodes, elements } = screenDocument(scope, attributes);
      const node = nodes.get(from) as Node;
      const found = orInvalid(source, () => parsed.evaluate({ node, functions: STRING_FUNCTIONS }).toArray?.() ?? []);
      return found.map((selected) => {
        const element = elements.get(selected);
        if (element !== undefined) return element;
        throw new WdaError(
          'unknown error',
          `The XPath expression '${source}' selects ${selected.nodeName}, which is not an element.`,
        );
      });
    },
  };
}

function orInvalid<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    throw new WdaError(
      'invalid selector',
      `The XPath expression '${source}' cannot be used: ${reason}. ` +
        `WebDriverAgent knows XPath 1.0 and the functions ${Object.keys(STRING_FUNCTIONS).join(', ')}.`,
    );
  }
}
