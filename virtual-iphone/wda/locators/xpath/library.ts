/**
 * The XPath 1.0 engine: what this room uses of the npm package `xpath`, and two mends to it, made in the loaded package
 * since nothing else in the project loads it.
 */

import { createRequire } from 'node:module';
import type { Node } from '@xmldom/xmldom';

/** A string, number, boolean or node-set; only a node-set has `toArray`. */
export interface XPathValue {
  stringValue(): string;
  /** Nodes in document order. */
  toArray?(): readonly Node[];
}

/** An extra function; its arguments come evaluated. An array that it answers becomes a node-set. */
export type XPathFunction = (context: unknown, ...args: readonly XPathValue[]) => string | boolean | readonly Node[];

interface ParsedXPath {
  /** As text: the expression without abbreviations. */
  readonly expression: { toString(): string };
  /** @throws Error for what shows only now, such as a function that does not exist. */
  evaluate(options: { readonly node: Node; readonly functions: Readonly<Record<string, XPathFunction>> }): XPathValue;
}

interface Step {
  readonly axis: number;
  readonly nodeTest: { matches(node: Node, context: unknown): boolean };
}

interface XPathLibrary {
  /** @throws Error for wrong syntax. */
  parse(expression: string): ParsedXPath;
  readonly PathExpr: { applyStep(this: void, step: Step, context: unknown, node: Node): readonly Node[] };
  readonly Step: Readonly<
    Record<
      'ANCESTORORSELF' | 'DESCENDANTORSELF' | 'FOLLOWING' | 'FOLLOWINGSIBLING' | 'PRECEDING' | 'PRECEDINGSIBLING',
      number
    >
  >;
  readonly XNodeSet: { readonly prototype: XPathValue };
  readonly XNumber: new (text: string) => { numberValue(): number };
}

// The types that come with the package lack `parse`, and they load the browser's global types into the whole project.
const require = createRequire(import.meta.url);
export const xpath: XPathLibrary = require('xpath');

mendAxes(xpath);
mendNumbers(xpath);

/**
 * Version 0.0.34 has the descendants in `following`, without what comes after them, and the ancestors in `preceding`.
 * Either axis is said here in others, which are right. To be deleted when the tests of both axes pass without it.
 */
function mendAxes({ PathExpr, Step: axes }: XPathLibrary): void {
  const { applyStep } = PathExpr;
  const anyNode = { matches: () => true };
  PathExpr.applyStep = (step, context, node) => {
    if (step.axis !== axes.FOLLOWING && step.axis !== axes.PRECEDING) return applyStep(step, context, node);
    const sideways = step.axis === axes.FOLLOWING ? axes.FOLLOWINGSIBLING : axes.PRECEDINGSIBLING;
    return applyStep({ axis: axes.ANCESTORORSELF, nodeTest: anyNode }, context, node)
      .flatMap((above) => applyStep({ axis: sideways, nodeTest: anyNode }, context, above))
      .flatMap((beside) => applyStep({ axis: axes.DESCENDANTORSELF, nodeTest: step.nodeTest }, context, beside));
  };
}

/**
 * Version 0.0.34 turns a node-set into a number as JavaScript does, so that a missing attribute is 0; in XPath it is
 * NaN. To be deleted when the test of missing numbers passes without it.
 */
function mendNumbers({ XNodeSet, XNumber }: XPathLibrary): void {
  Object.assign(XNodeSet.prototype, {
    number(this: XPathValue) {
      return new XNumber(this.stringValue());
    },
    numberValue(this: XPathValue) {
      return new XNumber(this.stringValue()).numberValue();
    },
  });
}
