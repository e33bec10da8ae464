/** UIViewController and UIWindow: which controller's view is on the screen. */

import type { AppScreen } from '../../ui/model.ts';
import { setNeedsDisplay, showOnScreen } from './screen.ts';
import { currentTraits, type UITraitCollection, watchTraits } from './ui-trait-collection.ts';
import { describeAll, UIView } from './ui-view.ts';

export class UIViewController {
  #view: UIView | null = null;
  #title = '';
  #presented: UIViewController | null = null;
  #presenting: UIViewController | null = null;

  get title(): string {
    return this.#title;
  }

  set title(title: string) {
    this.#title = title;
    setNeedsDisplay();
  }

  /** Made by `loadView` when it is first asked for; `viewDidLoad` follows. */
  get view(): UIView {
    if (this.#view === null) {
      this.loadView();
      this.#view ??= new UIView();
      this.viewDidLoad();
    }
    return this.#view;
  }

  set view(view: UIView) {
    this.#view = view;
    setNeedsDisplay();
  }

  get presentedViewController(): UIViewController | null {
    return this.#presented;
  }

  get presentingViewController(): UIViewController | null {
    return this.#presenting;
  }

  get traitCollection(): UITraitCollection {
    return currentTraits();
  }

  loadView(): void {
    this.view = new UIView();
  }

  viewDidLoad(): void {}

  viewWillAppear(_animated: boolean): void {}

  viewDidDisappear(_animated: boolean): void {}

  /** The user has chosen another appearance. */
  traitCollectionDidChange(_previousTraitCollection: UITraitCollection | null): void {}

  presentViewControllerAnimatedCompletion(
    controller: UIViewController,
    animated: boolean,
    completion: (() => void) | null,
  ): void {
    this.#presented = controller;
    controller.#presenting = this;
    controller.viewWillAppear(animated);
    setNeedsDisplay();
    if (completion !== null) queueMicrotask(completion);
  }

  /** Dismisses what this controller presents, or this controller itself when it presents nothing. */
  dismissViewControllerAnimatedCompletion(animated: boolean, completion: (() => void) | null): void {
    if (this.#presented === null && this.#presenting !== null) {
      this.#presenting.dismissViewControllerAnimatedCompletion(animated, completion);
      return;
    }
    const dismissed = this.#presented;
    this.#presented = null;
    if (dismissed !== null) {
      dismissed.#presenting = null;
      dismissed.viewDidDisappear(animated);
    }
    setNeedsDisplay();
    if (completion !== null) queueMicrotask(completion);
  }
}

export class UIWindow {
  #rootViewController: UIViewController | null = null;

  get rootViewController(): UIViewController | null {
    return this.#rootViewController;
  }

  set rootViewController(controller: UIViewController | null) {
    this.#rootViewController = controller;
    controller?.viewWillAppear(false);
    setNeedsDisplay();
  }

  makeKeyAndVisible(): void {
    showOnScreen(() => this.#describe());
    watchTraits((previous) => this.#top()?.traitCollectionDidChange(previous));
  }

  #describe(): AppScreen | null {
    const top = this.#top();
    if (top === null) return null;
    const background = top.view.backgroundColor?.background ?? 'system';
    return { title: top.title, background, content: describeAll(top.view.subviews) };
  }

  /** The controller whose view is seen. */
  #top(): UIViewController | null {
    let top = this.#rootViewController;
    while (top !== null && top.presentedViewController !== null) top = top.presentedViewController;
    return top;
  }
}
