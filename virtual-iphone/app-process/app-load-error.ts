/** What is said when an app cannot be loaded. */

export class AppLoadError extends Error {
  /** One entry per problem, as `file:line:column what is wrong`. */
  readonly problems: readonly string[];

  constructor(what: string, problems: readonly string[], advice: string) {
    super([what, ...problems.map((problem) => `  ${problem}`), advice].join('\n'));
    this.name = 'AppLoadError';
    this.problems = problems;
  }
}
