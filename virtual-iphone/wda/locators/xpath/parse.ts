/** Reads XPath 1.0 expressions. */

import { AXES, type Axis, type BinaryOperator, type Expression, NODE_TYPES, type NodeTest, type Step } from './ast.ts';
import { isKnownCall } from './functions.ts';
import { badXPath, type Token, xpathTokens } from './tokens.ts';

/** Binary operators from the loosest to the tightest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];

const ANY_NODE: NodeTest = { kind: 'type', type: 'node' };
const EVERYWHERE_BELOW: Step = { axis: 'descendant-or-self', test: ANY_NODE, predicates: [] };

/** @throws WdaError `invalid selector` for wrong syntax and for a function or arity that does not exist. */
export function parseXPath(source: string): Expression {
  const reader = new Reader(source);
  const expression = reader.binary(0);
  reader.end();
  return expression;
}

class Reader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = xpathTokens(source);
  }

  binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.binary(level + 1);
    for (let operator = this.#takeOperator(operators); operator; operator = this.#takeOperator(operators)) {
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
    return left;
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.#expected('an operator or the end');
  }

  #unary(): Expression {
    if (this.#takeOperator(['-'])) return { kind: 'negative', operand: this.#unary() };
    let left = this.#path();
    while (this.#takeOperator(['|'])) left = { kind: 'binary', operator: '|', left, right: this.#path() };
    return left;
  }

  #path(): Expression {
    if (this.#take('operator', '//')) return this.#steps('document', [EVERYWHERE_BELOW]);
    if (this.#take('operator', '/')) {
      return this.#atStep() ? this.#steps('document', []) : { kind: 'path', from: 'document', steps: [] };
    }
    if (this.#atStep()) return this.#steps('context', []);
    const primary = this.#primary();
    const predicates = this.#predicates();
    const base: Expression = predicates.length === 0 ? primary : { kind: 'filter', base: primary, predicates };
    if (this.#take('operator', '//')) return this.#steps(base, [EVERYWHERE_BELOW]);
    return this.#take('operator', '/') ? this.#steps(base, []) : base;
  }

  #steps(from: 'document' | 'context' | Expression, steps: Step[]): Expression {
    for (;;) {
      this.#addStep(steps, this.#step());
      if (this.#take('operator', '//')) steps.push(EVERYWHERE_BELOW);
      else if (!this.#take('operator', '/')) return { kind: 'path', from, steps };
    }
  }

  /** `//x` is `descendant::x` unless a predicate counts places among the children of each parent. */
  #addStep(steps: Step[], step: Step): void {
    if (steps.at(-1) === EVERYWHERE_BELOW && step.axis === 'child' && !step.predicates.some(mayCountPlaces)) {
      steps[steps.length - 1] = { ...step, axis: 'descendant' };
    } else {
      steps.push(step);
    }
  }

  #step(): Step {
    if (this.#take('sign', '..')) return { axis: 'parent', test: ANY_NODE, predicates: [] };
    if (this.#take('sign', '.')) return { axis: 'self', test: ANY_NODE, predicates: [] };
    const axis = this.#axis();
    return { axis, test: this.#nodeTest(), predicates: this.#predicates() };
  }

  #axis(): Axis {
    if (this.#take('sign', '@')) return 'attribute';
    const follower = this.#tokens[this.#next + 1];
    if (follower?.kind !== 'sign' || follower.text !== '::') return 'child';
    const name = this.#tokens[this.#next]?.text as Axis;
    if (!AXES.includes(name)) throw this.#expected(`an axis (${AXES.join(', ')})`);
    this.#next += 2;
    return name;
  }

  #nodeTest(): NodeTest {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'name') throw this.#expected('the name of an element or attribute');
    this.#next += 1;
    if (token.text === '*') return { kind: 'any' };
    if (token.text.includes(':'))
      throw badXPath(this.#source, `the prefix of '${token.text}' is not bound to a namespace`);
    if (!this.#take('sign', '(')) return { kind: 'name', name: token.text };
    const type = NODE_TYPES.find((known) => known === token.text);
    if (type === undefined) throw badXPath(this.#source, `'${token.text}()' cannot be a step`);
    if (type === 'processing-instruction' && this.#tokens[this.#next]?.kind === 'literal') this.#next += 1;
    this.#demand(')');
    return { kind: 'type', type };
  }

  #predicates(): readonly Expression[] {
    const predicates: Expression[] = [];
    while (this.#take('sign', '[')) {
      predicates.push(this.binary(0));
      this.#demand(']');
    }
    return predicates;
  }

  #primary(): Expression {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw this.#expected('an expression');
    this.#next += 1;
    if (token.kind === 'literal') return { kind: 'literal', value: token.text };
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.text === '(') {
      const inner = this.binary(0);
      this.#demand(')');
      return inner;
    }
    if (token.text === '$') {
      const name = this.#tokens[this.#next];
      if (name?.kind !== 'name') throw this.#expected('the name of a variable');
      this.#next += 1;
      return { kind: 'variable', name: name.text };
    }
    if (token.kind === 'name') return this.#call(token.text);
    this.#next -= 1;
    throw this.#expected('an expression');
  }

  #call(name: string): Expression {
    this.#demand('(');
    const args: Expression[] = [];
    if (!this.#take('sign', ')')) {
      do args.push(this.binary(0));
      while (this.#take('sign', ','));
      this.#demand(')');
    }
    if (!isKnownCall(name, args.length)) {
      throw badXPath(this.#source, `there is no function ${name}() that takes ${args.length} argument(s)`);
    }
    return { kind: 'call', name, args };
  }

  /** A step begins here: not a function call, literal, number, variable or bracket. */
  #atStep(): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined) return false;
    if (token.kind === 'sign') return token.text === '.' || token.text === '..' || token.text === '@';
    if (token.kind !== 'name') return false;
    const follower = this.#tokens[this.#next + 1];
    return follower?.text !== '(' || follower.kind !== 'sign' || NODE_TYPES.some((type) => type === token.text);
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#next];
    const taken = token?.kind === kind && token.text === text;
    if (taken) this.#next += 1;
    return taken;
  }

  #takeOperator(operators: readonly BinaryOperator[]): BinaryOperator | undefined {
    return operators.find((operator) => this.#take('operator', operator));
  }

  #demand(sign: string): void {
    if (!this.#take('sign', sign)) throw this.#expected(`'${sign}'`);
  }

  #expected(what: string): Error {
    const token = this.#tokens[this.#next];
    return badXPath(this.#source, `expected ${what}, found ${token === undefined ? 'the end' : `'${token.text}'`}`);
  }
}

/** Whether a predicate's result may be a number or may depend on position() or last(). Says yes when in doubt. */
function mayCountPlaces(predicate: Expression): boolean {
  switch (predicate.kind) {
    case 'literal':
    case 'path':
      return false;
    case 'binary':
      if (predicate.operator === '|') return false;
      if (['+', '-', '*', 'div', 'mod'].includes(predicate.operator)) return true;
      return asksForPlace(predicate.left) || asksForPlace(predicate.right);
    case 'call':
      return !BOOLEAN_CALLS.has(predicate.name) || predicate.args.some(asksForPlace);
    default:
      return true;
  }
}

const BOOLEAN_CALLS: ReadonlySet<string> = new Set([
  'boolean',
  'contains',
  'ends-with',
  'false',
  'matches',
  'not',
  'starts-with',
  'true',
]);

function asksForPlace(expression: Expression): boolean {
  switch (expression.kind) {
    case 'binary':
      return asksForPlace(expression.left) || asksForPlace(expression.right);
    case 'negative':
      return asksForPlace(expression.operand);
    case 'call':
      return expression.name === 'position' || expression.name === 'last' || expression.args.some(asksForPlace);
    case 'filter':
      return asksForPlace(expression.base);
    case 'path':
      return typeof expression.from === 'object' && asksForPlace(expression.from);
    default:
      return false;
  }
}
