/** The second verdict in the HTML report: whether the app is quick enough, beside whether it behaves. */

import type { ConformanceReport } from '../report.ts';
import { html, type Markup } from './html-text.ts';
import { timingRows } from './timing-rows.ts';

export function timingVerdicts(report: ConformanceReport): Markup {
  const rows = timingRows(report);
  if (rows.length === 0) return html``;
  const heads = ['limit', 'median', '95 %', 'greatest', 'count'];
  return html`<section class="card" aria-labelledby="limits-title"><h2 id="limits-title">Quick enough?</h2>
<p class="small soft">19 of 20 measurements on a phone have to stay within the limit. It changes no verdict on a requirement.</p>
<div class="scroll"><table><thead><tr><th scope="col">Timing</th><th scope="col">Phone</th><th scope="col">Verdict</th>${heads.map(
    (name) => html`<th scope="col" class="num">${name}</th>`,
  )}</tr></thead><tbody>${rows.map(({ title, phone, word, limit, median, p95, max, count }) => {
    const [tone, symbol] = word === 'over' ? ['bad', '✗'] : ['good', '✓'];
    return html`<tr><td>${title}</td><td class="name">${phone}</td><td><span class="v ${tone}"><i aria-hidden="true">${symbol}</i>${word}</span></td>${[
      limit,
      median,
      p95,
      max,
      count,
    ].map((figure) => html`<td class="num">${figure}</td>`)}</tr>`;
  })}</tbody></table></div></section>`;
}
