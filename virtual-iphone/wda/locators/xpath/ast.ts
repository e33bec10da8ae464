/** XPath 1.0 expressions as data, and how to say one back in unabbreviated syntax. */

export const AXES = [
  'ancestor',
  'ancestor-or-self',
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'following',
  'following-sibling',
  'namespace',
  'parent',
  'preceding',
  'preceding-sibling',
  'self',
] as const;
export type Axis = (typeof AXES)[number];

export const NODE_TYPES = ['node', 'text', 'comment', 'processing-instruction'] as const;

/** `*`, a name, or a kind of node. */
export type NodeTest =
  | { readonly kind: 'any' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'type'; readonly type: (typeof NODE_TYPES)[number] };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

export type BinaryOperator =
  | 'or'
  | 'and'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | 'div'
  | 'mod'
  | '|';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'filter'; readonly base: Expression; readonly predicates: readonly Expression[] }
  | { readonly kind: 'path'; readonly from: 'document' | 'context' | Expression; readonly steps: readonly Step[] };

export function explainXPath(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.value.includes("'") ? `"${expression.value}"` : `'${expression.value}'`;
    case 'number':
      return String(expression.value);
    case 'variable':
      return `$${expression.name}`;
    case 'negative':
      return `-${explainXPath(expression.operand)}`;
    case 'binary':
      return `(${explainXPath(expression.left)} ${expression.operator} ${explainXPath(expression.right)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(explainXPath).join(', ')})`;
    case 'filter':
      return `(${explainXPath(expression.base)})${explainPredicates(expression.predicates)}`;
    default: {
      const steps = expression.steps.map(explainStep).join('/');
      if (expression.from === 'context') return steps;
      return expression.from === 'document' ? `/${steps}` : `${explainXPath(expression.from)}/${steps}`;
    }
  }
}

function explainStep({ axis, test, predicates }: Step): string {
  const what = test.kind === 'any' ? '*' : test.kind === 'name' ? test.name : `${test.type}()`;
  return `${axis}::${what}${explainPredicates(predicates)}`;
}

function explainPredicates(predicates: readonly Expression[]): string {
  return predicates.map((predicate) => `[${explainXPath(predicate)}]`).join('');
}
