/**
 * Class chain queries: steps over children or descendants, each with predicates and at most one position.
 * The position counts in the whole list that the step matched, not per parent.
 */

import { typeFromName } from '../element-types.ts';
import { WdaError } from '../errors.ts';
import type { ScreenElement } from '../snapshot.ts';
import { explainPredicate, type Predicate } from './predicate/ast.ts';
import { holds } from './predicate/evaluate.ts';
import { parsePredicate } from './predicate/parse.ts';

interface ChainPredicate {
  /** `self`: the element satisfies it; `descendant`: at least one of its descendants does. */
  readonly of: 'self' | 'descendant';
  readonly predicate: Predicate;
}

interface ChainStep {
  readonly from: 'children' | 'descendants';
  /** Type without prefix, or `Any`. */
  readonly type: string;
  readonly predicates: readonly ChainPredicate[];
  /** From 1; negative counts from the end. */
  readonly position: number | undefined;
}

export type ClassChain = readonly ChainStep[];

const TYPE = /\*|[A-Za-z]+/y;
const PREDICATE = /\[(?:`((?:[^`]|``)*)`|\$((?:[^$]|\$\$)*)\$)\]/y;
const POSITION = /\[(-?\d+)\]/y;

/** @throws WdaError `invalid selector` for the chain's own syntax, `unknown error` for a predicate inside it. */
export function parseClassChain(source: string): ClassChain {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at += match[0].length;
    return match;
  };
  const steps: ChainStep[] = [];
  do {
    const from = source.startsWith('**/', at) ? 'descendants' : 'children';
    if (from === 'descendants') at += 3;
    const name = take(TYPE)?.[0];
    const type = name === '*' ? 'Any' : typeFromName(name ?? '');
    if (type === undefined) throw invalid(source, at, "'*' or a type name that begins with XCUIElementType");
    const predicates: ChainPredicate[] = [];
    for (let match = take(PREDICATE); match !== null; match = take(PREDICATE)) {
      const [, own, inner] = match;
      const text = own === undefined ? (inner as string).replaceAll('$$', '$') : own.replaceAll('``', '`');
      if (text.trim() === '') throw invalid(source, at, 'a predicate between the quote marks');
      predicates.push({ of: own === undefined ? 'descendant' : 'self', predicate: parsePredicate(text) });
    }
    const position = take(POSITION)?.[1];
    if (position !== undefined && Number(position) === 0) throw invalid(source, at, 'a position other than 0');
    steps.push({ from, type, predicates, position: position === undefined ? undefined : Number(position) });
    if (at === source.length) return steps;
    at += 1;
  } while (source[at - 1] === '/');
  throw invalid(
    source,
    at - 1,
    "'/', a predicate in [``] or [$$], one position such as [1] or [-1] after them, or the end",
  );
}

export function findByClassChain(chain: ClassChain, root: ScreenElement): readonly ScreenElement[] {
  let found: readonly ScreenElement[] = [root];
  for (const step of chain) {
    const candidates = new Set<ScreenElement>();
    for (const parent of found) {
      for (const element of step.from === 'children' ? parent.children : parent.descendants) {
        if (matches(step, element)) candidates.add(element);
      }
    }
    found = [...candidates].toSorted((a, b) => a.order - b.order);
    if (step.position !== undefined) {
      const chosen = found.at(step.position > 0 ? step.position - 1 : step.position);
      found = chosen === undefined ? [] : [chosen];
    }
  }
  return found;
}

export function explainClassChain(chain: ClassChain): string {
  const steps = chain.map(({ from, type, predicates, position }) => {
    const what = type === 'Any' ? 'any element' : type;
    const conditions = predicates.map(({ of, predicate }) =>
      of === 'self'
        ? ` where ${explainPredicate(predicate)}`
        : ` with a descendant where ${explainPredicate(predicate)}`,
    );
    return `${from}: ${what}${conditions.join('')}${position === undefined ? '' : `, number ${position}`}`;
  });
  return steps.join('; then ');
}

function matches(step: ChainStep, element: ScreenElement): boolean {
  if (step.type !== 'Any' && step.type !== element.node.type) return false;
  return step.predicates.every(({ of, predicate }) =>
    of === 'self' ? holds(predicate, element) : element.descendants.some((inner) => holds(predicate, inner)),
  );
}

function invalid(source: string, at: number, expected: string): WdaError {
  const found = at < source.length ? `'${source.slice(at)}'` : 'the end';
  return new WdaError('invalid selector', `The class chain '${source}' has ${found} where ${expected} is expected.`);
}
