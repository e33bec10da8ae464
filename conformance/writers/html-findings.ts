/** What needs attention in the HTML report, before anything else: a row per finding, with a link for each phone that has it. */

import type { ConformanceReport } from '../report.ts';
import { cellId } from './html-details.ts';
import { html, type Markup } from './html-text.ts';
import { findingGroups, VERDICT_LOOK, verdictWords } from './words.ts';

export function findingsTable(report: ConformanceReport): Markup {
  const found = findingGroups(report);
  if (found.length === 0) return html``;
  const areas = new Map(report.requirements.map(({ id, area }) => [id, area]));
  return html`<section class="card" aria-labelledby="findings-title"><h2 id="findings-title">What needs attention</h2>
<div class="scroll"><table class="findings"><thead><tr><th scope="col">Verdict</th><th scope="col">Requirement</th><th scope="col">Reason</th><th scope="col">Phones</th></tr></thead>
<tbody>${found.map(({ verdict, requirement, title, reason, phones }) => {
    const { symbol, tone } = VERDICT_LOOK[verdict];
    const name = areas.has(requirement)
      ? html`<a class="id" href="#${requirement}">${requirement}</a>`
      : html`<span class="id">${requirement}</span>`;
    const links = phones.map(
      (phone) =>
        html`<li><a class="v ${tone}" href="#${cellId({ requirement, phone })}" data-verdict="${verdict}" data-phone="${phone}">${phone}</a></li>`,
    );
    return html`<tr data-requirement="${requirement}" data-area="${areas.get(requirement) ?? ''}"><td><span class="v ${tone}"><i aria-hidden="true">${symbol}</i>${verdictWords(verdict)}</span></td>
<td>${name}<div class="small soft">${title}</div></td><td class="reason">${reason}</td><td class="phones"><ul class="on">${links}</ul></td></tr>`;
  })}</tbody></table></div></section>`;
}
