/** Finds elements by WebDriverAgent's locator strategies, each with its scope, order and errors. */

import { endsWithin } from '../../app-process/time-limit.ts';
import { attributeOf, knownAttribute, nameOf } from '../attributes.ts';
import { typeFromName } from '../element-types.ts';
import { WdaError } from '../errors.ts';
import type { ScreenElement } from '../snapshot.ts';
import { explainClassChain, findByClassChain, parseClassChain } from './class-chain.ts';
import { explainPredicate } from './predicate/ast.ts';
import { holds } from './predicate/evaluate.ts';
import { parsePredicate } from './predicate/parse.ts';
import { parseXPath } from './xpath/query.ts';

/** A locator ready to search with. */
export interface Locator {
  /** Matches in document order. `root` itself may match, except by class chain. */
  find(root: ScreenElement, options: { readonly limitXPathContextScope: boolean }): readonly ScreenElement[];
  /** What is looked for, in words. */
  explain(): string;
}

const STRATEGIES: Readonly<Record<string, (value: string) => Locator>> = {
  name: byName,
  id: byName,
  'accessibility id': byName,
  'class name': byClassName,
  'link text': (value) => byAttributeText(value, 'equals'),
  'partial link text': (value) => byAttributeText(value, 'contains'),
  'predicate string': byPredicate,
  'class chain': byClassChain,
  xpath: byXPath,
};

/** Read locators are kept: a test asks for the same few again and again. */
const REMEMBERED = 512;
const LONGEST_REMEMBERED = 10_000;
const remembered = new Map<string, Locator>();

/** @throws WdaError for an unknown strategy and for text that the strategy cannot read. */
export function locator(using: string, value: string): Locator {
  const key = `${using}\n${value}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (!Object.hasOwn(STRATEGIES, using)) {
    throw new WdaError(
      'invalid argument',
      `There is no locator strategy '${using}'. WebDriverAgent knows: ${Object.keys(STRATEGIES).join(', ')}.`,
    );
  }
  const made = bounded(STRATEGIES[using] as (value: string) => Locator, using, value);
  if (value.length > LONGEST_REMEMBERED) return made;
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, made);
  return made;
}

/**
 * A locator that looks as if it could take for ever (regular expressions that backtrack, steps over all elements within
 * one another, an endless text) is given up after a while: the phones of a lab share one thread.
 */
function bounded(make: (value: string) => Locator, using: string, value: string): Locator {
  if (!isWild(using, value)) return make(value);
  const made = withinLimit(value, () => make(value));
  return {
    find: (root, options) => withinLimit(value, () => made.find(root, options)),
    explain: () => made.explain(),
  };
}

const LIMIT_MS = 1_000;
/** No locator that a person writes is longer. */
const LONG = 2_000;
const REGULAR_EXPRESSIONS = /\b(?:MATCHES|LIKE)\b|\b(?:matches|replace|tokenize)\s*\(/i;
const LONG_STEPS = /\/\/|\b(?:descendant|following|preceding|ancestor)/g;

function isWild(using: string, value: string): boolean {
  if (value.length > LONG) return true;
  if (using !== 'xpath' && using !== 'predicate string' && using !== 'class chain') return false;
  return REGULAR_EXPRESSIONS.test(value) || (using === 'xpath' && (value.match(LONG_STEPS)?.length ?? 0) > 2);
}

/** @throws WdaError that names the locator; for one nested too deep to be read or searched, too */
function withinLimit<T>(value: string, work: () => T): T {
  let result: { readonly of: T } | undefined;
  const ended = endsWithin(LIMIT_MS, () => {
    try {
      result = { of: work() };
    } catch (error) {
      throw error instanceof RangeError ? givenUp(value, 'is nested too deep') : error;
    }
  });
  if (ended && result !== undefined) return result.of;
  throw givenUp(value, `took longer than ${LIMIT_MS} ms`);
}

function givenUp(value: string, why: string): WdaError {
  return new WdaError('unknown error', `The locator ${JSON.stringify(value.slice(0, 200))} ${why} and was given up.`);
}

function byName(name: string): Locator {
  return filter((element) => nameOf(element) === name, `name == ${JSON.stringify(name)}`);
}

function byClassName(name: string): Locator {
  const type = typeFromName(name);
  if (type === undefined) {
    throw new WdaError('invalid argument', `'${name}' is not a class name: it must begin with XCUIElementType.`);
  }
  return filter((element) => type === 'Any' || element.node.type === type, `type == ${type}`);
}

function byAttributeText(value: string, how: 'equals' | 'contains'): Locator {
  const [, asked, text] = /^([^=]+)=([^]*)$/.exec(value) ?? [];
  if (asked === undefined || text === undefined) {
    throw new WdaError('invalid argument', `The link text '${value}' must have the form attribute=text.`);
  }
  const attribute = knownAttribute(asked);
  const matches = (element: ScreenElement): boolean => {
    const found = attributeOf(element, attribute);
    if (found === null) return false;
    const shown = typeof found === 'string' ? found : JSON.stringify(found);
    return how === 'equals' ? shown === text : shown.includes(text);
  };
  return filter(matches, `${attribute} ${how} ${JSON.stringify(text)}`);
}

function byPredicate(value: string): Locator {
  const predicate = parsePredicate(value);
  return filter((element) => holds(predicate, element), explainPredicate(predicate));
}

function byClassChain(value: string): Locator {
  const chain = parseClassChain(value);
  return { find: (root) => findByClassChain(chain, root), explain: () => explainClassChain(chain) };
}

function byXPath(value: string): Locator {
  const query = parseXPath(value);
  return {
    find: (root, { limitXPathContextScope }) => query.find(root, limitXPathContextScope ? root : root.snapshot.root),
    explain: () => query.explain(),
  };
}

function filter(matches: (element: ScreenElement) => boolean, explanation: string): Locator {
  return {
    find: (root) => root.snapshot.elements.slice(root.order, root.end).filter(matches),
    explain: () => explanation,
  };
}
