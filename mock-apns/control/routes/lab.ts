/** Routes for all of it: what runs here, whether it is well, testbed time, and the pause between two tests. */

import { openApiDocument } from '../openapi.ts';
import { json, NOTHING, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';
import { shownWorld } from './worlds.ts';

/** @param table asked for when the document is; it has these routes, too */
export function labRoutes(table: () => readonly Route[]): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      operation: 'getHealth',
      summary: 'Whether the gateway serves.',
      answers: json(schemas.health),
      handle: () => ({ status: 'ok' }),
    }),
    route({
      method: 'get',
      path: '/metrics',
      operation: 'getMetrics',
      summary: 'Counters and gauges as Prometheus reads them.',
      answers: { kind: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' },
      handle: ({ metrics }) => metrics.text(),
    }),
    route({
      method: 'get',
      path: '/openapi.json',
      operation: 'getDocument',
      summary: 'This document.',
      answers: json(schemas.document),
      handle: () => openApiDocument(table()),
    }),
    route({
      method: 'get',
      path: '/v1',
      operation: 'getInfo',
      summary: 'The worlds that run here, and the authority that a provider must trust.',
      answers: json(schemas.info),
      handle: (control) => ({
        certificateAuthority: control.worlds()[0]?.certificateAuthority ?? '',
        worlds: control.worlds().map(shownWorld),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/reset',
      operation: 'reset',
      summary:
        'Between two tests: every world forgets faults, waiting pushes and counts. Devices, keys and journal stay.',
      answers: NOTHING,
      status: 204,
      handle(control) {
        for (const gateway of control.worlds()) gateway.reset();
      },
    }),
    route({
      method: 'post',
      path: '/v1/clock/elapse',
      operation: 'elapse',
      summary: 'Makes testbed time pass: stored pushes expire, delays end. Takes no such time itself.',
      body: schemas.elapseBody,
      answers: json(schemas.clock),
      async handle({ clock }, { body: { ms } }) {
        await clock.elapse(ms);
        return { now: clock.now() };
      },
    }),
  ];
}
