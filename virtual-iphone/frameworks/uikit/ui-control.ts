/** UIControl, UIButton, UITextField: what a finger or the keyboard reaches. */

import type { AppView, SymbolName } from '../../ui/model.ts';
import { on } from '../bridge.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import { setNeedsDisplay } from './screen.ts';
import { UIView, viewWithId } from './ui-view.ts';

export const UIControlEvents = { TouchUpInside: 64, EditingChanged: 131072, EditingDidEndOnExit: 524288 } as const;
export type UIControlEvents = (typeof UIControlEvents)[keyof typeof UIControlEvents];

/** iOS 14: a closure in place of target and action. */
export class UIAction {
  readonly handler: () => void;

  private constructor(handler: () => void) {
    this.handler = handler;
  }

  static actionWithHandler(handler: () => void): UIAction {
    return new UIAction(handler);
  }
}

interface Wired {
  readonly event: UIControlEvents;
  readonly call: () => void;
}

export class UIControl extends UIView {
  readonly #wired: Wired[] = [];
  #enabled = true;
  #selected = false;

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled;
    setNeedsDisplay();
  }

  get selected(): boolean {
    return this.#selected;
  }

  set selected(selected: boolean) {
    this.#selected = selected;
    setNeedsDisplay();
  }

  /** `action` is the name of a method of `target`, which is held weakly. */
  addTargetActionForControlEvents<T extends object>(target: T, action: keyof T & string, event: UIControlEvents): void {
    const reference = new WeakRef(target);
    this.#wired.push({
      event,
      call: () => {
        const live = reference.deref();
        if (live !== undefined) (live[action] as (sender: UIControl) => void).call(live, this);
      },
    });
  }

  addActionForControlEvents(action: UIAction, event: UIControlEvents): void {
    this.#wired.push({ event, call: action.handler });
  }

  sendActionsForControlEvents(event: UIControlEvents): void {
    for (const wired of this.#wired) if (wired.event === event) wired.call();
  }
}

export type UIButtonStyle = Extract<AppView, { kind: 'button' }>['style'];

export class UIButton extends UIControl {
  #title = '';
  #style: UIButtonStyle = 'plain';
  #symbol: SymbolName | null = null;

  get currentTitle(): string {
    return this.#title;
  }

  /** One title for all states. */
  setTitleForState(title: string, _state: 0): void {
    this.#title = title;
    setNeedsDisplay();
  }

  get style(): UIButtonStyle {
    return this.#style;
  }

  /** How the phone draws it; stands for UIButton.Configuration. */
  set style(style: UIButtonStyle) {
    this.#style = style;
    setNeedsDisplay();
  }

  get symbol(): SymbolName | null {
    return this.#symbol;
  }

  set symbol(symbol: SymbolName | null) {
    this.#symbol = symbol;
    setNeedsDisplay();
  }

  override describe(): AppView {
    return {
      kind: 'button',
      id: this.id,
      title: this.#title,
      style: this.#style,
      ...(this.#symbol === null ? {} : { symbol: this.#symbol }),
      enabled: this.enabled,
      selected: this.selected,
      ...this.describedIdentifier(),
      ...(this.accessibilityLabel === null ? {} : { accessibilityLabel: this.accessibilityLabel }),
    };
  }
}

export interface UITextFieldDelegate {
  textFieldShouldReturn?(textField: UITextField): boolean;
}

/** The field that has the keyboard. */
const focus: { field: UITextField | null } = { field: null };

export class UITextField extends UIControl {
  readonly #delegate = new WeakDelegate<UITextFieldDelegate>();
  #text = '';
  #placeholder = '';
  #secureTextEntry = false;

  get delegate(): UITextFieldDelegate | null {
    return this.#delegate.value;
  }

  set delegate(delegate: UITextFieldDelegate | null) {
    this.#delegate.value = delegate;
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    setNeedsDisplay();
  }

  get placeholder(): string {
    return this.#placeholder;
  }

  set placeholder(placeholder: string) {
    this.#placeholder = placeholder;
    setNeedsDisplay();
  }

  get secureTextEntry(): boolean {
    return this.#secureTextEntry;
  }

  set secureTextEntry(secure: boolean) {
    this.#secureTextEntry = secure;
    setNeedsDisplay();
  }

  get isFirstResponder(): boolean {
    return focus.field === this;
  }

  becomeFirstResponder(): void {
    focus.field = this;
    setNeedsDisplay();
  }

  resignFirstResponder(): void {
    if (focus.field === this) focus.field = null;
    setNeedsDisplay();
  }

  override describe(): AppView {
    return {
      kind: 'text-field',
      id: this.id,
      text: this.#text,
      placeholder: this.#placeholder,
      secure: this.#secureTextEntry,
      focused: this.isFirstResponder,
      ...this.describedIdentifier(),
    };
  }
}

on('app.touch', ({ view }) => {
  const touched = viewWithId(view);
  if (touched instanceof UITextField) touched.becomeFirstResponder();
  else if (touched instanceof UIControl && touched.enabled) {
    touched.sendActionsForControlEvents(UIControlEvents.TouchUpInside);
  }
});

on('app.focus', ({ view }) => {
  const field = viewWithId(view);
  if (field instanceof UITextField) field.becomeFirstResponder();
});

/** A line feed is the return key. */
on('app.type', ({ text }) => {
  const { field } = focus;
  if (field === null) return;
  const typed = text.replaceAll(/[\r\n]/g, '');
  if (typed !== '') {
    field.text += typed;
    field.sendActionsForControlEvents(UIControlEvents.EditingChanged);
  }
  if (typed !== text && field.delegate?.textFieldShouldReturn?.(field) !== false) {
    field.sendActionsForControlEvents(UIControlEvents.EditingDidEndOnExit);
    field.resignFirstResponder();
  }
});

on('app.clear-text', () => {
  const { field } = focus;
  if (field === null) return;
  field.text = '';
  field.sendActionsForControlEvents(UIControlEvents.EditingChanged);
});
