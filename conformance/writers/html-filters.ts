/** The tools above the matrix; a page without JavaScript does not show them. */

import type { ConformanceReport } from '../report.ts';
import { html, type Markup } from './html-text.ts';
import { plural, unconcerned } from './words.ts';

export function filters(report: ConformanceReport): Markup {
  const areas = new Map(report.requirements.map(({ area, areaName }) => [area, areaName]));
  const out = unconcerned(report).size;
  const fold =
    out === 0
      ? ''
      : html`<button type="button" class="chip out" id="fold" aria-pressed="false">Show ${plural(out, 'requirement')} not applicable or deselected</button>`;
  return html`<div class="tools" hidden><label>Find <input type="search" id="search" placeholder="id or words of the title"></label>
<label>Area <select id="area"><option value="">all</option>${[...areas].map(([area, name]) => html`<option value="${area}">${name}</option>`)}</select></label>
<label>Phone <select id="phone"><option value="">all</option>${report.phones.map(({ name }) => html`<option>${name}</option>`)}</select></label>
<button type="button" class="chip out" id="clear">Clear filters</button>${fold}<span class="small soft" id="filter-status" role="status"></span>
<span class="small soft">Choose verdicts above to filter.</span></div>`;
}
