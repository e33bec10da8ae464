/** Routes for what came of pushes: a query, an expectation that waits, and the journal as a list and live. */

import type { Response } from 'express';
import type { Journal, JournalEvent } from '../../../clock/index.ts';
import type { Environment } from '../../credentials/provider-keys.ts';
import { maskToken } from '../../devices/device-tokens.ts';
import { isAnswer } from '../../expectations/push-expectation.ts';
import type { EventStream } from '../event-stream.ts';
import { asRefusal } from '../problem.ts';
import { json, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';

export const PUSH_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/{world}/pushes',
    operation: 'listPushes',
    summary: 'The newest pushes that fit, oldest first, each with what became of it.',
    parameters: schemas.worldParameter,
    query: schemas.pushQuery,
    answers: json(schemas.push.array()),
    handle(control, { parameters: { world }, query: { answer, device, token, after = 0, limit, ...fields } }) {
      const { environment } = control.world(world);
      const events = control.journal.events();
      const fits = (event: JournalEvent) =>
        event.seq > after &&
        isOf(environment, event) &&
        (answer === undefined || answerOf(event) === answer) &&
        (device === undefined || event.phone === device) &&
        (token === undefined || shownToken(event) === maskToken(token).toLowerCase()) &&
        Object.entries(fields).every(([name, value]) => value === undefined || event.data[name] === value);
      const shown = events.filter(fits).slice(-limit);
      const ids = new Set(shown.map(({ data }) => data['id']));
      const theirs = events.filter(({ data }) => ids.has(data['id']));
      return shown.map((event) => ({ answer: answerOf(event), event, fates: fatesOf(event, theirs) }));
    },
  }),
  route({
    method: 'post',
    path: '/v1/{world}/expectations',
    operation: 'expectPush',
    summary: 'The first push as expected since the last reset, whether it came already or comes in time.',
    parameters: schemas.worldParameter,
    body: schemas.expectationBody,
    answers: json(schemas.event),
    refusals: { 404: 'None came in time; the answer names the nearest one and by what that misses.' },
    handle: (control, { parameters: { world }, body: { expectation, withinMs, after } }, { response }) =>
      asRefusal(404, () =>
        control.world(world).expectPush(Object.fromEntries(Object.entries(expectation)), {
          signal: untilClosed(response),
          ...(withinMs === undefined ? {} : { withinMs }),
          ...(after === undefined ? {} : { after }),
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/v1/journal',
    operation: 'getJournal',
    summary: 'Events of both worlds. As text/event-stream: live, and with Last-Event-ID from there on.',
    query: schemas.journalQuery,
    answers: [json(schemas.journal), { kind: 'events', schema: schemas.event }],
    handle(control, { query: { kind, phone, after, limit } }, { request, response }) {
      const { journal } = control;
      const isMeant = (event: JournalEvent) =>
        (kind === undefined || event.kind === kind) && (phone === undefined || event.phone === phone);
      if (request.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
        const lastSeen = Number(request.get('last-event-id') ?? after ?? journal.position);
        const from = Number.isSafeInteger(lastSeen) ? lastSeen : journal.position;
        return follow(journal, isMeant, from, control.openStream(response));
      }
      const events = journal.events().filter((event) => event.seq > (after ?? 0) && isMeant(event));
      return { events: events.slice(0, limit), position: journal.position };
    },
  }),
];

/** Nobody waits any longer for the answer. */
function untilClosed(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function isOf(world: Environment, event: JournalEvent): boolean {
  return isAnswer(event) && event.data['environment'] === world;
}

/** In lower case, whatever the provider sent. */
function shownToken({ data: { token } }: JournalEvent): string | undefined {
  return typeof token === 'string' ? token.toLowerCase() : undefined;
}

function answerOf({ kind, data }: JournalEvent) {
  return kind === 'push.accepted' ? 'accepted' : data['reason'];
}

/** Ids may be used twice; what follows the next push of the same id is that one's. */
function fatesOf(push: JournalEvent, events: readonly JournalEvent[]): JournalEvent[] {
  if (push.kind !== 'push.accepted') return [];
  const { id } = push.data;
  const later = events.filter(
    ({ seq, kind, data, phone }) =>
      seq > push.seq && kind.startsWith('push.') && data['id'] === id && phone === push.phone,
  );
  const next = later.findIndex(isAnswer);
  return next < 0 ? later : later.slice(0, next);
}

/**
 * What was missed goes out as fast as it is read, then what comes. What the journal no longer keeps is told of as a gap.
 */
async function follow(
  journal: Journal,
  isMeant: (event: JournalEvent) => boolean,
  lastSeen: number,
  events: EventStream,
): Promise<void> {
  const send = (event: JournalEvent) => isMeant(event) && events.send({ id: event.seq, data: event });
  for (let seen = lastSeen; seen < journal.position; ) {
    const missed = journal.events().filter(({ seq }) => seq > seen);
    const oldest = missed[0]?.seq ?? journal.position + 1;
    if (oldest > seen + 1) events.send({ event: 'gap', data: { from: seen + 1, to: oldest - 1 } });
    for (const event of missed) {
      send(event);
      if (events.isFull) await events.drained();
      if (!events.isOpen) return;
    }
    seen = missed.at(-1)?.seq ?? journal.position;
  }
  events.onClose(journal.subscribe(send));
}
