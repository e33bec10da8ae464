/** Style of the HTML report: system fonts, light and dark, narrow screens and paper. */

export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #566273; --line: #dde2e9; --head: #f0f2f6; --link: #1a55b0;
  --good: #17693a; --good-bg: #e5f4ea; --note: #7a4d00; --note-bg: #fdf1d6; --bad: #a81f1f; --bad-bg: #fce6e4;
  --open: #1d5a80; --open-bg: #e2f0f9; --fault: #6c2b97; --fault-bg: #f2e6fa; --out: #5f6977; --out-bg: #eef0f3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e6eaf0; --soft: #9ba7b7; --line: #2e3743; --head: #212936; --link: #86b4ff;
    --good: #7ed9a0; --good-bg: #16331f; --note: #f0c363; --note-bg: #3a2c0c; --bad: #ff9c94; --bad-bg: #451b1a;
    --open: #8ccdf2; --open-bg: #14344a; --fault: #d9aaf8; --fault-bg: #3a1f4d; --out: #97a2b1; --out-bg: #252c37;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.wrap { max-width: 1240px; margin: 0 auto; padding: 0 24px 56px; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 6px 12px; }
h1 { font-size: 26px; line-height: 1.25; margin: 2px 0 6px; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 18px; margin: 0 0 12px; font-weight: 650; }
h3 { font-size: 15px; margin: 0; font-weight: 600; display: inline; }
h4 { font-size: 13px; margin: 14px 0 4px; color: var(--soft); font-weight: 600; }
code, pre, .id, .num { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px; }
.id { white-space: nowrap; } .num { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.soft { color: var(--soft); } .small { font-size: 13px; }
header { padding: 28px 0 18px; display: grid; grid-template-columns: 1fr auto; gap: 8px 32px; align-items: start; }
.brand { font-size: 12px; letter-spacing: .09em; text-transform: uppercase; color: var(--soft); font-weight: 600; }
.outcome { border-radius: 10px; padding: 12px 20px; text-align: right; min-width: 220px; max-width: 380px; }
.outcome b { display: block; font-size: 20px; line-height: 1.3; } .outcome span { font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 0 0 18px; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0; }
.facts div { display: flex; gap: 6px; } .facts dt { color: var(--soft); } .facts dd { margin: 0; }
.bar { display: block; width: 100%; height: 10px; border-radius: 5px; overflow: hidden; margin: 4px 0 14px; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0; padding: 0; list-style: none; }
.chip { font: inherit; font-size: 13px; border: 1px solid transparent; border-radius: 999px; padding: 3px 11px; cursor: default; }
button.chip:not(:disabled) { cursor: pointer; }
button.chip[aria-pressed="true"] { border-color: currentColor; box-shadow: inset 0 0 0 1px currentColor; font-weight: 600; }
.good { color: var(--good); background: var(--good-bg); } .note { color: var(--note); background: var(--note-bg); }
.bad { color: var(--bad); background: var(--bad-bg); } .open { color: var(--open); background: var(--open-bg); }
.fault { color: var(--fault); background: var(--fault-bg); } .out { color: var(--out); background: var(--out-bg); }
rect.good, rect.note, rect.bad, rect.open, rect.fault, rect.out { fill: currentColor; }
rect.out { opacity: .35; } rect.track { fill: var(--line); } rect.span { fill: var(--link); opacity: .45; } rect.mark { fill: var(--link); }
rect.gap { fill: var(--card); }
.tools { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; margin: 0 0 12px; }
.tools[hidden] { display: none; }
select { font: inherit; font-size: 14px; padding: 5px 8px; border: 1px solid var(--line); border-radius: 7px;
  background: var(--page); color: var(--ink); max-width: 15em; }
input[type="search"] { font: inherit; font-size: 14px; padding: 5px 10px; border: 1px solid var(--line); border-radius: 7px;
  background: var(--page); color: var(--ink); min-width: 230px; }
.scroll { overflow-x: auto; margin: 0 -20px; padding: 0 20px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; font-size: 14px; }
tbody tr:last-child > * { border-bottom-color: transparent; } thead th.num { font-family: inherit; }
thead th { background: var(--head); font-size: 13px; font-weight: 600; vertical-align: bottom; }
thead th { white-space: nowrap; } thead th small { display: block; font-weight: 400; color: var(--soft); }
tbody.area th[scope="rowgroup"] { padding-top: 14px; font-size: 12px; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
.matrix th[scope="row"] { font-weight: 400; font-size: 14px; min-width: 300px; } .matrix th[scope="row"] a { text-decoration: none; color: inherit; }
.matrix th[scope="row"] a:hover { text-decoration: underline; } .matrix td { padding: 4px 5px; }
.matrix .kw { font-size: 11px; color: var(--soft); margin-left: 6px; white-space: nowrap; }
.v { display: inline-flex; gap: 6px; align-items: baseline; border-radius: 6px; padding: 2px 9px; font-size: 13px; white-space: nowrap; text-decoration: none; }
.matrix .v { display: flex; min-width: 92px; } a.v:hover { box-shadow: inset 0 0 0 1px currentColor; }
.v i { font-style: normal; width: 1em; text-align: center; font-weight: 700; }
.matrix .v.out { background: none; } .matrix td { vertical-align: middle; }
.matrix thead th[data-phone] { white-space: normal; overflow-wrap: anywhere; width: 112px; min-width: 100px; }
.name { white-space: nowrap; }
.on { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px; } .on .v { white-space: normal; }
.timings .num { padding: 6px 8px; } .timings td { vertical-align: middle; }
.dim { opacity: .22; } [hidden] { display: none !important; }
@media screen { .folded { display: none !important; } }
.reason { white-space: pre-wrap; overflow-wrap: anywhere; }
details.req { border-top: 1px solid var(--line); padding: 10px 0; } details.req:first-of-type { border-top: 0; }
summary { cursor: pointer; } summary .v { margin-left: 6px; }
.cell { margin: 12px 0 0; padding: 10px 14px; border: 1px solid var(--line); border-radius: 8px; }
.cell:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.cell p { margin: 6px 0 0; } .cell.brief { padding: 6px 14px; } .cell.brief p { display: inline; margin-left: 8px; } details ul { margin: 0; padding-left: 20px; } .cell table { margin-top: 8px; font-size: 13px; }
.cell td .facts { display: inline-flex; margin-right: 14px; } .cell td p.small { display: inline-block; margin: 0; } .cell td .facts, .cell td p.small { vertical-align: top; }
li a { overflow-wrap: anywhere; }
pre { margin: 4px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.shots { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 8px; } .shots a { font-size: 13px; }
.shots img { display: block; height: 150px; border: 1px solid var(--line); border-radius: 6px; margin-bottom: 2px; }
.line { margin-top: 10px; } .line summary { font-size: 13px; font-weight: 600; } .line > .scroll { margin: 6px 0 0; padding: 0; }
.way { display: block; } .way text { font-size: 12px; fill: var(--soft); } .way .wait { font-size: 10px; text-anchor: middle; }
.way .lane { stroke: var(--line); stroke-width: 12; } .way .path { fill: none; stroke: var(--soft); stroke-width: 1; opacity: .6; }
.way circle { fill: var(--soft); } .lanes li { border-color: var(--soft); }
.way circle.push { fill: var(--link); } .way circle.report { fill: var(--fault); } .way circle.action { fill: var(--note); }
.way circle.signal { fill: var(--open); } .way circle.screen { fill: var(--good); }
.lanes { list-style: none; margin: 6px 0 0; padding: 0; font-size: 12px; line-height: 1.4; }
.lanes li { display: grid; grid-template-columns: 58px repeat(3, minmax(0, 1fr)); gap: 0 8px; }
.lanes li + li { border-top: 1px solid var(--line); } .lanes time { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; padding: 2px 0; }
.lanes p { margin: 0; padding: 2px 7px; overflow-wrap: anywhere; border-left: 3px solid transparent; } .lanes .head p { font-weight: 600; color: var(--soft); }
.lanes .other b { font-weight: 400; } .lanes .l0 p { grid-column: 2; } .lanes .l1 p { grid-column: 3; } .lanes .l2 p { grid-column: 4; }
.lanes .push p { border-color: var(--link); } .lanes .report p { border-color: var(--fault); } .lanes .action p { border-color: var(--note); }
.lanes .signal p { border-color: var(--open); } .lanes .screen p { border-color: var(--good); }
.legend { display: grid; grid-template-columns: max-content 1fr; gap: 6px 14px; margin: 10px 0 0; font-size: 14px; }
.legend dd { margin: 0; }
.spark { width: 100%; min-width: 120px; height: 12px; display: block; margin-top: 4px; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); gap: 18px; } .grid .card { margin: 0; }
dialog { border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: var(--ink); width: min(760px, 94vw); max-height: 86vh; padding: 20px 24px; }
dialog::backdrop { background: rgb(10 14 20 / .5); }
dialog .cell { border: 0; padding: 0; margin: 0; } dialog .close { float: right; font: inherit; font-size: 14px; border: 1px solid var(--line);
  border-radius: 7px; background: var(--page); color: var(--ink); padding: 3px 12px; cursor: pointer; }
footer { color: var(--soft); font-size: 13px; }
@media (min-width: 761px) { .matrix th:first-child { position: sticky; left: -20px; background: var(--card); } .matrix thead th:first-child { background: var(--head); } }
@media (max-width: 760px) {
  .wrap { padding: 0 12px 40px; } .card { padding: 14px 12px; } .scroll { margin: 0 -12px; padding: 0 12px; }
  header { grid-template-columns: 1fr; } .outcome { text-align: left; max-width: none; } .grid { grid-template-columns: 1fr; }
  .tools label { flex: 1 1 100%; display: flex; gap: 8px; align-items: center; justify-content: space-between; }
  .tools input[type="search"], .tools select { min-width: 0; width: 75%; max-width: none; }
  .matrix, .matrix tbody { display: block; } .matrix thead { display: none; }
  .matrix tr { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid var(--line); padding: 6px 0; }
  .matrix th { grid-column: 1 / -1; border: 0; min-width: 0; padding: 4px 0; } .matrix th[scope="row"] { min-width: 0; }
  .matrix td { border: 0; padding: 3px 4px 3px 0; } .matrix td:empty { display: none; }
  .matrix td::before { content: attr(data-phone); display: block; font-size: 11px; color: var(--soft); overflow-wrap: anywhere; }
  .findings, .findings tbody, .findings tr, .findings td { display: block; } .findings thead { display: none; }
  .findings tr { border-bottom: 1px solid var(--line); padding: 6px 0; } .findings td { border: 0; padding: 2px 0; }
  .timings, .timings tbody { display: block; } .timings thead { display: none; }
  .timings tr { display: flex; flex-wrap: wrap; gap: 2px 14px; border-bottom: 1px solid var(--line); padding: 8px 0; }
  .timings td, .timings .num { border: 0; padding: 0; } .timings td:empty { display: none; } .timings td:last-child { flex: 1 1 100%; }
  .timings .num::before { content: attr(data-label) " "; color: var(--soft); font-family: system-ui, sans-serif; }
  .lanes li { grid-template-columns: 46px 1fr; } .lanes .head { display: none; }
  .lanes li.l0 p, .lanes li.l1 p, .lanes li.l2 p { grid-column: 2; }
  .lanes li.l1 p { margin-left: 18px; } .lanes li.l2 p { margin-left: 36px; }
  .lanes .l0 p::after { content: " · call server"; color: var(--soft); } .lanes .l1 p::after { content: " · gateway"; color: var(--soft); }
  .lanes .l2 p::after { content: " · phone"; color: var(--soft); }
  td, th, dd, code, .name, .id { overflow-wrap: anywhere; white-space: normal; } .facts div, .grid, .card, dd { min-width: 0; }
  .cell table, .cell tbody { display: block; } .cell tr { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); } .cell td { border: 0; padding: 3px 6px 3px 0; }
  .cell td:nth-child(2)::before { content: "Attempt "; color: var(--soft); font-family: system-ui, sans-serif; }
  .cell td:first-child { flex: 1 1 100%; min-width: 0; } .cell { padding: 8px 10px; } .cell table thead { display: none; } dialog { padding: 14px; }
}
td.reason { min-width: 15em; } td.name, td.on-phone { min-width: 6em; } td.phones { min-width: 9em; }
@media print { body { background: #fff; } .card { break-inside: avoid; } .tools { display: none; } .scroll { overflow: visible; } }
`;
