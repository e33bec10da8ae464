/** From a request for one phone to its answer: route, session check, queue, envelope, log of what went wrong. */

import type { Agent } from './agent.ts';
import type { Body } from './arguments.ts';
import { ERROR_STATUS, WdaError } from './errors.ts';
import type { Call, Route } from './route.ts';
import { ROUTES } from './routes.ts';

export interface Request {
  readonly method: string;
  /** Segments of the path after `/wda/<udid>`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Body;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly value: unknown; readonly sessionId: string | null };
}

/** Standalone requests in flight, by agent and path; identical ones share the execution. */
const inFlight = new WeakMap<Agent, Map<string, Promise<unknown>>>();

export async function answer(agent: Agent, request: Request): Promise<Answer> {
  try {
    const value = await perform(agent, request);
    return { status: 200, body: { value: value ?? null, sessionId: agent.session?.id ?? null } };
  } catch (error) {
    const problem = asWdaError(error);
    agent.log(`${explainRequest(request)} -> ${ERROR_STATUS[problem.kind]} ${problem.kind}: ${problem.message}`);
    return errorAnswer(problem, agent.session?.id ?? null);
  }
}

export function errorAnswer({ kind, message }: WdaError, sessionId: string | null): Answer {
  return { status: ERROR_STATUS[kind], body: { value: { error: kind, message, traceback: '' }, sessionId } };
}

async function perform(agent: Agent, request: Request): Promise<unknown> {
  const { method, segments, query, body } = request;
  if (method === 'OPTIONS') return null;
  const inSession = segments[0] === 'session' && segments.length > 1;
  const found = ROUTES.find(method, inSession ? segments.slice(2) : segments);
  if (found === undefined || found.route.session === (inSession ? 'none' : 'required')) {
    throw new WdaError('unknown command', `WebDriverAgent has no route ${method} /${segments.join('/')}.`);
  }
  const { route, params } = found;
  const call: Call = { agent, params, query, body };
  if (!inSession) return execute(route, call, segments.join('/'));
  const { session } = agent;
  if (session === undefined || session.id !== segments[1]) {
    throw new WdaError('invalid session id', `There is no session '${segments[1]}' on this phone.`);
  }
  const work = execute(route, call, segments.join('/'));
  return method === 'DELETE' ? work : session.untilEnded(work);
}

function execute(route: Route, call: Call, path: string): Promise<unknown> {
  const { agent } = call;
  if (route.standalone !== true) return agent.queue.run(() => route.run(call));
  const running = inFlight.get(agent) ?? new Map<string, Promise<unknown>>();
  inFlight.set(agent, running);
  const key = `${route.method} ${path}`;
  const known = running.get(key);
  if (known !== undefined) return known;
  const work = Promise.resolve(route.run(call)).finally(() => running.delete(key));
  running.set(key, work);
  return work;
}

function asWdaError(error: unknown): WdaError {
  if (error instanceof WdaError) return error;
  return new WdaError('unknown error', error instanceof Error ? error.message : String(error));
}

/** Characters of a locator that the log has room for. */
const LONGEST_SHOWN = 500;

/** Names the request for the log. Of bodies only locators are shown: others may hold what a person typed. */
function explainRequest({ method, segments, body }: Request): string {
  const path = `${method} /${segments.join('/')}`;
  return typeof body.using === 'string'
    ? `${path} by ${body.using} ${JSON.stringify(body.value)?.slice(0, LONGEST_SHOWN)}`
    : path;
}
