/**
 * A report as a bundle carries it: phones go by their model, since owners name them, without what identifies a device;
 * messages say what they said, without the values that are sensitive by type.
 */

import { type ConformanceReport, reportSchema } from '../report.ts';
import { mapMarked, maskOf } from './sensitive.ts';
import type { TypedValues } from './typed-values.ts';

/** The report as it is handed on. Ask {@link secretsIn} besides. */
export function maskedReport(report: ConformanceReport, values: TypedValues): ConformanceReport {
  const names = namesByModel(report.phones);
  for (const { udid, name } of report.phones) {
    values.add(udid, 'device identifier');
    if (names.get(name) !== name) values.add(name, 'phone name');
  }
  return mapMarked(reportSchema, report, (text, mark) => {
    if (mark === 'free text') return values.maskIn(text);
    return mark === 'phone name' ? (names.get(text) ?? maskOf(mark)) : maskOf(mark);
  }) as ConformanceReport;
}

/** @returns where and what, such as `phones[0].udid holds a device identifier`; never the value itself */
export function unmaskedIn(report: ConformanceReport): string[] {
  const names = new Set(namesByModel(report.phones).values());
  const found: string[] = [];
  mapMarked(reportSchema, report, (text, mark, at) => {
    const isMasked = mark === 'free text' || text === maskOf(mark) || (mark === 'phone name' && names.has(text));
    if (!isMasked) found.push(`${at} holds a ${mark}`);
    return text;
  });
  return found;
}

/** By the name in the lab: the model, and a number from the second of a model on. */
function namesByModel(phones: ConformanceReport['phones']): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    phones.map(({ name, model }) => {
      const number = (seen.get(model) ?? 0) + 1;
      seen.set(model, number);
      return [name, number === 1 ? model : `${model} (${number})`];
    }),
  );
}
