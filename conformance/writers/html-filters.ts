/** The tools above the matrix; a page without JavaScript does not show them. */

import type { ConformanceReport } from '../report.ts';
import { html, type Markup } from './html-text.ts';

export function filters(report: ConformanceReport): Markup {
  const areas = new Map(report.requirements.map(({ area, areaName }) => [area, areaName]));
  return html`<div class="tools" hidden><label>Find <input type="search" id="search" placeholder="id or words of the title"></label>
<label>Area <select id="area"><option value="">all</option>${[...areas].map(([area, name]) => html`<option value="${area}">${name}</option>`)}</select></label>
<label>Phone <select id="phone"><option value="">all</option>${report.phones.map(({ name }) => html`<option>${name}</option>`)}</select></label>
<button type="button" class="chip out" id="clear">Show everything</button><span class="small soft" id="filter-status" role="status"></span>
<span class="small soft">Choose verdicts above to filter.</span></div>`;
}
