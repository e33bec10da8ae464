/**
 * The screen: composed when somebody looks, and kept until something changes. The status bar shows minutes and a running
 * call shows seconds, so time changes the screen as well.
 */

import { shownApp } from './daemons/springboard/springboard.ts';
import type { IphoneModel } from './ios/models.ts';
import type { Daemons } from './phone-messages.ts';
import type { VirtualIphoneOptions } from './phone-options.ts';
import { appSurface } from './ui/app-screen.ts';
import type { Orientation, ScreenModel, ShownCall, Surface, UiNode } from './ui/model.ts';
import { treeOf } from './ui/surfaces.ts';
import { landscapeOf, turned } from './ui/turned.ts';

export class PhoneScreen {
  readonly #options: VirtualIphoneOptions;
  readonly #daemons: Daemons;
  #moment = -1;
  #ticks = 0;
  #composed:
    | { readonly revision: number; readonly model: ScreenModel; readonly surfaces: readonly Surface[] }
    | undefined;
  #picture: { readonly revision: number; readonly png: Promise<Buffer> } | undefined;

  constructor(options: VirtualIphoneOptions, daemons: Daemons) {
    this.#options = options;
    this.#daemons = daemons;
  }

  /** Rises whenever anything on the screen changes, also its clocks. */
  get revision(): number {
    const moment = Math.floor(this.#options.clock.now() / this.#clockStepMs());
    if (moment !== this.#moment) {
      this.#moment = moment;
      this.#ticks += 1;
    }
    return this.#daemons.springBoard.revision + this.#ticks;
  }

  get surfaces(): readonly Surface[] {
    return this.#current().surfaces;
  }

  /** The model of the phone with its screen as it is turned. */
  get phoneModel(): IphoneModel {
    return this.#current().model.model;
  }

  get orientation(): Orientation {
    return landscapeOf(this.#current().model) ?? 'portrait';
  }

  screenshot(): Promise<Buffer> {
    const { revision } = this;
    if (this.#picture?.revision !== revision) {
      this.#picture = { revision, png: this.#options.draw(this.surfaces, this.phoneModel) };
    }
    return this.#picture.png;
  }

  /** The application's tree; that of an app off screen is composed as if it were in front. */
  tree(bundleId: string): UiNode | undefined {
    const app = this.#daemons.runningBoard.app(bundleId);
    if (app === undefined) return treeOf(this.surfaces, bundleId);
    if (app.running === undefined) return undefined;
    return treeOf(this.surfaces, bundleId) ?? appSurface(this.#model(), shownApp(app)).root;
  }

  #current(): { readonly model: ScreenModel; readonly surfaces: readonly Surface[] } {
    const { revision } = this;
    if (this.#composed?.revision !== revision) {
      const model = this.#model();
      this.#composed = { revision, model, surfaces: this.#options.compose(model) };
    }
    return this.#composed;
  }

  #clockStepMs(): number {
    const counting = this.#daemons.springBoard.calls.shown.some((call) => call.connectedAt !== undefined);
    return counting ? 1_000 : 60_000;
  }

  /** With what the call's provider supports; only calls beside others have something to choose. */
  #withChoices(call: ShownCall): ShownCall {
    const { calls, providers } = this.#daemons.callServices;
    const tracked = calls.get(call.id);
    if (tracked === undefined) return call;
    const supportsVideo = providers.latest(tracked.app)?.supportsVideo ?? false;
    if (calls.all.length < 2) return { ...call, supportsVideo };
    return { ...call, supportsVideo, choices: this.#daemons.callServices.choicesOf(tracked) };
  }

  #phoneApp(): Pick<ScreenModel, 'phoneApp'> {
    const { springBoard, callServices } = this.#daemons;
    if (springBoard.phoneApp === undefined) return {};
    return {
      phoneApp: { ...springBoard.phoneApp, recents: callServices.recents.all, contacts: springBoard.contacts },
    };
  }

  #model(): ScreenModel {
    const { model, ios, language, clock } = this.#options;
    return turned({
      model,
      ios,
      language,
      now: clock.now(),
      ...this.#daemons.springBoard.model(),
      ...this.#phoneApp(),
      calls: this.#daemons.springBoard.calls.shown.map((call) => this.#withChoices(call)),
      notifications: this.#daemons.notifications.delivered.shown,
    });
  }
}
