/** Routes for faults: what befalls the next requests or connections that fit. */

import { faultRequestSchema } from '../../faults/fault-request.ts';
import type { FaultRule } from '../../faults/faults.ts';
import { asRefusal, Problem } from '../problem.ts';
import { json, NOTHING, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';

const shown = (rule: FaultRule) => ({
  id: rule.id,
  remaining: Number.isFinite(rule.remaining) ? rule.remaining : 'always',
  explanation: rule.explain(),
});

export const FAULT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/{world}/faults',
    operation: 'listFaults',
    summary: 'Faults that are not spent, oldest first.',
    parameters: schemas.worldParameter,
    answers: json(schemas.fault.array()),
    handle: (control, { parameters: { world } }) => control.world(world).faults().map(shown),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/faults',
    operation: 'failNext',
    summary: 'Lets something befall the next requests or connections that fit.',
    parameters: schemas.worldParameter,
    body: faultRequestSchema(),
    // Read by the gateway, which says which effect lacks or has what.
    readsBodyItself: true,
    answers: json(schemas.fault),
    status: 201,
    refusals: { 400: 'The fault cannot be understood; the answer says why.' },
    async handle(control, { parameters: { world }, body }) {
      return shown(await asRefusal(400, () => control.world(world).failNext(body)));
    },
  }),
  route({
    method: 'delete',
    path: '/v1/{world}/faults',
    operation: 'clearFaults',
    summary: 'Ends every fault.',
    parameters: schemas.worldParameter,
    answers: NOTHING,
    status: 204,
    handle: (control, { parameters: { world } }) => control.world(world).clearFaults(),
  }),
  route({
    method: 'delete',
    path: '/v1/{world}/faults/{fault}',
    operation: 'cancelFault',
    summary: 'Ends one fault.',
    parameters: schemas.faultParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such fault, or it is spent.' },
    handle(control, { parameters: { world, fault } }) {
      const active = control.world(world).faults();
      const rule = active.find(({ id }) => id === fault);
      if (rule !== undefined) return rule.cancel();
      throw new Problem(404, {
        what: 'There is no such fault, or it is spent.',
        got: fault,
        expected: active.map(({ id }) => id).join(', ') || 'none is left',
      });
    },
  }),
];
