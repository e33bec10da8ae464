/** What keeps a run or a bundle from being certified. Findings are data: the caller decides what they come to. */

export interface Finding {
  /**
   * `not-met`: the app does not meet a requirement, or not each time · `incomplete`: something is not there or was not
   * checked · `tampered`: something is there that does not fit what was signed.
   */
  readonly kind: 'not-met' | 'incomplete' | 'tampered';
  /** A sentence. */
  readonly message: string;
}
