/** What a route of WebDriverAgent is, and how a request finds its own. */

import type { Agent } from './agent.ts';
import type { Body } from './arguments.ts';

/** One request on its way through a route. */
export interface Call {
  readonly agent: Agent;
  readonly params: RouteParams;
  readonly query: URLSearchParams;
  readonly body: Body;
}

/** What stood in the place of `:id` and `:name` of the route's path; empty where the path has none. */
export interface RouteParams {
  readonly id: string;
  readonly name: string;
}

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** Without the `/session/<id>` prefix. */
  readonly path: string;
  /** Whether the prefix must, may or must not be there. */
  readonly session: 'required' | 'optional' | 'none';
  /** Runs beside the queue; identical requests in flight share one execution. */
  readonly standalone?: true;
  /** The value to answer; undefined is answered as null. */
  readonly run: (call: Call) => unknown;
}

/** Shorthand for the tables of routes. */
export function route(
  session: Route['session'],
  method: Method,
  path: string,
  run: Route['run'],
  standalone?: 'standalone',
): Route {
  return { session, method, path, run, ...(standalone === undefined ? {} : { standalone: true }) };
}

export class RouteTable {
  /** By method and number of segments. */
  readonly #routes = new Map<string, { readonly segments: readonly string[]; readonly route: Route }[]>();

  readonly all: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.all = routes;
    for (const entry of routes) {
      const segments = entry.path.split('/').slice(1);
      const key = `${entry.method} ${segments.length}`;
      this.#routes.set(key, [...(this.#routes.get(key) ?? []), { segments, route: entry }]);
    }
  }

  find(
    method: string,
    segments: readonly string[],
  ): { readonly route: Route; readonly params: RouteParams } | undefined {
    const candidates = this.#routes.get(`${method} ${segments.length}`) ?? [];
    const match = candidates.find((candidate) =>
      candidate.segments.every((part, index) => part.startsWith(':') || part === segments[index]),
    );
    if (match === undefined) return undefined;
    const at = (param: string) => segments[match.segments.indexOf(param)] ?? '';
    return { route: match.route, params: { id: at(':id'), name: at(':name') } };
  }
}
