/**
 * What lies beside a report and belongs into its pages: the time line of each check, and its pictures made small. What
 * failed comes first; beyond the bounds a page links to the file instead, so that it can still be mailed.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { CheckResult } from '../check.ts';
import { readTimeLine, type TimeLineEvent } from '../compare/time-line.ts';
import type { ConformanceReport } from '../report.ts';

/** Events in all; one takes some 150 bytes of a page. */
const MOST_EVENTS = 20_000;
/** Bytes of pictures in all, as a page holds them. */
const MOST_PICTURE_BYTES = 3_000_000;
/** Pixels; a picture links to the one in full size. */
const PICTURE_HEIGHT = 440;

export interface Evidence {
  /** By the name under which a check lists the file. */
  readonly timeLines: ReadonlyMap<string, readonly TimeLineEvent[]>;
  /** Data URLs by that name. */
  readonly pictures: ReadonlyMap<string, string>;
}

export const NO_EVIDENCE: Evidence = { timeLines: new Map(), pictures: new Map() };

/** Reads it; a file that is missing, unreadable or outside of the folder is left out. */
export async function readEvidence(report: ConformanceReport, folder: string): Promise<Evidence> {
  const worstFirst = report.checks.toSorted((a, b) => Number(a.outcome === 'passed') - Number(b.outcome === 'passed'));
  const files = (ending: RegExp) => worstFirst.flatMap(filesOf).filter((name) => ending.test(name));
  const timeLines = new Map<string, readonly TimeLineEvent[]>();
  let events = 0;
  for (const name of files(/\.jsonl$/)) {
    const file = fileIn(folder, name);
    if (file === undefined || events >= MOST_EVENTS) continue;
    const timeLine = await readTimeLine(file);
    events += timeLine.length;
    if (timeLine.length > 0) timeLines.set(name, timeLine);
  }
  return { timeLines, pictures: await smallPictures(files(/\.png$/), folder) };
}

/** The file that a check lists, or nothing when it is outside of the report's folder. */
export function fileIn(folder: string, name: string): string | undefined {
  const file = path.resolve(folder, name);
  return file.startsWith(path.resolve(folder) + path.sep) ? file : undefined;
}

async function smallPictures(names: readonly string[], folder: string): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  const made = new Map<string, string>();
  let bytes = 0;
  for (const name of names) {
    const file = fileIn(folder, name);
    const png = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    if (png === undefined || bytes >= MOST_PICTURE_BYTES) continue;
    // Checks that fail for one reason often leave the same picture.
    const digest = createHash('sha256').update(png).digest('hex');
    const url = made.get(digest) ?? (await smallPicture(png));
    if (url === undefined) continue;
    made.set(digest, url);
    bytes += url.length;
    pictures.set(name, url);
  }
  return pictures;
}

async function smallPicture(png: Buffer): Promise<string | undefined> {
  try {
    const webp = await sharp(png).resize({ height: PICTURE_HEIGHT, withoutEnlargement: true }).webp().toBuffer();
    return `data:image/webp;base64,${webp.toString('base64')}`;
  } catch {
    return undefined;
  }
}

function filesOf({ attachments = [] }: CheckResult): readonly string[] {
  return attachments;
}
