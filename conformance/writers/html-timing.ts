/**
 * Timings in the HTML report: how measurements spread, and where there is a limit the second verdict, whether the app is quick
 * enough beside whether it behaves.
 */

import type { ConformanceReport, Timing } from '../report.ts';
import { html, type Markup } from './html-text.ts';
import { duration, measurementTitle } from './words.ts';

const HEADS = ['limit', 'least', 'median', '95 %', 'greatest', 'count'];

export function timings(report: ConformanceReport): Markup {
  const shown = report.timings.filter((timing) => !isAlone(timing, report.timings));
  if (shown.length === 0) return html``;
  const verdicts = new Map(
    (report.timingVerdicts ?? []).map((each) => [JSON.stringify([each.name, each.phone]), each]),
  );
  const longest = new Map<string, number>();
  for (const { name, maxMs } of report.timings) longest.set(name, Math.max(longest.get(name) ?? 0, maxMs));
  return html`<section class="card" aria-labelledby="timings-title"><h2 id="timings-title">Timings</h2>
<p class="small soft">Of passed checks. Where there is a limit, 19 of 20 measurements on a phone have to stay within it; that changes no verdict on a requirement. The bar runs from the least to the greatest value, its mark is the median.</p>
<div class="scroll"><table class="timings"><thead><tr><th scope="col">Measured</th><th scope="col">Phone</th><th scope="col">Verdict</th>${HEADS.map(
    (name) => html`<th scope="col" class="num">${name}</th>`,
  )}<th scope="col">Spread</th></tr></thead><tbody>${shown.map((timing) => {
    const { name, phone, minMs, p50Ms, p95Ms, maxMs, count } = timing;
    const verdict = verdicts.get(JSON.stringify([name, phone]));
    const limit = verdict === undefined ? '' : duration(verdict.limitMs);
    const figures = [limit, ...[minMs, p50Ms, p95Ms, maxMs].map(duration), count];
    return html`<tr><td class="name"><b>${verdict?.title ?? measurementTitle(name)}</b></td><td class="on-phone">${phone ?? 'all phones'}</td><td>${verdictMark(verdict?.verdict)}</td>
${figures.map((figure, at) => html`<td class="num" data-label="${HEADS[at] ?? ''}">${figure}</td>`)}<td>${spread(timing, longest.get(name) ?? 1)}</td></tr>`;
  })}</tbody></table></div></section>`;
}

/** With one phone, all phones together have nothing to add. */
function isAlone({ name, phone }: Timing, all: readonly Timing[]): boolean {
  return phone === null && all.filter((each) => each.name === name && each.phone !== null).length === 1;
}

function verdictMark(verdict: string | undefined): Markup | string {
  if (verdict !== 'within' && verdict !== 'over') return '';
  const [tone, symbol] = verdict === 'over' ? ['bad', '✗'] : ['good', '✓'];
  return html`<span class="v ${tone}"><i aria-hidden="true">${symbol}</i>${verdict}</span>`;
}

function spread({ minMs, p50Ms, maxMs }: Timing, longest: number): Markup {
  const unit = 1000 / Math.max(1, longest);
  return html`<svg class="spark" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true"><rect class="track" x="0" y="5" width="1000" height="2"></rect><rect class="span" x="${minMs * unit}" y="3" width="${Math.max(4, (maxMs - minMs) * unit)}" height="6"></rect><rect class="mark" x="${Math.max(0, p50Ms * unit - 6)}" y="0" width="12" height="12"></rect></svg>`;
}
