/** What is wrong with a request to the control API, in the four parts that its answer has. */

export interface ProblemText {
  /** What happened, in a sentence. */
  readonly what: string;
  /** The value in question, where there is one. */
  readonly got?: unknown;
  readonly expected?: string;
  /** What to do next. */
  readonly next?: string;
}

/** Answered with its status and text, and nothing else of it. */
export class Problem extends Error {
  readonly status: number;
  readonly text: ProblemText;

  constructor(status: number, text: ProblemText) {
    super(text.what);
    this.status = status;
    this.text = text;
  }
}

/** What the gateway refuses is the request's mistake, in the gateway's own words. @throws Problem with this status */
export async function asRefusal<Result>(status: number, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error)) throw error;
    throw new Problem(status, { what: error.message });
  }
}
