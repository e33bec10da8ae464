/**
 * Findings for the pages of CI servers: workflow commands of GitHub Actions, and a Code Quality report of GitLab. One per
 * requirement and reason, worst first.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * @see https://docs.gitlab.com/ci/testing/code_quality/
 */

import { createHash } from 'node:crypto';
import { type ConformanceReport, pageOf } from '../report.ts';
import type { VerdictName } from '../vocabulary.ts';
import { type Finding, findingGroups, headline, plural, type Tone, VERDICT_LOOK } from './words.ts';

/** GitHub shows ten errors and ten warnings of a step; the last place says how many more there are. */
const MOST_OF_A_LEVEL = 10;

const LEVEL: Readonly<Record<Tone, 'error' | 'warning' | 'notice'>> = {
  bad: 'error',
  fault: 'error',
  open: 'error',
  note: 'warning',
  good: 'notice',
  out: 'notice',
};

/**
 * Lines that a step of a workflow prints.
 * @param file of the repository, on which GitHub shows them; without it they are on the page of the run only
 */
export function githubAnnotations(report: ConformanceReport, file?: string): string {
  const groups = findingGroups(report);
  const lines = (['error', 'warning'] as const).flatMap((level) => {
    const own = groups.filter(({ verdict }) => levelOf(verdict) === level);
    const shown = own.length <= MOST_OF_A_LEVEL ? own : own.slice(0, MOST_OF_A_LEVEL - 1);
    const left = own.length - shown.length;
    return [
      ...shown.map((finding) => command(level, titleOf(finding), textOf(report, finding), file)),
      ...(left === 0
        ? []
        : [command(level, 'Ringproof', `${plural(left, 'more finding is', 'more findings are')} in the report.`)]),
    ];
  });
  const title = `Ringproof: ${report.outcome}`;
  return [...lines, command('notice', title, headline(report))].map((line) => `${line}\n`).join('');
}

/**
 * JSON for `artifacts:reports:codequality`.
 * @param file of the repository: GitLab shows nothing that has no place
 */
export function gitlabCodeQuality(report: ConformanceReport, file: string): string {
  const issues = findingGroups(report).map((finding) => ({
    description: `${titleOf(finding)}: ${textOf(report, finding)}`,
    check_name: finding.requirement,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([finding.requirement, finding.verdict, finding.phones]))
      .digest('hex'),
    severity: { error: 'critical', warning: 'minor', notice: 'info' }[levelOf(finding.verdict)],
    location: { path: file, lines: { begin: 1 } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

function levelOf(verdict: VerdictName): 'error' | 'warning' | 'notice' {
  return LEVEL[VERDICT_LOOK[verdict].tone];
}

function titleOf({ verdict, requirement, title }: Finding): string {
  return `${verdict} ${requirement} ${title}`.trim();
}

function textOf(report: ConformanceReport, { requirement, phones, reason }: Finding): string {
  const page = pageOf(report, requirement);
  return `${reason} (on ${phones.join(', ')})${page === undefined ? '' : `\n${page}`}`;
}

function command(level: string, title: string, text: string, file?: string): string {
  const properties = [...(file === undefined ? [] : [`file=${property(file)}`]), `title=${property(title)}`];
  return `::${level} ${properties.join(',')}::${data(text)}`;
}

/** A line break would end the command, and what follows could be one of its own. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
