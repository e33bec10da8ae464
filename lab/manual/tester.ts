/** Whoever holds a phone that no driver reaches, as the lab asks them. */

export interface Tester {
  /** For reports, such as `a tester at the terminal`. */
  readonly who: string;
  answers(question: string): Promise<'yes' | 'no' | 'no-answer'>;
  /** @returns `cannot`: the phone does not let them */
  follows(instruction: string): Promise<'done' | 'cannot' | 'no-answer'>;
  close(): void;
}
