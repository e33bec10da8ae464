/**
 * The words in which a run speaks: thirteen verdicts, what each means and what it counts as. Nothing leaves the sum
 * silently: a requirement that was not judged says by its verdict why.
 */

export const VERDICTS = [
  'pass',
  'warn',
  'fail',
  'not-testable',
  'flaky',
  'unexpected-pass',
  'expected-fail',
  'missing',
  'inconclusive',
  'harness-error',
  'not-applicable',
  'not-observable',
  'deselected',
] as const;
export type VerdictName = (typeof VERDICTS)[number];

/** What a run can be told to drive its phones with: the stock Appium driver, or Ringproof's own way past it. */
export const DRIVERS = ['appium', 'direct'] as const;
export type Driver = (typeof DRIVERS)[number];

/** What drove them in the end; manual phones are driven by a tester, whatever the run was told. */
export const DRIVEN_BY = [...DRIVERS, 'by-hand'] as const;
export type DrivenBy = (typeof DRIVEN_BY)[number];

/** What a verdict counts as in the sum and in the exit code. */
export const COUNTS = ['met', 'warned', 'not-met', 'incomplete', 'harness', 'out'] as const;
export type Counts = (typeof COUNTS)[number];

/** One sentence for legends and documentation. */
export const VERDICT_MEANING: Readonly<Record<VerdictName, string>> = {
  pass: 'The requirement is met.',
  warn: 'Not met, but the rule is a SHOULD or MAY, or still under discussion, so it does not fail the product.',
  fail: 'Not met: a MUST that Apple has documented or stated is broken.',
  'not-testable':
    'Could not be shown because a requirement that it depends on is broken; it counts as not met, or as a warning where either of the two can only warn.',
  flaky: 'Failed, then passed on a later attempt; a MUST that holds only sometimes is not met.',
  'unexpected-pass': 'Listed as an expected failure but met: take it off the list.',
  'expected-fail': 'Not met, and listed as an expected failure of this run.',
  missing: 'Selected and applicable, but no result came back.',
  inconclusive: 'Something outside product and suite kept the check from running.',
  'harness-error': 'The suite itself went wrong; the run says nothing about the product.',
  'not-applicable': 'The requirement does not concern this iOS version or this app.',
  'not-observable': 'This kind of phone cannot show it.',
  deselected: 'Left out by whoever started the run.',
};

/** The largest seed of a run. */
export const MOST_SEED = 2 ** 32 - 1;

export const OUTCOME_OF_EXIT_CODE = { 0: 'met', 1: 'not met', 2: 'incomplete', 3: 'harness error' } as const;
export type ExitCode = keyof typeof OUTCOME_OF_EXIT_CODE;
