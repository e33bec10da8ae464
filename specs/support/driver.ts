/**
 * What a page object sees the phone's screen through, and touches it with. Specs and page objects know this interface
 * only, so that they run with Appium (`appium-driver.ts`) as well as on WebDriverAgent directly (`direct-driver.ts`).
 *
 * A page object looks with `find`, `lookingAt` and `waitToSee` of `screen.ts`, and reaches what is left by
 * `session().driver`. Whatever is added here is added to both drivers; a `mobile:` command needs a line in the table of
 * the direct one.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In points of the screen. */
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** An element on the screen, good as long as it is shown. */
export interface Element {
  click(): Promise<void>;
  /** Types in place of what the field holds. */
  setValue(text: string): Promise<void>;
  /** As XCUITest's attribute of that name, numbers and truth as text; null when it has none. */
  getAttribute(name: string): Promise<string | null>;
  rect(): Promise<Rect>;
}

export interface Driver {
  /** The first element that matches the NSPredicate, or undefined; does not wait. */
  find(predicate: string): Promise<Element | undefined>;
  /** Which application WebDriverAgent looks at first; `auto` leaves it the choice. */
  lookAt(bundleId: string): Promise<void>;
  /** One finger goes down at the first point, moves to the second and is lifted there. */
  swipe(from: Point, to: Point, durationMs: number): Promise<void>;
  /** A command of the XCUITest driver by its name, such as `lock` for `mobile: lock`. */
  mobile(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Only where a tester is the driver: what no element tree shows, such as a sound. @returns whether it is so */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Only there: an instruction in a sentence; resolves when it is done. */
  readonly tell?: (instruction: string) => Promise<void>;
  /** PNG, base64. */
  screenshot(): Promise<string>;
}

/** Takes what a report may show beside a check and no verdict needs. */
export interface Album {
  describeCheck(requirement: string, facts: Readonly<Record<string, string>>): Promise<void>;
  /** @param png base64 */
  addPicture(title: string, png: string): Promise<void>;
}
