/** Routes for one world as a whole. */

import type { Gateway } from '../../gateway.ts';
import { json, NOTHING, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';

export const shownWorld = ({ environment, url, settings }: Gateway) => ({ environment, url, settings });

export const WORLD_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/{world}',
    operation: 'getWorld',
    summary: 'Where the world listens, and its settings.',
    parameters: schemas.worldParameter,
    answers: json(schemas.world),
    handle: (control, { parameters: { world } }) => shownWorld(control.world(world)),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/reset',
    operation: 'resetWorld',
    summary: 'Between two tests: this world forgets faults, waiting pushes and counts.',
    parameters: schemas.worldParameter,
    answers: NOTHING,
    status: 204,
    handle: (control, { parameters: { world } }) => void control.world(world).reset(),
  }),
];
