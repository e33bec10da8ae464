/**
 * Where the time lines of one check part in two runs. Each part of a testbed (phone, gateway, call server) is compared
 * with itself, since which of two parts writes first is often a matter of chance.
 */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { LoadedReport } from '../load-report.ts';

/** An event of a testbed's journal, as far as it is looked at here. */
const eventSchema = z.object({
  /** Testbed time, milliseconds since 1970. */
  at: z.number(),
  part: z.string(),
  kind: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
});

export type TimeLineEvent = z.output<typeof eventSchema>;

/** One event as a line, and how long after the beginning of the time line it was. */
export interface Moment {
  /** Milliseconds of testbed time. */
  readonly afterMs: number;
  readonly text: string;
}

export interface Parting {
  /** Who wrote the events: `phone`, `gateway` or `call-server`. */
  readonly part: string;
  /** The last thing that happened in both runs; null when they differ from the first event on. */
  readonly common: Moment | null;
  /** What came next in each; null where nothing did. */
  readonly before: Moment | null;
  readonly after: Moment | null;
}

/** Undefined when both tell the same story. Of several parts that differ, the one that does so first. */
export function partingOf(before: readonly TimeLineEvent[], after: readonly TimeLineEvent[]): Parting | undefined {
  const [old, current] = [linesOf(before), linesOf(after)];
  const partings: { readonly parting: Parting; readonly seq: number }[] = [];
  for (const part of new Set([...old, ...current].map((line) => line.part))) {
    const [was, is] = [old, current].map((lines) => lines.filter((line) => line.part === part));
    if (was === undefined || is === undefined) continue;
    const length = Math.max(was.length, is.length);
    const index = Array.from({ length }, (_, at) => at).find((at) => was[at]?.gist !== is[at]?.gist);
    if (index === undefined) continue;
    const [left, right] = [was[index], is[index]];
    const seq = Math.min(left?.position ?? Number.POSITIVE_INFINITY, right?.position ?? Number.POSITIVE_INFINITY);
    const common = index === 0 ? null : momentOf(is[index - 1]);
    partings.push({ parting: { part, common, before: momentOf(left), after: momentOf(right) }, seq });
  }
  return partings.toSorted((a, b) => a.seq - b.seq)[0]?.parting;
}

/** Where two runs part in a check of one requirement on one phone. */
export interface CheckParting extends Parting {
  /** Title of the check. */
  readonly check: string;
}

/**
 * The first check, in the order of the first run, that has a time line in both and tells another story in each. Of
 * several attempts the last one counts.
 */
export async function partingBetween(
  before: LoadedReport,
  after: LoadedReport,
  requirement: string,
  phone: string,
): Promise<CheckParting | undefined> {
  const [old, current] = [timeLinesOf(before, requirement, phone), timeLinesOf(after, requirement, phone)];
  for (const [check, file] of old) {
    const other = current.get(check);
    if (other === undefined) continue;
    const [was, is] = await Promise.all([readTimeLine(file), readTimeLine(other)]);
    const parting = was.length === 0 || is.length === 0 ? undefined : partingOf(was, is);
    if (parting !== undefined) return { check, ...parting };
  }
  return undefined;
}

/** Files by title of the check; none outside of the run's folder. */
function timeLinesOf({ report, folder }: LoadedReport, requirement: string, phone: string): Map<string, string> {
  const checks = report.checks.filter((check) => check.requirement === requirement && check.phone.name === phone);
  const files = checks
    .toSorted((a, b) => a.attempt - b.attempt)
    .flatMap(({ title, attachments = [] }) =>
      attachments
        .filter((name) => name.endsWith('.jsonl'))
        .map((name): [string, string] => [title, path.resolve(folder, name)]),
    );
  return new Map(files.filter(([, file]) => file.startsWith(path.resolve(folder) + path.sep)));
}

/** Nothing when the file cannot be read: the folder may have been copied without it. */
export async function readTimeLine(file: string): Promise<TimeLineEvent[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap(eventOf);
}

/** Nothing for a line that is none: the last one of a run that was killed may be cut off. */
function eventOf(line: string): TimeLineEvent[] {
  try {
    const { data: event } = eventSchema.safeParse(JSON.parse(line));
    return event === undefined ? [] : [event];
  } catch {
    return [];
  }
}

interface Line extends Moment {
  readonly part: string;
  readonly position: number;
  /** The event without what is another in every run. */
  readonly gist: string;
}

function linesOf(events: readonly TimeLineEvent[]): Line[] {
  const begin = events[0]?.at ?? 0;
  return events.map(({ at, part, kind, data }, position) => {
    const told = Object.entries(data).filter(([, value]) => value !== undefined);
    const words = told.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return {
      part,
      position,
      afterMs: at - begin,
      text: [kind, ...words].join(' '),
      gist: [kind, ...words.map(withoutIds)].join(' '),
    };
  });
}

function momentOf(line: Line | undefined): Moment | null {
  return line === undefined ? null : { afterMs: line.afterMs, text: line.text };
}

/** Ids of calls, pushes, actions and phones, tokens, times and ports: all of them are long, or numbers. */
function withoutIds(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=\w*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\b\d{4,}(?:\.\d+)?\b/g, '#');
}
