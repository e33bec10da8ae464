/** UIView, labels, stacks and colours: as much of them as can be described to the phone, which does the layout. */

import type { AppView } from '../../ui/model.ts';
import { setNeedsDisplay } from './screen.ts';

/** Stands for a background that the phone knows how to draw. */
export class UIColor {
  readonly background: 'system' | 'dark' | 'call';

  private constructor(background: 'system' | 'dark' | 'call') {
    this.background = background;
  }

  static readonly systemBackgroundColor = new UIColor('system');
  static readonly blackColor = new UIColor('dark');
  /** Drawn as the backdrop of a call screen. */
  static readonly darkGrayColor = new UIColor('call');
}

let lastView = 0;
const views = new Map<number, WeakRef<UIView>>();

/** The view that a message of the phone names, while the app keeps it. */
export function viewWithId(id: number): UIView | undefined {
  return views.get(id)?.deref();
}

export class UIView {
  /** Names the view in messages. */
  readonly id: number;
  readonly #subviews: UIView[] = [];
  #superview: UIView | null = null;
  #hidden = false;
  #accessibilityIdentifier: string | null = null;
  #accessibilityLabel: string | null = null;
  #backgroundColor: UIColor | null = null;

  constructor() {
    lastView += 1;
    this.id = lastView;
    views.set(this.id, new WeakRef(this));
  }

  get subviews(): readonly UIView[] {
    return this.#subviews;
  }

  get superview(): UIView | null {
    return this.#superview;
  }

  get hidden(): boolean {
    return this.#hidden;
  }

  set hidden(hidden: boolean) {
    this.#hidden = hidden;
    setNeedsDisplay();
  }

  get accessibilityIdentifier(): string | null {
    return this.#accessibilityIdentifier;
  }

  set accessibilityIdentifier(identifier: string | null) {
    this.#accessibilityIdentifier = identifier;
    setNeedsDisplay();
  }

  get accessibilityLabel(): string | null {
    return this.#accessibilityLabel;
  }

  set accessibilityLabel(label: string | null) {
    this.#accessibilityLabel = label;
    setNeedsDisplay();
  }

  get backgroundColor(): UIColor | null {
    return this.#backgroundColor;
  }

  set backgroundColor(color: UIColor | null) {
    this.#backgroundColor = color;
    setNeedsDisplay();
  }

  addSubview(view: UIView): void {
    view.removeFromSuperview();
    view.#superview = this;
    this.#subviews.push(view);
    setNeedsDisplay();
  }

  removeFromSuperview(): void {
    if (this.#superview !== null) {
      const siblings = this.#superview.#subviews;
      siblings.splice(siblings.indexOf(this), 1);
    }
    this.#superview = null;
    setNeedsDisplay();
  }

  /** What the phone is told of this view. A bare view is a stack of its subviews, or room when it has none. */
  describe(): AppView {
    const children = describeAll(this.#subviews);
    if (children.length === 0) return { kind: 'spacer', id: this.id };
    return { kind: 'stack', id: this.id, axis: 'vertical', children, ...this.describedIdentifier() };
  }

  protected describedIdentifier(): { identifier?: string } {
    return this.#accessibilityIdentifier === null ? {} : { identifier: this.#accessibilityIdentifier };
  }
}

export function describeAll(views: readonly UIView[]): AppView[] {
  return views.filter((view) => !view.hidden).map((view) => view.describe());
}

export const UIFontTextStyle = { Title: 'title', Headline: 'headline', Body: 'body', Caption: 'caption' } as const;
export type UIFontTextStyle = (typeof UIFontTextStyle)[keyof typeof UIFontTextStyle];

export class UILabel extends UIView {
  #text = '';
  #textStyle: UIFontTextStyle = UIFontTextStyle.Body;

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    setNeedsDisplay();
  }

  get textStyle(): UIFontTextStyle {
    return this.#textStyle;
  }

  set textStyle(style: UIFontTextStyle) {
    this.#textStyle = style;
    setNeedsDisplay();
  }

  override describe(): AppView {
    return { kind: 'label', id: this.id, text: this.#text, style: this.#textStyle, ...this.describedIdentifier() };
  }
}

export const UILayoutConstraintAxis = { Horizontal: 'horizontal', Vertical: 'vertical' } as const;
export type UILayoutConstraintAxis = (typeof UILayoutConstraintAxis)[keyof typeof UILayoutConstraintAxis];

export class UIStackView extends UIView {
  #axis: UILayoutConstraintAxis = UILayoutConstraintAxis.Horizontal;

  constructor(arrangedSubviews: readonly UIView[] = []) {
    super();
    for (const view of arrangedSubviews) this.addSubview(view);
  }

  get axis(): UILayoutConstraintAxis {
    return this.#axis;
  }

  set axis(axis: UILayoutConstraintAxis) {
    this.#axis = axis;
    setNeedsDisplay();
  }

  addArrangedSubview(view: UIView): void {
    this.addSubview(view);
  }

  override describe(): AppView {
    const children = describeAll(this.subviews);
    return { kind: 'stack', id: this.id, axis: this.#axis, children, ...this.describedIdentifier() };
  }
}
