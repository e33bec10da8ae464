/** Takes off the baseline what a run has seen pass, and leaves the rest of the file as people wrote it. */

import { isMap, isSeq, Pair, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Verdict } from '../verdict.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

export interface FixedBaseline {
  /** Of the whole file. */
  readonly text: string;
  /** What was taken off, as `RP-ANS-001 on iPhone 15`. */
  readonly dropped: readonly string[];
}

/**
 * An entry without a phone that passed on some of its phones is put in force for the others by name: phones that it
 * fails on, and phones that this run did not look at.
 *
 * @param text of the file that `baseline` was read from
 */
export function fixBaseline(
  text: string,
  baseline: Baseline,
  verdicts: readonly Pick<Verdict, 'requirement' | 'phone' | 'verdict'>[],
): FixedBaseline {
  const passedOn = ({ requirement, phones }: BaselineEntry) =>
    phones.filter((phone) =>
      verdicts.some(
        (each) => each.requirement === requirement && each.phone === phone && each.verdict === 'unexpected-pass',
      ),
    );
  const document = parseDocument(text);
  const list = document.get('expectedFailures');
  const dropped: string[] = [];
  if (!isSeq(list)) return { text, dropped };
  list.items = baseline.entries.flatMap((entry, index) => {
    const item = list.items[index];
    const passed = passedOn(entry);
    if (passed.length === 0 || !isMap(item)) return [item];
    dropped.push(...passed.map((phone) => `${entry.requirement} on ${phone}`));
    return entry.phones.filter((phone) => !passed.includes(phone)).map((phone, copy) => narrowed(item, phone, copy));
  });
  if (dropped.length === 0) return { text, dropped };
  const [first] = baseline.entries;
  if (first !== undefined && passedOn(first).length === first.phones.length) forgetFirstComment(list);
  if (list.items.length === 0) list.flow = true;
  // A list that stands in the column of its key keeps doing so.
  const indentSeq = !/^- /m.test(text);
  const fixed = document.toString({ lineWidth: 0, indentSeq }).replace(/^ +$/gm, '');
  return { text: fixed, dropped };
}

/** The comment right above the first entry is the list's to the parser, and ends in a line break when a gap follows it. */
function forgetFirstComment(list: YAMLSeq): void {
  const comment = list.commentBefore ?? '';
  const ofTheList = comment.endsWith('\n') ? comment : comment.split('\n\n').slice(0, -1).join('\n\n');
  list.commentBefore = ofTheList === '' ? null : ofTheList;
  const [first] = list.items;
  if (isMap(first)) first.spaceBefore = ofTheList !== '' && !ofTheList.endsWith('\n');
}

/** The comment above an entry stays above the first of its copies. */
function narrowed(item: YAMLMap, phone: string, copy: number): YAMLMap {
  const own = item.clone() as YAMLMap;
  if (copy > 0) own.commentBefore = null;
  const at = own.items.findIndex(({ key }) => String(key) === 'requirement');
  own.items.splice(at + 1, 0, new Pair(new Scalar('phone'), new Scalar(phone)));
  return own;
}
