/**
 * Serves the control API of a lab. Each route is one line of glue: the work is done by the testbed, and nothing here
 * decides a verdict.
 */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Response } from 'express';
import { z } from 'zod';
import { messageOf, UsageError } from '../errors.ts';
import { CALLEE, type Testbed } from '../testbed.ts';
import { Leases } from './leases.ts';
import { carryOut, lineAct } from './phone-line.ts';
import type {
  CallRecord,
  IssuedTokens,
  LabInfo,
  LabPhone,
  RecentEntry,
  RunEvent,
  ServerCall,
  ServerDevice,
} from './protocol.ts';
import { runEventSchema } from './run-event.ts';

/** What the control API needs to know of the lab behind it. */
export interface ControlledLab {
  info(): LabInfo;
  describe(udid: string): LabPhone | undefined;
  testbed(udid: string): Testbed | undefined;
  capabilities(udid: string): Readonly<Record<string, unknown>>;
  onRunEvent(event: RunEvent): void;
}

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

const Dial = z.object({
  name: z.string(),
  handle: z.string(),
  video: z.boolean().default(false),
  to: z.string().default(CALLEE),
});
const Match = z.object({
  kind: z.string(),
  phone: z.string().optional(),
  data: z.record(z.string(), z.json()).optional(),
  after: z.number().optional(),
});
const Milliseconds = z.number().min(0).max(86_400_000);
const PushPayload = z.object({ payload: z.record(z.string(), z.json()), validForMs: Milliseconds });
const NetworkConditions = z.object({
  delayMs: Milliseconds.default(0),
  latencyMs: Milliseconds.default(0),
  reachable: z.boolean().default(true),
});
const LeaseRequest = z.object({ phone: z.string(), waitMs: Milliseconds.default(0) });

class NotFoundError extends Error {}
class ConflictError extends Error {}

/** What a route gets to see of a request. */
interface Request {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: unknown;
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** With parameters such as `:udid`. */
  readonly path: string;
  readonly handle: (request: Request) => unknown;
}

/** All of the control API, to be served over HTTP or asked within this process. */
export function controlRoutes(lab: ControlledLab): readonly ControlRoute[] {
  const routes: ControlRoute[] = [];
  const leases = new Leases();

  const route = (method: ControlRoute['method'], path: string, handle: ControlRoute['handle']) => {
    routes.push({ method, path, handle });
  };
  const bed = (request: Request): Testbed => {
    const testbed = lab.testbed(String(request.params['udid']));
    if (testbed === undefined) throw new NotFoundError(`The lab has no phone ${String(request.params['udid'])}.`);
    return testbed;
  };
  const onPhone = (path: string, handle: (testbed: Testbed, body: unknown, request: Request) => unknown) => {
    route('post', `/phones/:udid${path}`, (request) => handle(bed(request), request.body, request));
  };

  route('get', '/', () => lab.info());
  route('post', '/events', (request) => lab.onRunEvent(runEventSchema.parse(request.body)));
  route('post', '/leases', async (request) => {
    const { phone: name, waitMs } = LeaseRequest.parse(request.body);
    const phone = lab.info().phones.find((candidate) => candidate.name === name);
    if (phone === undefined) throw new NotFoundError(`The lab has no phone named "${name}".`);
    const id = await leases.take(phone.udid, waitMs);
    if (id === undefined) throw new ConflictError(`"${name}" is leased to another session.`);
    // Whoever had it last may have left it locked, which no session can start on.
    await lab.testbed(phone.udid)?.reset();
    return { id, phone, capabilities: lab.capabilities(phone.udid) };
  });
  route('delete', '/leases/:id', (request) => leases.giveBack(String(request.params['id'])));

  route('get', '/phones/:udid', (request) => lab.describe(bed(request).udid));
  onPhone('/reset', (testbed) => testbed.reset());
  onPhone('/install', (testbed, body) =>
    testbed.install(z.object({ variant: z.string().nullable() }).parse(body).variant ?? undefined),
  );
  onPhone('/update', (testbed) => testbed.update());
  onPhone('/terminate-by-system', ({ phone, bundle, clock }) => {
    phone.terminateBySystem(bundle.manifest.CFBundleIdentifier);
    return clock.quiet();
  });
  onPhone('/force-quit', ({ phone, bundle, clock }) => {
    phone.forceQuit(bundle.manifest.CFBundleIdentifier);
    return clock.quiet();
  });
  onPhone('/reboot', ({ phone }) => phone.reboot());
  onPhone('/voip-before-first-unlock', ({ phone }, body) =>
    phone.setVoipBeforeFirstUnlock(z.object({ fate: z.enum(['launch', 'queue', 'drop']) }).parse(body).fate),
  );
  onPhone('/restart-call-services', ({ phone }) => phone.restartCallServices());
  onPhone('/memory-pressure', ({ phone }, body) =>
    phone.memoryPressure(z.object({ level: z.enum(['warning', 'critical']) }).parse(body).level),
  );
  onPhone('/invalidate-voip-token', ({ phone, bundle }) =>
    phone.invalidateVoipToken(bundle.manifest.CFBundleIdentifier),
  );
  onPhone('/rotate-tokens', async ({ phone, gateway, udid }, body) => {
    const { bytes } = z.object({ bytes: z.number().int().min(1).max(100).optional() }).parse(body);
    const device = gateway.device(udid);
    for (const { topic } of device.registrations()) {
      device.invalidate(topic);
      await device.register(topic, bytes === undefined ? {} : { token: randomBytes(bytes).toString('hex') });
    }
    await phone.restartPushService();
  });
  route('get', '/phones/:udid/issued-tokens', (request): IssuedTokens => {
    const { gateway, udid, bundle } = bed(request);
    const { CFBundleIdentifier: bundleId, entitlements } = bundle.manifest;
    const registrations = gateway.device(udid).registrations();
    const tokenOf = (wanted: string) => registrations.find(({ topic }) => topic === wanted)?.token ?? null;
    const environment = entitlements['aps-environment'] === 'production' ? 'production' : 'sandbox';
    return { alert: tokenOf(bundleId), voip: tokenOf(`${bundleId}.voip`), environment };
  });
  onPhone('/network', ({ network }, body) => network.set(NetworkConditions.parse(body)));
  onPhone('/flight-mode', (testbed, body) => testbed.setFlightMode(z.object({ on: z.boolean() }).parse(body).on));
  onPhone('/elapse', ({ clock }, body) => clock.elapse(z.object({ ms: Milliseconds }).parse(body).ms));
  onPhone('/rest', ({ clock }) => clock.quiet());

  onPhone('/line', (testbed, body) => carryOut(testbed, lineAct(body)));
  route('get', '/phones/:udid/recents', (request): readonly RecentEntry[] => bed(request).phone.line.recents());

  onPhone('/calls', async ({ callServer }, body): Promise<ServerCall> => {
    const { name, handle, video, to } = Dial.parse(body);
    return shownCall(await callServer.dial({ from: { name, handle }, to, video }));
  });
  onPhone('/calls/unknown', async ({ callServer }, body): Promise<ServerCall> => {
    const { name, handle } = Dial.parse(body);
    const { id } = await callServer.pushUnknownCall({ from: { name, handle }, to: CALLEE });
    return { id, state: 'ended' };
  });
  onPhone('/push-payload', async ({ callServer }, body) => {
    const { payload, validForMs } = PushPayload.parse(body);
    const pushes = await callServer.pushPayload(CALLEE, payload, validForMs);
    if (pushes.every(({ status }) => status !== 200)) {
      throw new ConflictError(`The payload was not pushed: ${pushes[0]?.reason ?? 'the server holds no VoIP token'}.`);
    }
  });
  onPhone('/calls/:call/cancel', ({ callServer }, _, request) => callServer.cancel(String(request.params['call'])));
  onPhone('/calls/:call/hang-up', ({ callServer }, _, request) => callServer.hangUp(String(request.params['call'])));
  onPhone('/calls/:call/answer-elsewhere', ({ callServer }, _, request) =>
    callServer.answerElsewhere(String(request.params['call'])),
  );
  onPhone('/calls/:call/decline-elsewhere', ({ callServer }, _, request) =>
    callServer.declineElsewhere(String(request.params['call'])),
  );
  route('get', '/phones/:udid/calls/:call', (request): ServerCall => {
    const id = String(request.params['call']);
    const call = bed(request).callServer.call(id);
    if (call === undefined) throw new NotFoundError(`The call server knows no call ${id}.`);
    return shownCall(call);
  });
  route('get', '/phones/:udid/calls/:call/record', (request): CallRecord | undefined =>
    bed(request).callServer.call(String(request.params['call'])),
  );
  route('get', '/phones/:udid/server/device', (request): ServerDevice => {
    const { user = CALLEE } = z.object({ user: z.string().optional() }).parse(request.query);
    const device = bed(request).callServer.device(user);
    return {
      registered: device !== undefined,
      alertToken: device?.alertToken != null,
      voipToken: device?.voipToken != null,
      environment: device?.environment ?? null,
      tokens: { alert: device?.alertToken ?? null, voip: device?.voipToken ?? null },
    };
  });
  onPhone('/server/credentials', ({ callServer }, body) =>
    callServer.setCredentials(z.object({ alert: z.boolean(), voip: z.boolean() }).parse(body)),
  );
  onPhone('/server/withhold-token', ({ callServer }, body) =>
    callServer.withholdToken(CALLEE, z.object({ kind: z.enum(['alert', 'voip']) }).parse(body).kind),
  );

  route('get', '/phones/:udid/journal', (request) => ({ position: bed(request).journal.position }));
  onPhone('/journal', ({ journal }, body) => journal.events(body === null ? undefined : eventMatch(body)));
  onPhone('/journal/wait', async ({ journal, clock }, body) => {
    const { match, limitMs } = z.object({ match: z.unknown(), limitMs: Milliseconds }).parse(body);
    const awaited = eventMatch(match);
    // A testbed at rest changes only by time, so nobody has to sit out the limit for an event that does not come.
    await clock.elapse(limitMs, () => journal.first(awaited) !== undefined);
    return journal.first(awaited);
  });

  return routes;
}

/** @throws UsageError when `port` is taken. */
export async function startControlServer(lab: ControlledLab, port = 0): Promise<ControlServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '4mb', strict: false }));
  for (const { method, path, handle } of controlRoutes(lab)) {
    app[method](path, async (request, response, next) => {
      try {
        response.json((await handle(request)) ?? null);
      } catch (error) {
        next(error);
      }
    });
  }
  app.use((request, _response, next) => next(new NotFoundError(`There is no ${request.method} ${request.path}.`)));
  app.use((error: unknown, _request: unknown, response: Response, _next: NextFunction) => {
    response.status(statusOf(error)).json({ error: { message: explained(error) } });
  });

  const server = createServer(app);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UsageError(`Port ${port} is already in use.`, 'Give another --control-port, or 0 for any free one.');
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the client is told went wrong. */
export function explained(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
}

function statusOf(error: unknown): number {
  if (error instanceof NotFoundError) return 404;
  if (error instanceof ConflictError) return 409;
  if (error instanceof z.ZodError) return 400;
  // A body that express could not read comes with its own status.
  return error instanceof Error && 'status' in error ? Number(error.status) : 500;
}

function eventMatch(body: unknown) {
  const { kind, phone, data, after } = Match.parse(body);
  return {
    kind,
    ...(phone === undefined ? {} : { phone }),
    ...(data === undefined ? {} : { data }),
    ...(after === undefined ? {} : { after }),
  };
}

function shownCall(call: { id: string; state: ServerCall['state']; endReason: string | null }): ServerCall {
  return { id: call.id, state: call.state, ...(call.endReason === null ? {} : { endReason: call.endReason }) };
}
