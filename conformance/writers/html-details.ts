/** One cell of the matrix in full: the verdict with its reason, and every attempt of every check behind it. */

import type { CheckResult } from '../check.ts';
import type { ConformanceReport } from '../report.ts';
import type { Verdict } from '../verdict.ts';
import { html, type Markup, relativeLink } from './html-text.ts';
import { duration } from './words.ts';

/** Anchor of a cell; a phone's name may hold anything, an anchor may not. */
export function cellId(verdict: Pick<Verdict, 'requirement' | 'phone'>): string {
  return `${verdict.requirement}--${Buffer.from(verdict.phone).toString('hex')}`;
}

export function cellDetails(report: ConformanceReport, verdict: Verdict, badge: Markup): Markup {
  const checks = report.checks.filter(
    (check) => check.requirement === verdict.requirement && check.phone.name === verdict.phone,
  );
  return html`<div class="cell${checks.length === 0 ? ' brief' : ''}" id="${cellId(verdict)}" data-title="${verdict.requirement} on ${verdict.phone}">
${badge} <b>${verdict.phone}</b>
<p class="reason">${verdict.reason}</p>
${checks.length === 0 ? '' : table(checks)}${checks.map(attachments)}</div>`;
}

function table(checks: readonly CheckResult[]): Markup {
  return html`<table><thead><tr><th scope="col">Check</th><th scope="col">Attempt</th><th scope="col">Outcome</th><th scope="col" class="num">Took</th></tr></thead>
<tbody>${checks.map(
    (
      check,
    ) => html`<tr><td>${check.title}${check.message === undefined ? '' : html`<pre>${check.message}</pre>`}${measurements(check)}</td>
<td class="num">${check.attempt}</td><td>${check.outcome}</td><td class="num">${duration(check.durationMs)}</td></tr>`,
  )}</tbody></table>`;
}

function measurements(check: CheckResult): Markup | string {
  const entries = Object.entries(check.measurements ?? {});
  if (entries.length === 0) return '';
  return html`<dl class="facts small">${entries.map(
    ([name, ms]) => html`<div><dt>${name}</dt><dd>${duration(ms)}</dd></div>`,
  )}</dl>`;
}

function attachments(check: CheckResult): Markup | string {
  const files = check.attachments ?? [];
  if (files.length === 0) return '';
  return html`<div class="shots">${files.map((file) => {
    const target = relativeLink(file);
    if (target === undefined) return html`<span class="small soft">${file} (not a file beside this report)</span>`;
    const picture = /\.(png|jpe?g|svg|webp)$/i.test(file) ? html`<img src="${target}" alt="" loading="lazy">` : '';
    return html`<a href="${target}">${picture}${file.split('/').at(-1) ?? file}</a>`;
  })}</div>`;
}
