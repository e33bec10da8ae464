/**
 * Serves the control API of a lab. Each route is one line of glue: the work is done by the testbed, and nothing here
 * decides a verdict.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Response } from 'express';
import { z } from 'zod';
import { messageOf, UsageError } from '../errors.ts';
import { onKind } from '../kind-words.ts';
import { CALLEE, isSimulated, type Testbed } from '../testbed.ts';
import { type ControlledTestbed, InconclusiveError, NotObservableError } from './controlled-testbed.ts';
import { Leases } from './leases.ts';
import { carryOut, lineAct } from './phone-line.ts';
import type {
  CallRecord,
  ControlError,
  IssuedTokens,
  LabInfo,
  LabPhone,
  LeasedPhone,
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
  testbed(udid: string): ControlledTestbed | undefined;
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
const Dtmf = z.object({
  digits: z.string().regex(/^[0-9A-D*#]{1,32}$/, 'expected 1 to 32 of 0 to 9, A to D, * and #'),
});
const Party = z.object({ name: z.string().min(1).max(200), handle: z.string().min(1).max(200) });
const SignalFate = z.object({
  user: z.string().default(CALLEE),
  direction: z.enum(['to-device', 'to-server']),
  signal: z.string().optional(),
  nth: z.number().int().min(1).default(1),
  delayMs: Milliseconds.optional(),
});
const Withholding = z.object({ user: z.string().default(CALLEE), kind: z.enum(['alert', 'voip']) });
const Rotation = z.object({ kind: z.enum(['alert', 'voip']), revoke: z.boolean() });
const Refusal = z.object({ reason: z.enum(['declined', 'busy']) });
const Region = z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as CN');
const PushPayload = z.object({ payload: z.record(z.string(), z.json()), validForMs: Milliseconds });
const NetworkConditions = z.object({
  delayMs: Milliseconds.default(0),
  latencyMs: Milliseconds.default(0),
  reachable: z.boolean().default(true),
});
const LeaseRequest = z.object({
  phone: z.string(),
  by: z.string().min(1).max(200).default('another session'),
  waitMs: Milliseconds.default(0),
});

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
  const bed = (request: Request): ControlledTestbed => {
    const testbed = lab.testbed(String(request.params['udid']));
    if (testbed === undefined) throw new NotFoundError(`The lab has no phone ${String(request.params['udid'])}.`);
    return testbed;
  };
  const onPhone = (path: string, handle: (testbed: ControlledTestbed, body: unknown, request: Request) => unknown) => {
    route('post', `/phones/:udid${path}`, (request) => handle(bed(request), request.body, request));
  };
  /** @param act what the lever does, as it follows "no test can" */
  const simulated = (request: Request, act: string): Testbed => {
    const testbed = bed(request);
    if (isSimulated(testbed)) return testbed;
    throw beyondTests(testbed, act);
  };
  const onSimulated = (path: string, act: string, handle: (testbed: Testbed, body: unknown) => unknown) => {
    route('post', `/phones/:udid${path}`, (request) => handle(simulated(request, act), request.body));
  };

  route('get', '/', () => lab.info());
  route('post', '/events', (request) => lab.onRunEvent(runEventSchema.parse(request.body)));
  route('get', '/leases', (): readonly LeasedPhone[] =>
    lab.info().phones.flatMap(({ udid, name: phone }) => {
      const holder = leases.holder(udid);
      return holder === undefined ? [] : [{ udid, phone, by: holder.by, since: holder.since }];
    }),
  );
  route('post', '/leases', async (request) => {
    const { phone: name, by, waitMs } = LeaseRequest.parse(request.body);
    const phone = lab.info().phones.find((candidate) => candidate.name === name);
    if (phone === undefined) throw new NotFoundError(`The lab has no phone named "${name}".`);
    const id = await leases.take(phone.udid, by, waitMs);
    if (id === undefined) throw new ConflictError(`"${name}" is leased to ${leases.holder(phone.udid)?.by ?? by}.`);
    try {
      const testbed = lab.testbed(phone.udid);
      await testbed?.admit();
      // Whoever had it last may have left it locked, which no session can start on.
      await testbed?.reset();
    } catch (error) {
      leases.giveBack(id);
      throw error;
    }
    return { id, phone, capabilities: lab.capabilities(phone.udid) };
  });
  route('delete', '/leases/:id', (request) => leases.giveBack(String(request.params['id'])));

  route('get', '/phones/:udid', (request) => lab.describe(bed(request).udid));
  onPhone('/reset', (testbed) => testbed.reset());
  onPhone('/install', (testbed, body) => {
    if (testbed.install === undefined) throw beyondTests(testbed, 'install the app afresh or another build of it');
    return testbed.install(z.object({ variant: z.string().nullable() }).parse(body).variant ?? undefined);
  });
  onSimulated('/update', 'install a new version of the app', (testbed) => testbed.update());
  onSimulated('/terminate-by-system', 'have iOS end the app to reclaim memory', ({ phone, bundle, clock }) => {
    phone.terminateBySystem(bundle.manifest.CFBundleIdentifier);
    return clock.quiet();
  });
  onSimulated('/force-quit', 'swipe the app away', ({ phone, bundle, clock }) => {
    phone.forceQuit(bundle.manifest.CFBundleIdentifier);
    return clock.quiet();
  });
  onSimulated('/reboot', 'restart the phone', ({ phone }) => phone.reboot());
  onSimulated('/voip-before-first-unlock', 'decide what becomes of pushes before the first unlock', ({ phone }, body) =>
    phone.setVoipBeforeFirstUnlock(z.object({ fate: z.enum(['launch', 'queue', 'drop']) }).parse(body).fate),
  );
  onSimulated('/region', 'set another region', ({ phone }, body) =>
    phone.setRegion(z.object({ code: Region }).parse(body).code),
  );
  onSimulated('/restart-call-services', 'crash the call service of iOS', ({ phone }) => phone.restartCallServices());
  onSimulated('/memory-pressure', 'make memory run short', ({ phone }, body) =>
    phone.memoryPressure(z.object({ level: z.enum(['warning', 'critical']) }).parse(body).level),
  );
  onSimulated('/invalidate-voip-token', 'invalidate the VoIP token', ({ phone, bundle }) =>
    phone.invalidateVoipToken(bundle.manifest.CFBundleIdentifier),
  );
  onSimulated(
    '/rotate-tokens',
    'have Apple give out new tokens',
    async ({ phone, gateway, randomness, udid }, body) => {
      const { bytes } = z.object({ bytes: z.number().int().min(1).max(100).optional() }).parse(body);
      const device = gateway.device(udid);
      for (const { topic } of device.registrations()) {
        device.invalidate(topic);
        await device.register(topic, bytes === undefined ? {} : { token: randomness.bytes(bytes).toString('hex') });
      }
      await phone.restartPushService();
    },
  );
  route('get', '/phones/:udid/issued-tokens', (request): IssuedTokens => {
    const { probe, entry } = bed(request);
    if (probe?.tokens !== undefined && 'environment' in entry)
      return { ...probe.tokens, environment: entry.environment };
    const { gateway, udid, bundle } = simulated(request, 'ask which tokens Apple has given out');
    const { CFBundleIdentifier: bundleId, entitlements } = bundle.manifest;
    const registrations = gateway.device(udid).registrations();
    const tokenOf = (wanted: string) => registrations.find(({ topic }) => topic === wanted)?.token ?? null;
    const environment = entitlements['aps-environment'] === 'production' ? 'production' : 'sandbox';
    return { alert: tokenOf(bundleId), voip: tokenOf(`${bundleId}.voip`), environment };
  });
  onSimulated('/network', 'change the network of the phone', ({ network }, body) =>
    network.set(NetworkConditions.parse(body)),
  );
  onSimulated('/flight-mode', 'turn flight mode on or off', (testbed, body) =>
    testbed.setFlightMode(z.object({ on: z.boolean() }).parse(body).on),
  );
  onPhone('/elapse', (testbed, body) => testbed.elapse(z.object({ ms: Milliseconds }).parse(body).ms));
  onPhone('/rest', (testbed) => testbed.rest());

  onSimulated('/line', 'use the line of the phone, its headset, Siri, Recents or Focus', (testbed, body) =>
    carryOut(testbed, lineAct(body)),
  );
  route('get', '/phones/:udid/recents', (request): readonly RecentEntry[] =>
    simulated(request, 'read Recents').phone.line.recents(),
  );

  onPhone('/calls', async (testbed, body): Promise<ServerCall> => {
    const { name, handle, video, to } = Dial.parse(body);
    return carried(testbed, async () =>
      shownCall(await testbed.callServer.dial({ from: { name, handle }, to, video })),
    );
  });
  onPhone('/calls/unknown', async (testbed, body): Promise<ServerCall> => {
    const { name, handle, to } = Dial.parse(body);
    const call = { from: { name, handle }, to };
    const { id } = await carried(testbed, () => testbed.callServer.pushUnknownCall(call));
    return { id, state: 'ended' };
  });
  onPhone('/push-payload', async (testbed, body) => {
    const { payload, validForMs } = PushPayload.parse(body);
    const pushes = await carried(testbed, () => testbed.callServer.pushPayload(CALLEE, payload, validForMs));
    if (pushes.every(({ status }) => status !== 200)) {
      throw new ConflictError(`The payload was not pushed: ${pushes[0]?.reason ?? 'the server holds no VoIP token'}.`);
    }
  });
  onPhone('/check-pushes', (testbed, body) =>
    testbed.mustHaveReached(z.object({ after: z.number() }).parse(body).after),
  );
  onPhone('/inject-push', async (testbed, body) => {
    const { payload } = PushPayload.pick({ payload: true }).parse(body);
    if (testbed.probe === undefined)
      throw new NotObservableError(`No probe takes pushes ${onKind(testbed.entry.kind)}.`);
    await testbed.probe.inject(payload);
  });
  onPhone('/calls/:call/cancel', ({ callServer }, _, request) => callServer.cancel(String(request.params['call'])));
  onPhone('/calls/:call/hang-up', ({ callServer }, _, request) => callServer.hangUp(String(request.params['call'])));
  onPhone('/calls/:call/remote-answer', ({ callServer }, _, request) =>
    callServer.remoteAnswers(String(request.params['call'])),
  );
  onPhone('/calls/:call/remote-refuse', ({ callServer }, body, request) =>
    callServer.remoteRefuses(String(request.params['call']), Refusal.parse(body).reason),
  );
  onPhone('/calls/:call/answer-elsewhere', ({ callServer }, _, request) =>
    callServer.answerElsewhere(String(request.params['call'])),
  );
  onPhone('/calls/:call/decline-elsewhere', ({ callServer }, _, request) =>
    callServer.declineElsewhere(String(request.params['call'])),
  );
  onPhone('/calls/:call/remote-dtmf', ({ callServer }, body, request) => {
    callServer.sendDtmf(String(request.params['call']), Dtmf.parse(body).digits);
  });
  onPhone('/calls/:call/transfer', ({ callServer }, body, request) => {
    callServer.transfer(String(request.params['call']), Party.parse(body));
  });
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
  onPhone('/server/withhold-token', ({ callServer }, body) => {
    const { user, kind } = Withholding.parse(body);
    callServer.withholdToken(user, kind);
  });

  onPhone('/server/signal-fault', ({ callServer }, body) => {
    const fate = SignalFate.parse(body);
    const device = callServer.device(fate.user)?.device;
    if (device === undefined)
      throw new NotFoundError(`${fate.user} is not signed in on the phone, so it has no signals.`);
    callServer.faultSignal({ device, ...fate });
  });
  onSimulated('/server/rotate-credential', 'revoke a key of the provider', (testbed, body) => {
    const { kind, revoke } = Rotation.parse(body);
    testbed.rotateCredential(kind, revoke);
  });

  route('get', '/phones/:udid/journal', (request) => ({ position: bed(request).journal.position }));
  onPhone('/journal', async (testbed, body) => {
    if (body === null) return testbed.journal.events();
    const match = eventMatch(body);
    testbed.mustObserve(match);
    await testbed.mustBeComplete(match);
    return testbed.journal.events(match);
  });
  onPhone('/journal/wait', async (testbed, body) => {
    const { match, limitMs } = z.object({ match: z.unknown(), limitMs: Milliseconds }).parse(body);
    const awaited = eventMatch(match);
    testbed.mustObserve(awaited);
    const { journal } = testbed;
    // A testbed at rest changes only by time, so nobody has to sit out the limit for an event that does not come.
    await testbed.elapse(limitMs, () => journal.first(awaited) !== undefined);
    if (journal.first(awaited) === undefined) await testbed.mustBeComplete(awaited);
    return journal.first(awaited);
  });

  return routes;
}

/** @param act as it follows "no test can" */
function beyondTests({ entry }: ControlledTestbed, act: string): NotObservableError {
  const where = onKind(entry.kind);
  return new NotObservableError(`${where.charAt(0).toUpperCase()}${where.slice(1)} no test can ${act}.`);
}

/** Does what pushes, and makes sure that a phone is not judged by a push that never went to it. */
async function carried<T>(testbed: ControlledTestbed, push: () => Promise<T>): Promise<T> {
  const before = testbed.journal.position;
  const done = await push();
  await testbed.mustHaveReached(before);
  return done;
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
    response.status(statusOf(error)).json({ error: toldOf(error) });
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
export function toldOf(error: unknown): ControlError['error'] {
  const means = meaningOf(error);
  const message = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
  return { message, ...(means === undefined ? {} : { means }) };
}

function meaningOf(error: unknown): ControlError['error']['means'] {
  if (error instanceof NotObservableError) return 'not-observable';
  return error instanceof InconclusiveError ? 'skipped' : undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof NotObservableError) return 501;
  if (error instanceof InconclusiveError) return 503;
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
