/** Clients of virtual phones that others wrote, and what they are made to do. */

/** What is there for a call to use. */
export interface Scene {
  readonly udid: string;
  readonly bundleId: string;
  /** On this machine, where the driver forwards the phone's MJPEG stream to. */
  readonly mjpegPort: number;
  /** Path of an `.ipa` of an app that is not on the phone, and its bundle id. */
  readonly ipa: string;
  readonly newBundleId: string;
  /** One WebDriver command under the session, such as `POST` `/element/7/click`. @throws Error with the driver's message */
  readonly command: (method: string, path: string, body?: object) => Promise<unknown>;
  /** `mobile: <name>` */
  readonly mobile: (name: string, args?: object) => Promise<unknown>;
  /** Id of the element with that accessibility id. */
  readonly element: (name: string) => Promise<string>;
  /** Output of a program that succeeds. @throws Error with its output */
  readonly run: (program: string, ...args: readonly string[]) => Promise<string>;
}

export interface StrangerCall {
  /** As the stranger names it, such as `mobile: lock` or `idevice_id -l`. */
  readonly name: string;
  /** What comes back: anything, unless `shows` says what. */
  readonly run: (scene: Scene) => Promise<unknown>;
  /** Must match the answer as text. */
  readonly shows?: RegExp;
  /** The call cannot work, and must fail with this. */
  readonly refused?: RegExp;
  /** Why it is refused, in words for the table. */
  readonly because?: string;
}

export interface Stranger {
  readonly name: string;
  /** Programs that must be on the PATH; without one the calls are skipped, saying so. */
  readonly needs?: string;
  readonly calls: readonly StrangerCall[];
}

export type Outcome = { readonly kind: 'works' | 'refused' | 'skipped' | 'wrong'; readonly text: string };

/** What came of a call; `wrong` is our bug. */
export async function outcomeOf(call: StrangerCall, scene: Scene): Promise<Outcome> {
  try {
    const answer = await call.run(scene);
    const text = typeof answer === 'string' ? answer : (JSON.stringify(answer) ?? 'null');
    if (call.refused !== undefined) return { kind: 'wrong', text: `was to be refused, and answered ${brief(text)}` };
    const fits = call.shows?.test(text) ?? true;
    return fits ? { kind: 'works', text: 'works' } : { kind: 'wrong', text: `answered ${brief(text)}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (call.refused?.test(message) !== true) return { kind: 'wrong', text: `failed: ${brief(message)}` };
    return { kind: 'refused', text: `refused: ${call.because ?? 'by design'}` };
  }
}

function brief(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
