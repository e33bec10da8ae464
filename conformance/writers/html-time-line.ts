/**
 * The time line of a check as swim lanes: a drawing of the way from lane to lane, and below it the events in words, in
 * columns on a wide screen and one under the other on a narrow one.
 */

import type { TimeLineEvent } from '../compare/time-line.ts';
import { type Content, html, type Markup } from './html-text.ts';
import { LANES, shownPart, stepOf, wordsOf } from './milestones.ts';
import { duration, plural } from './words.ts';

/** More than this in one time line nobody reads on a page; the file has them all. */
const MOST_EVENTS = 120;

const LANE_HEIGHT = 26;
const LEFT = 92;

/** Folded: a page shows a hundred of them. */
export function timeLine(all: readonly TimeLineEvent[]): Markup {
  const events = all.slice(0, MOST_EVENTS);
  const begin = events[0]?.at ?? 0;
  const took = duration((all.at(-1)?.at ?? begin) - begin);
  const more = all.length - events.length;
  return html`<details class="line"><summary>Time line: ${plural(all.length, 'event')} in ${took}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Drawing of the time line">${drawing(events)}</div>
<ol class="lanes"><li class="head" aria-hidden="true"><time>s</time>${LANES.map(({ name }) => html`<p>${name}</p>`)}</li>
${events.map((event) => row(event, begin))}</ol>${more === 0 ? '' : html`<p class="small soft">${plural(more, 'more event is', 'more events are')} in the file.</p>`}</details>`;
}

function row(event: TimeLineEvent, begin: number): Markup {
  const words = wordsOf(event);
  return html`<li class="l${laneOf(event)} ${stepOf(event)}"><time>${((event.at - begin) / 1000).toFixed(3)}</time><p><b>${event.kind}</b>${words === '' ? '' : ` ${words}`}</p></li>
`;
}

function laneOf(event: TimeLineEvent): number {
  return Math.max(
    0,
    LANES.findIndex((lane) => lane.part === shownPart(event)),
  );
}

/** Events stand apart even when they happened at once; a long wait is drawn shorter than it was, with its length. */
function drawing(events: readonly TimeLineEvent[]): Markup {
  const waits: Content[] = [];
  let x = LEFT;
  const points = events.map((event, index) => {
    const waited = event.at - (events[index - 1]?.at ?? event.at);
    const step = index === 0 ? 12 : 9 + Math.min(52, Math.round(6 * Math.log2(1 + waited / 4)));
    if (waited >= 1000) waits.push(html`<text class="wait" x="${x + step / 2}" y="9">${duration(waited)}</text>`);
    x += step;
    return { x, y: 14 + LANE_HEIGHT * (laneOf(event) + 0.5), step: stepOf(event) };
  });
  const width = x + 14;
  const height = 14 + LANE_HEIGHT * LANES.length;
  const way = points
    .filter(({ step }) => step !== 'other')
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x} ${point.y}`)
    .join('');
  const label = `${plural(events.length, 'event')} on ${LANES.map(({ name }) => name.toLowerCase()).join(', ')}`;
  return html`<svg class="way" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${LANES.map(({ name }, index) => {
  const y = 14 + LANE_HEIGHT * (index + 0.5);
  return html`<path class="lane" d="M${LEFT} ${y}H${width}"></path><text x="0" y="${y + 4}">${name}</text>`;
})}${waits}<path class="path" d="${way}"></path>
${points.map(({ x: cx, y, step }) => html`<circle class="${step}" cx="${cx}" cy="${y}" r="${step === 'other' ? 2.5 : 4.5}"></circle>`)}</svg>`;
}
