/**
 * One application's element tree at one moment, indexed for locators: elements in document order, each knowing its
 * parent, its place and the range of its descendants. What is computed from it (source text) is kept with it.
 */

import type { IosVersion } from '../ios/versions.ts';
import type { ElementType, Rect, UiNode } from '../ui/model.ts';

export interface SnapshotOptions {
  readonly bundleId: string;
  readonly pid: number;
  readonly ios: IosVersion;
  /** Elements deeper than this (the application is 0) are cut off. */
  readonly maxDepth: number;
  /** Children after the n-th are cut off. */
  readonly maxChildren: number;
  /** Whether a touch at the element's hit point would reach it. Asked only when a client wants to know. */
  readonly isHittable: (element: ScreenElement) => boolean;
}

/** Types that are accessibility elements themselves unless the node says otherwise: controls and texts. */
const ACCESSIBLE_TYPES: ReadonlySet<ElementType> = new Set<ElementType>([
  'Button',
  'StaticText',
  'TextField',
  'SecureTextField',
  'Switch',
  'Icon',
  'Key',
  'Slider',
]);

export class ScreenElement {
  readonly node: UiNode;
  readonly snapshot: Snapshot;
  readonly parent: ScreenElement | undefined;
  readonly children: readonly ScreenElement[];
  /** Place among its siblings, from 0. */
  readonly index: number;
  /** Place in the document, from 0; the descendants are those from `order + 1` to `end - 1`. */
  readonly order: number;
  readonly end: number;

  constructor(node: UiNode, snapshot: Snapshot, parent: ScreenElement | undefined, index: number, depth: number) {
    this.node = node;
    this.snapshot = snapshot;
    this.parent = parent;
    this.index = index;
    this.order = snapshot.elements.push(this) - 1;
    const { maxDepth, maxChildren } = snapshot.options;
    const nodes = depth >= maxDepth ? [] : (node.children ?? []).slice(0, maxChildren);
    this.children = nodes.map((child, place) => new ScreenElement(child, snapshot, this, place, depth + 1));
    this.end = snapshot.elements.length;
  }

  get descendants(): readonly ScreenElement[] {
    return this.snapshot.elements.slice(this.order + 1, this.end);
  }

  /** The flag of the accessibility layer, before WebDriverAgent's own rule about ancestors. */
  get isAccessibilityElement(): boolean {
    return this.node.accessible ?? ACCESSIBLE_TYPES.has(this.node.type);
  }

  get isVisible(): boolean {
    return this.node.visible !== false || this.children.some((child) => child.isVisible);
  }
}

export class Snapshot {
  readonly options: SnapshotOptions;
  /** All elements in document order. */
  readonly elements: ScreenElement[] = [];
  readonly root: ScreenElement;
  readonly #byKey = new Map<string, ScreenElement>();
  readonly #texts = new Map<string, string>();

  constructor(root: UiNode, options: SnapshotOptions) {
    this.options = options;
    this.root = new ScreenElement(root, this, undefined, 0, 0);
    for (const element of this.elements) this.#byKey.set(element.node.key, element);
  }

  byKey(key: string): ScreenElement | undefined {
    return this.#byKey.get(key);
  }

  /** The text made of this snapshot under `name`, made at most once. */
  text(name: string, make: () => string): string {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const text = make();
    this.#texts.set(name, text);
    return text;
  }
}

/** The frame in whole points, rounded outward. */
export function wholePoints({ x, y, width, height }: Rect): Rect {
  if (![x, y, width, height].every(Number.isFinite)) return { x: -1, y: -1, width: 0, height: 0 };
  const left = Math.floor(x);
  const top = Math.floor(y);
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}
