/**
 * Evaluates XPath 1.0 over a snapshot, without building a document: elements are the nodes, the attributes of the XML
 * source are theirs. The scope element is the document element; nothing outside it exists.
 */

import { typeName } from '../../attributes.ts';
import type { ScreenElement } from '../../snapshot.ts';
import { xmlAttribute, xmlAttributes } from '../../source/xml-attributes.ts';
import type { Axis, Expression, NodeTest, Step } from './ast.ts';
import { type Context, callFunction } from './functions.ts';
import {
  type AttributeNode,
  compareValues,
  type DocumentNode,
  isNodes,
  toBoolean,
  toNumber,
  type XPathNode,
  type XPathValue,
} from './values.ts';

/** @throws Error saying why the expression cannot be evaluated. */
export function evaluateXPath(expression: Expression, scope: ScreenElement, node: ScreenElement): XPathValue {
  return new Evaluation(scope).value(expression, { node, position: 1, size: 1 });
}

class Evaluation {
  readonly #root: ScreenElement;
  readonly #document: DocumentNode;

  constructor(root: ScreenElement) {
    this.#root = root;
    this.#document = { kind: 'document', root };
  }

  value(expression: Expression, context: Context): XPathValue {
    switch (expression.kind) {
      case 'literal':
      case 'number':
        return expression.value;
      case 'variable':
        throw new Error(`the variable $${expression.name} has no value`);
      case 'negative':
        return -toNumber(this.value(expression.operand, context));
      case 'call':
        return callFunction(
          expression.name,
          expression.args.map((arg) => this.value(arg, context)),
          context,
        );
      case 'filter':
        return this.#filter(this.#nodes(expression.base, context), expression.predicates);
      case 'path':
        return this.#path(expression.from, expression.steps, context);
      default:
        return this.#binary(expression, context);
    }
  }

  #binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, context: Context): XPathValue {
    switch (operator) {
      case 'or':
        return toBoolean(this.value(left, context)) || toBoolean(this.value(right, context));
      case 'and':
        return toBoolean(this.value(left, context)) && toBoolean(this.value(right, context));
      case '|':
        return inDocumentOrder([...this.#nodes(left, context), ...this.#nodes(right, context)]);
      case '+':
        return toNumber(this.value(left, context)) + toNumber(this.value(right, context));
      case '-':
        return toNumber(this.value(left, context)) - toNumber(this.value(right, context));
      case '*':
        return toNumber(this.value(left, context)) * toNumber(this.value(right, context));
      case 'div':
        return toNumber(this.value(left, context)) / toNumber(this.value(right, context));
      case 'mod':
        return toNumber(this.value(left, context)) % toNumber(this.value(right, context));
      default:
        return compareValues(operator, this.value(left, context), this.value(right, context));
    }
  }

  #nodes(expression: Expression, context: Context): readonly XPathNode[] {
    const value = this.value(expression, context);
    if (!isNodes(value)) throw new Error('a step, a predicate or | needs nodes, not a value');
    return value;
  }

  #path(from: 'document' | 'context' | Expression, steps: readonly Step[], context: Context): readonly XPathNode[] {
    let nodes: readonly XPathNode[] =
      from === 'document' ? [this.#document] : from === 'context' ? [context.node] : this.#nodes(from, context);
    for (const step of steps) {
      const found = nodes.flatMap((node) => this.#filter(this.#candidates(node, step), step.predicates));
      nodes = nodes.length > 1 || isReverse(step.axis) ? inDocumentOrder(found) : found;
    }
    return nodes;
  }

  #filter(nodes: readonly XPathNode[], predicates: readonly Expression[]): readonly XPathNode[] {
    return predicates.reduce(
      (kept, predicate) =>
        kept.filter((node, index) => {
          const value = this.value(predicate, { node, position: index + 1, size: kept.length });
          return typeof value === 'number' ? value === index + 1 : toBoolean(value);
        }),
      nodes,
    );
  }

  #candidates(node: XPathNode, { axis, test }: Step): readonly XPathNode[] {
    if (axis === 'attribute') return node.kind === 'element' ? attributes(node, test) : [];
    return this.#axis(node, axis).filter((candidate) => passes(test, candidate));
  }

  /** Nodes of the axis, nearest first. */
  #axis(node: XPathNode, axis: Axis): readonly XPathNode[] {
    switch (axis) {
      case 'self':
        return [node];
      case 'child':
        return this.#children(node);
      case 'parent':
        return this.#ancestors(node).slice(0, 1);
      case 'ancestor':
        return this.#ancestors(node);
      case 'ancestor-or-self':
        return [node, ...this.#ancestors(node)];
      case 'descendant':
        return this.#descendants(node);
      case 'descendant-or-self':
        return [node, ...this.#descendants(node)];
      case 'following-sibling':
        return this.#siblings(node).filter((sibling) => sibling.order > (node as ScreenElement).order);
      case 'preceding-sibling':
        return this.#siblings(node)
          .filter((sibling) => sibling.order < (node as ScreenElement).order)
          .toReversed();
      case 'following':
        return this.#following(node);
      case 'preceding':
        return this.#preceding(node);
      default:
        return [];
    }
  }

  #children(node: XPathNode): readonly XPathNode[] {
    if (node.kind === 'document') return [node.root];
    return node.kind === 'element' ? node.children : [];
  }

  #descendants(node: XPathNode): readonly XPathNode[] {
    if (node.kind === 'document') return [node.root, ...node.root.descendants];
    return node.kind === 'element' ? node.descendants : [];
  }

  #parent(node: XPathNode): XPathNode | undefined {
    if (node === this.#root) return this.#document;
    if (node.kind === 'attribute') return node.owner;
    return node.kind === 'element' ? node.parent : undefined;
  }

  #ancestors(node: XPathNode): readonly XPathNode[] {
    const ancestors: XPathNode[] = [];
    for (let above = this.#parent(node); above !== undefined; above = this.#parent(above)) ancestors.push(above);
    return ancestors;
  }

  #siblings(node: XPathNode): readonly ScreenElement[] {
    return node.kind === 'element' && node !== this.#root ? (node.parent?.children ?? []) : [];
  }

  #following(node: XPathNode): readonly XPathNode[] {
    if (node.kind === 'attribute') return [...node.owner.descendants, ...this.#following(node.owner)];
    return node.kind === 'element' ? node.snapshot.elements.slice(node.end, this.#root.end) : [];
  }

  #preceding(node: XPathNode): readonly XPathNode[] {
    if (node.kind === 'attribute') return this.#preceding(node.owner);
    if (node.kind !== 'element') return [];
    const before = node.snapshot.elements.slice(this.#root.order, node.order);
    return before.filter((element) => element.end <= node.order).toReversed();
  }
}

function attributes(owner: ScreenElement, test: NodeTest): readonly AttributeNode[] {
  if (test.kind === 'name') {
    const value = xmlAttribute(owner, test.name);
    return value === undefined ? [] : [{ kind: 'attribute', owner, name: test.name, value }];
  }
  if (test.kind === 'type' && test.type !== 'node') return [];
  return xmlAttributes(owner).map(([name, value]) => ({ kind: 'attribute', owner, name, value }));
}

function passes(test: NodeTest, node: XPathNode): boolean {
  if (test.kind === 'type') return test.type === 'node' || (test.type === 'text' && node.kind === 'text');
  if (node.kind !== 'element') return false;
  return test.kind === 'any' || test.name === typeName(node);
}

function isReverse(axis: Axis): boolean {
  return axis.startsWith('ancestor') || axis.startsWith('preceding');
}

function inDocumentOrder(nodes: readonly XPathNode[]): readonly XPathNode[] {
  const kept = new Map<XPathNode | string, XPathNode>();
  for (const node of nodes) kept.set(node.kind === 'attribute' ? `${node.owner.order} ${node.name}` : node, node);
  return [...kept.values()].toSorted((a, b) => place(a) - place(b));
}

function place(node: XPathNode): number {
  if (node.kind === 'element') return node.order;
  if (node.kind === 'attribute') return node.owner.order + 0.5;
  return node.kind === 'document' ? -1 : Number.MAX_SAFE_INTEGER;
}
