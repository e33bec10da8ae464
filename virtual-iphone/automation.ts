/** What WebDriverAgent may do to a phone: what a tester's hands and eyes can, plus what XCTest offers. */

import type { IphoneModel } from './ios/models.ts';
import type { IosVersion } from './ios/versions.ts';
import type { Appearance, Language, Orientation, Point, Rect, Surface, UiNode } from './ui/model.ts';

/** XCUIApplication states, by Apple's raw value. */
export const APP_STATE = { unknown: 0, notRunning: 1, suspended: 2, background: 3, foreground: 4 } as const;
export type AppState = (typeof APP_STATE)[keyof typeof APP_STATE];

export interface LaunchOptions {
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningApp {
  readonly bundleId: string;
  readonly pid: number;
  readonly name: string;
}

export interface PhoneAutomation {
  readonly udid: string;
  readonly name: string;
  readonly model: IphoneModel;
  readonly ios: IosVersion;
  readonly language: Language;
  /** In points, as the screen is turned. */
  readonly screen: IphoneModel['screen'];

  /** Surfaces on screen, from back to front. SpringBoard is always the first. */
  surfaces(): readonly Surface[];
  /** Number that changes whenever anything on the screen does. */
  readonly screenRevision: number;
  /** The application's element tree, also when it is not on screen; undefined when it is not running. */
  tree(bundleId: string): UiNode | undefined;
  /** Processes whose windows are on screen, front first. */
  activeApps(): readonly RunningApp[];
  appState(bundleId: string): AppState;
  isInstalled(bundleId: string): boolean;

  /** Starts the app in front (or brings a running one there). @throws Error with the app's own exception text. */
  launch(bundleId: string, options?: LaunchOptions): Promise<void>;
  /**
   * Opens a URL in the app that takes it, or in this app.
   * @throws Error when there is none, or the phone is locked
   */
  openURL(url: URL, bundleId?: string): Promise<void>;
  /** Ends the process as XCTest does; answers whether it was running. */
  terminate(bundleId: string): Promise<boolean>;

  /** Touches the topmost surface at the point; does nothing where nothing listens. Resolves when the phone is at rest. */
  tap(at: Point): Promise<void>;
  /** Moves a finger; `holdMs` is the press before the move. */
  drag(from: Point, to: Point, holdMs: number): Promise<void>;
  /** Types into the focused text field. @throws Error when no field has the keyboard focus. */
  typeText(text: string): Promise<void>;
  /** Empties the focused text field. */
  clearText(): Promise<void>;

  pressHome(): Promise<void>;
  /** The side (or sleep) button: wakes, locks; twice within 0.5 s declines a ringing call. */
  pressSideButton(): Promise<void>;
  pressVolume(direction: 'up' | 'down'): Promise<void>;
  /**
   * Calls `listener` with the name of each Darwin notification that the system posts, until the returned function is
   * called: of the lock state (`com.apple.springboard.lockstate`, `.lockcomplete`) and of installed apps.
   */
  onDarwinNotification(listener: (name: string) => void): () => void;
  readonly isLocked: boolean;
  lock(): Promise<void>;
  unlock(): Promise<void>;

  /** How the phone is held. */
  readonly deviceOrientation: Orientation;
  /** Which way up what is on the screen is: apps turn where they allow it, nothing else does. */
  readonly interfaceOrientation: Orientation;
  rotate(to: Orientation): Promise<void>;

  readonly appearance: Appearance;
  /** The user chooses in Settings. @throws Error on iOS 12 and before, which has one appearance. */
  setAppearance(appearance: Appearance): Promise<void>;

  /** PNG of the whole screen in pixels. */
  screenshot(): Promise<Buffer>;
  /** Size of the status bar in points. */
  readonly statusBar: Rect;
}
