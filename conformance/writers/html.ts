/**
 * The report as one HTML file that opens from disk, contacts nobody (its own policy forbids it), reads without
 * JavaScript and filters with it. Time lines and small pictures are inside, the files themselves beside it.
 */

import path from 'node:path';
import type { PhoneRef } from '../check.ts';
import { type ChecksOf, checksByCell } from '../checks-by-cell.ts';
import { VIEW_NAMES, type ViewName } from '../observability/observability.ts';
import { observabilityWords } from '../observability/observability-page.ts';
import { humanNote } from '../observability/witnesses.ts';
import { DEFAULT_PROFILE } from '../profiles/profiles.ts';
import { type ConformanceReport, pageOf, type ReportedRequirement } from '../report.ts';
import type { Verdict } from '../verdict.ts';
import { COUNTS, type Counts, VERDICT_MEANING, VERDICTS, type VerdictName } from '../vocabulary.ts';
import { type Evidence, NO_EVIDENCE, readEvidence } from './evidence.ts';
import { cellDetails, cellId } from './html-details.ts';
import { filters } from './html-filters.ts';
import { findingsTable } from './html-findings.ts';
import { HTML_SCRIPT } from './html-script.ts';
import { HTML_STYLE } from './html-style.ts';
import { html, Markup, policyHash } from './html-text.ts';
import { timings } from './html-timing.ts';
import {
  duration,
  headline,
  instant,
  phoneTitle,
  plural,
  type Tone,
  unconcerned,
  VERDICT_LOOK,
  verdictWords,
} from './words.ts';
import { writeWhole } from './write-whole.ts';

const OUTCOME_TONE: readonly Tone[] = ['good', 'bad', 'open', 'fault'];
const COUNTS_TONE: Readonly<Record<Counts, Tone>> = {
  met: 'good',
  warned: 'note',
  'not-met': 'bad',
  incomplete: 'open',
  harness: 'fault',
  out: 'out',
};

/** @param evidence what the checks left, as far as the page is to show it */
export function renderHtml(report: ConformanceReport, evidence: Evidence = NO_EVIDENCE): string {
  const title = `${report.app.name} ${report.app.version}: ${report.outcome}`;
  const policy = [
    "default-src 'none'",
    `style-src ${policyHash(HTML_STYLE)}`,
    `script-src ${policyHash(HTML_SCRIPT)}`,
    "img-src 'self' file: data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(HTML_STYLE)}</style>
</head>
<body>
<a class="skip" href="#matrix">Skip to the matrix</a>
<div class="wrap">
${head(report)}
<main>
${overview(report)}
${findingsTable(report)}
${matrix(report)}
${timings(report)}
<section class="card" aria-labelledby="details-title"><h2 id="details-title">Requirements in detail</h2>
${details(report, evidence)}
</section>
${observability(report)}
${runFacts(report)}
</main>
<footer>Made by Ringproof ${report.tools['ringproof'] ?? ''}. The unit of counting is one requirement on one phone.</footer>
</div>
<dialog aria-labelledby="cell-title"><form method="dialog"><button class="close">Close</button></form>
<h2 id="cell-title" class="title"></h2><div class="body"></div><p><a class="to-full" href="#matrix">Show it with its requirement</a></p></dialog>
<script>${new Markup(HTML_SCRIPT)}</script>
</body>
</html>
`.text;
}

export async function writeHtml(report: ConformanceReport, file: string): Promise<void> {
  await writeWhole(file, renderHtml(report, await readEvidence(report, path.dirname(file))));
}

function head(report: ConformanceReport): Markup {
  const { app, run } = report;
  return html`<header>
<div><div class="brand">Ringproof conformance report</div>
<h1>${app.name} ${app.version}</h1>
<dl class="facts small"><div><dt>Bundle</dt><dd><code>${app.bundleId}</code></dd></div>
<div><dt>Profile</dt><dd>${report.profile ?? DEFAULT_PROFILE}</dd></div>
<div><dt>Run</dt><dd><code>${run.id}</code></dd></div>
<div><dt>Started</dt><dd>${instant(run.startedAt)}</dd></div>
<div><dt>Took</dt><dd>${duration(run.endedAt - run.startedAt)}</dd></div>${
    run.seed === undefined
      ? ''
      : html`
<div><dt>Seed</dt><dd><code>${run.seed}</code></dd></div>`
  }${(run.seeds ?? []).map(
    (each) => html`
<div><dt>Seed of <code>${each.run}</code></dt><dd><code>${each.seed}</code></dd></div>`,
  )}</dl></div>
<div class="outcome ${OUTCOME_TONE[report.exitCode] ?? 'bad'}"><b>${capital(report.outcome)}</b><span>${headline(report)}</span></div>
</header>`;
}

function human(report: ConformanceReport): Markup | string {
  const note = humanNote(report);
  return note === undefined ? '' : html`<p class="small"><b>${note}</b></p>`;
}

function overview(report: ConformanceReport): Markup {
  const { totals } = report;
  const shares = COUNTS.filter((counts) => totals.byCounts[counts] > 0);
  let from = 0;
  const rects = shares.map((counts) => {
    const width = (totals.byCounts[counts] / Math.max(1, totals.verdicts)) * 1000;
    const rect = html`<rect class="${COUNTS_TONE[counts]}" x="${from}" y="0" width="${width}" height="10"></rect><rect class="gap" x="${from + width - 2}" y="0" width="2" height="10"></rect>`;
    from += width;
    return rect;
  });
  const spoken = shares.map((counts) => `${totals.byCounts[counts]} ${counts}`).join(', ');
  return html`<section class="card" aria-label="Summary">
<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${spoken}">${rects}</svg>
<ul class="chips">${VERDICTS.filter((verdict) => totals.byVerdict[verdict] > 0).map((verdict) => {
    const { symbol, tone } = VERDICT_LOOK[verdict];
    return html`<li><button type="button" disabled class="chip ${tone}" data-verdict="${verdict}" title="${VERDICT_MEANING[verdict]}"><span aria-hidden="true">${symbol}</span> ${totals.byVerdict[verdict]} ${verdictWords(verdict)}</button></li>`;
  })}</ul>
<p class="small soft">${plural(totals.requirements, 'requirement')} on ${plural(totals.phones, 'phone')}: ${totals.selected} of ${totals.verdicts} verdicts selected, ${totals.scored} scored, ${plural(totals.checks, 'check')}.</p>${human(report)}
<details><summary class="small">What the verdicts mean</summary>
<dl class="legend">${VERDICTS.map((verdict) => html`<dt>${badge(verdict)}</dt><dd>${VERDICT_MEANING[verdict]}</dd>`)}</dl></details>
</section>`;
}

function matrix(report: ConformanceReport): Markup {
  const areas = [...new Set(report.requirements.map((requirement) => requirement.areaName))];
  const verdicts = new Map(report.verdicts.map((verdict) => [`${verdict.requirement}\n${verdict.phone}`, verdict]));
  const out = unconcerned(report);
  const row = (
    requirement: ReportedRequirement,
  ) => html`<tr data-requirement="${requirement.id}" data-area="${requirement.area}"${new Markup(out.has(requirement.id) ? ' data-out' : '')}>
<th scope="row"><a href="#${requirement.id}"><span class="id">${requirement.id}</span> ${requirement.title}</a><span class="kw">${requirement.keyword}</span></th>
${report.phones.map((phone) => {
  const verdict = verdicts.get(`${requirement.id}\n${phone.name}`);
  return html`<td data-phone="${phone.name}">${verdict === undefined ? '' : link(verdict)}</td>`;
})}</tr>`;
  return html`<section class="card" id="matrix" aria-labelledby="matrix-title"><h2 id="matrix-title">Requirements by phone</h2>
${filters(report)}
<div class="scroll"><table class="matrix">
<thead><tr><th scope="col">Requirement</th>${report.phones.map(
    (phone) =>
      html`<th scope="col" data-phone="${phone.name}">${phone.name}${phoneFacts(phone).map((fact) => html`<small>${fact}</small>`)}${phone.settings === undefined ? '' : html`<small>own settings</small>`}</th>`,
  )}</tr></thead>
${areas.map(
  (area) => html`<tbody class="area"><tr><th scope="rowgroup" colspan="${report.phones.length + 1}">${area}</th></tr>
${report.requirements.filter((requirement) => requirement.areaName === area).map(row)}</tbody>`,
)}
</table></div></section>`;
}

/** Below its name at the head of a column, without what the name says already. */
function phoneFacts({ name, model, ios, kind, language }: PhoneRef): string[] {
  const isInName = phoneTitle(name, ios) === name;
  const what = [
    name.startsWith(model) && (isInName || name === model) ? [] : model,
    isInName ? [] : `iOS ${ios}`,
  ].flat();
  return [...(what.length === 0 ? [] : [what.join(', ')]), `${kind}, ${language}`];
}

interface Row {
  readonly requirement: ReportedRequirement;
  readonly verdicts: readonly Verdict[];
  readonly checksOf: ChecksOf;
}

function requirementDetails(report: ConformanceReport, row: Row, evidence: Evidence): Markup {
  const { requirement, verdicts, checksOf } = row;
  const loud = verdicts.some((verdict) => verdict.counts !== 'met' && verdict.counts !== 'out');
  const kinds = VERDICTS.filter((verdict) => verdicts.some((each) => each.verdict === verdict));
  const page = pageOf(report, requirement.id);
  const consequence =
    requirement.severity === 'fail' ? 'fails the product when it is not met' : 'warns when it is not met';
  return html`<details class="req"${new Markup(loud ? ' open' : '')}><summary><h3><span class="id">${requirement.id}</span> ${requirement.title}</h3>${kinds.map((verdict) => badge(verdict))}</summary>
<div id="${requirement.id}"><p>${requirement.rule}</p><p class="soft">${requirement.rationale}</p>
<dl class="facts small"><div><dt>Keyword</dt><dd>${requirement.keyword}, ${consequence}</dd></div>
<div><dt>Evidence</dt><dd>${requirement.evidence}</dd></div><div><dt>Concerns</dt><dd>${requirement.subject}</dd></div>
<div><dt>iOS</dt><dd>${requirement.ios}</dd></div><div><dt>App</dt><dd>${requirement.appStates.join(', ')}</dd></div>
<div><dt>Phone</dt><dd>${requirement.phoneStates.join(', ')}</dd></div>
${requirement.dependsOn.length === 0 ? '' : html`<div><dt>Depends on</dt><dd>${requirement.dependsOn.map((id) => html`<a href="#${id}">${id}</a> `)}</dd></div>`}</dl>
${page === undefined ? '' : html`<p class="small"><a href="${page}" rel="noreferrer">Page of this requirement</a></p>`}
<h4>Sources</h4><ul class="small">${requirement.sources.map(
    ({ title, url, date }) =>
      html`<li><a href="${url}" rel="noreferrer">${title}</a>${date === undefined ? '' : html` <span class="soft">(${date})</span>`}</li>`,
  )}</ul>
${verdicts.map((verdict) => cellDetails(verdict, checksOf(verdict), badge(verdict.verdict), evidence))}</div></details>`;
}

/** Of each requirement, and of results that belong to none of this run, which are never dropped. */
function details(report: ConformanceReport, evidence: Evidence): Markup[] {
  const checksOf = checksByCell(report.checks);
  const verdicts = new Map<string, Verdict[]>(report.requirements.map(({ id }) => [id, []]));
  const stray: Markup[] = [];
  for (const verdict of report.verdicts) {
    const own = verdicts.get(verdict.requirement);
    if (own !== undefined) own.push(verdict);
    else stray.push(cellDetails(verdict, checksOf(verdict), badge(verdict.verdict), evidence));
  }
  const row = (requirement: ReportedRequirement) =>
    requirementDetails(report, { requirement, verdicts: verdicts.get(requirement.id) ?? [], checksOf }, evidence);
  const out = unconcerned(report);
  const [concerned, others] = [false, true].map((isOut) =>
    report.requirements.filter(({ id }) => out.has(id) === isOut).map(row),
  );
  const folded =
    out.size === 0
      ? []
      : [
          html`<details class="req unconcerned"><summary>${plural(out.size, 'requirement')} not applicable or deselected</summary>${others ?? []}</details>`,
        ];
  return [...(concerned ?? []), ...stray, ...folded];
}

/** What the kinds of phone in this run can show; the reasons are given once. */
function observability({ observability: table = [] }: ConformanceReport): Markup | string {
  if (table.length === 0) return '';
  const views = VIEW_NAMES.filter((view) => table.some((entry) => entry.view === view));
  const ids = [...new Set(table.map(({ requirement }) => requirement))];
  const reasons = [...new Set(table.flatMap(({ why }) => why ?? []))];
  const cell = (id: string, view: ViewName) =>
    table
      .filter((entry) => entry.requirement === id && entry.view === view)
      .map((entry, _, all) => observabilityWords(entry, reasons, all.length > 1))
      .join('; ') || '–';
  return html`<details class="card"><summary>What each kind of phone can show</summary>
<div class="scroll"><table><thead><tr><th scope="col">Requirement</th>${views.map((view) => html`<th scope="col">${view}</th>`)}</tr></thead>
<tbody>${ids.map((id) => html`<tr><th scope="row">${id}</th>${views.map((view) => html`<td>${cell(id, view)}</td>`)}</tr>`)}</tbody></table></div>
${reasons.length === 0 ? '' : html`<ol class="small">${reasons.map((reason) => html`<li>${reason}</li>`)}</ol>`}</details>`;
}

function runFacts(report: ConformanceReport): Markup {
  const total = Math.max(
    1,
    report.run.shares.reduce((sum, share) => sum + share.ms, 0),
  );
  return html`<div class="grid"><section class="card" aria-labelledby="shares-title"><h2 id="shares-title">Where the time went</h2>
<table><tbody>${report.run.shares.map(
    (share) =>
      html`<tr><th scope="row">${share.name}</th><td class="num">${duration(share.ms)}</td><td class="num soft">${Math.round((share.ms / total) * 100)} %</td></tr>`,
  )}</tbody></table></section>
<section class="card" aria-labelledby="phones-title"><h2 id="phones-title">Phones</h2><table><tbody>${report.phones.map(
    (phone) =>
      html`<tr><th scope="row">${phone.name}</th><td>${phone.model}, iOS ${phone.ios}, ${phone.language}<div class="small soft">${phone.kind}, <code>${phone.udid}</code></div>${phone.settings === undefined ? '' : html`<div class="small">own settings: <code>${JSON.stringify(phone.settings)}</code></div>`}</td></tr>`,
  )}</tbody></table></section>
<section class="card" aria-labelledby="tools-title"><h2 id="tools-title">Tools</h2><table><tbody>${Object.entries({
    driver: report.run.driver,
    ...report.tools,
  }).map(
    ([name, version]) => html`<tr><th scope="row">${name}</th><td class="num">${version}</td></tr>`,
  )}</tbody></table></section></div>`;
}

function link(verdict: Verdict): Markup {
  const { symbol, tone } = VERDICT_LOOK[verdict.verdict];
  return html`<a class="v ${tone}" href="#${cellId(verdict)}" data-verdict="${verdict.verdict}"><i aria-hidden="true">${symbol}</i>${verdictWords(verdict.verdict)}</a>`;
}

function badge(verdict: VerdictName): Markup {
  const { symbol, tone } = VERDICT_LOOK[verdict];
  return html`<span class="v ${tone}"><i aria-hidden="true">${symbol}</i>${verdictWords(verdict)}</span>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
