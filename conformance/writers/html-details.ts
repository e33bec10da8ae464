/**
 * One cell of the matrix in full: the verdict with its reason, and every attempt of every check behind it with its time
 * line and pictures.
 */

import type { CheckResult } from '../check.ts';
import type { Verdict } from '../verdict.ts';
import type { Evidence } from './evidence.ts';
import { html, type Markup, relativeLink } from './html-text.ts';
import { timeLine } from './html-time-line.ts';
import { duration, measurementTitle, witnessWords } from './words.ts';

/** Anchor of a cell; a phone's name may hold anything, an anchor may not. */
export function cellId(verdict: Pick<Verdict, 'requirement' | 'phone'>): string {
  return `${verdict.requirement}--${Buffer.from(verdict.phone).toString('hex')}`;
}

/** @param checks those behind the verdict */
export function cellDetails(
  verdict: Verdict,
  checks: readonly CheckResult[],
  badge: Markup,
  evidence: Evidence,
): Markup {
  return html`<div class="cell${checks.length === 0 ? ' brief' : ''}" id="${cellId(verdict)}" data-title="${verdict.requirement} on ${verdict.phone}">
${badge} <b>${verdict.phone}</b>
<p class="reason">${verdict.reason}</p>
${checks.length === 0 ? '' : table(checks, verdict.reason)}${proofs(checks, evidence)}</div>`;
}

/** @param reason said above the table; a message that it holds is not said again */
function table(checks: readonly CheckResult[], reason: string): Markup {
  return html`<table><thead><tr><th scope="col">Check</th><th scope="col">Attempt</th><th scope="col">Outcome</th><th scope="col" class="num">Took</th></tr></thead>
<tbody>${checks.map(
    (
      check,
    ) => html`<tr><td><div>${check.title}</div>${check.message === undefined || reason.includes(check.message) ? '' : html`<pre>${check.message}</pre>`}${measurements(check)}${witnesses(check)}</td>
<td class="num">${check.attempt}</td><td>${check.outcome}</td><td class="num">${duration(check.durationMs)}</td></tr>`,
  )}</tbody></table>`;
}

function measurements(check: CheckResult): Markup | string {
  const entries = Object.entries(check.measurements ?? {});
  if (entries.length === 0) return '';
  return html`<dl class="facts small">${entries.map(
    ([name, ms]) => html`<div><dt>${measurementTitle(name)}</dt><dd>${duration(ms)}</dd></div>`,
  )}</dl>`;
}

function witnesses({ witnesses: seenBy = [], matches = [] }: CheckResult): Markup | string {
  if (seenBy.length === 0) return '';
  const found = matches.length === 0 ? '' : `; ${matches.join('; ')}`;
  return html`<p class="small soft">Seen by: ${witnessWords(seenBy)}${found}</p>`;
}

/** What a file holds, as far as its kind tells. */
function contentOf(file: string): string {
  if (file.endsWith('.jsonl')) return 'Time line as a file';
  return /\.(png|jpe?g|webp)$/i.test(file) ? 'Screenshot' : (file.split('/').at(-1) ?? file);
}

/** What the checks left: that of the first which did not pass at once, that of many more behind a line. */
function proofs(checks: readonly CheckResult[], evidence: Evidence): Markup | string {
  const worstFirst = checks.toSorted((a, b) => Number(a.outcome === 'passed') - Number(b.outcome === 'passed'));
  const left = worstFirst.filter(({ attachments = [] }) => attachments.length > 0);
  const [first, ...others] = left.map((check) => proof(check, evidence, checks.length > 1));
  if (others.length < 2) return html`${first ?? ''}${others}`;
  return html`${first ?? ''}<details class="line"><summary>What ${others.length} more checks left</summary>${others}</details>`;
}

/** @param isOneOfMany whether its title has to say which check the evidence is of */
function proof(check: CheckResult, evidence: Evidence, isOneOfMany: boolean): Markup {
  const files = check.attachments ?? [];
  const attempt = check.attempt === 1 ? '' : `, attempt ${check.attempt}`;
  const lines = files.flatMap((file) => {
    const events = evidence.timeLines.get(file);
    return events === undefined ? [] : [timeLine(events)];
  });
  return html`${isOneOfMany ? html`<h4>${check.title}${attempt}</h4>` : ''}<div class="shots">${files.map((file) => {
    const target = relativeLink(file);
    if (target === undefined) return html`<span class="small soft">${file} (not a file beside this report)</span>`;
    const small = evidence.pictures.get(file);
    const isPicture = /\.(png|jpe?g|svg|webp)$/i.test(file);
    // What is in the page need not wait until it is scrolled to, and is on paper too.
    const picture = !isPicture
      ? ''
      : small === undefined
        ? html`<img src="${target}" alt="" loading="lazy">`
        : html`<img src="${small}" alt="">`;
    return html`<a href="${target}">${picture}${contentOf(file)}</a>`;
  })}</div>${lines}`;
}
