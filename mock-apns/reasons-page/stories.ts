/**
 * One way to draw each of Apple's 32 reasons from the gateway, as real requests: the page of reasons is made of what
 * comes back. Most are a good VoIP push with one thing changed; the rest need a second request, a certificate, a setting
 * or a fault.
 */

import { Journal, type TestbedClock } from '../../clock/index.ts';
import {
  type CertificateRequest,
  type Certificates,
  type Gateway,
  type GatewaySettings,
  REASONS,
  type Reason,
  startGateway,
} from '../index.ts';
import { ACK, endsStream, FrameProvider, PING, SETTINGS } from '../testing/frames.ts';
import { providerToken, secondsFromNow, type TestAnswer, TestProvider } from '../testing/provider.ts';
import { APP, CASES, type Change, pushWith, type Stage, setStage, VOIP } from '../testing/refusals.ts';

export interface Story {
  readonly reason: Reason;
  /** What the provider does; completes "Drawn by …". */
  readonly told: string;
  /** The answer as a provider sees it: status and body, or the GOAWAY frame. */
  draw(): Promise<string>;
}

export interface Backstage {
  readonly clock: TestbedClock;
  readonly certificates: Certificates;
}

export function storiesOf(backstage: Backstage): Story[] {
  const told = new Map([...singleRequests(backstage), ...longer(backstage)].map((story) => [story.reason, story]));
  return Object.keys(REASONS).map((reason) => {
    const story = told.get(reason as Reason);
    if (story === undefined) throw new Error(`No request is known that draws ${reason}: add one to the stories.`);
    return story;
  });
}

/** The first case of each reason that one request earns. */
function singleRequests(backstage: Backstage): Story[] {
  const first = new Map<Reason, Story>();
  for (const [, reason, told, change] of CASES) {
    if (first.has(reason)) continue;
    const draw = () => onStage(backstage, {}, async (stage, send) => textOf(await send(await change(stage))));
    first.set(reason, { reason, told: `${told}${shown(headersOf(change))}`, draw });
  }
  return [...first.values()];
}

function longer(backstage: Backstage): Story[] {
  return [
    {
      reason: 'TooManyProviderTokenUpdates',
      told: 'a second token of one key on one connection, within 20 minutes of the first',
      draw: () =>
        onStage(backstage, {}, async ({ gateway }, send) => {
          const key = gateway.issueKey();
          await send(signed(providerToken(key, { issuedAt: secondsFromNow(-60) })));
          return textOf(await send(signed(providerToken(key))));
        }),
    },
    {
      reason: 'UnrelatedKeyIdInToken',
      told: 'a token of a key with topics on a connection whose first key had other topics',
      draw: () =>
        onStage(backstage, {}, async ({ gateway }, send) => {
          await send(signed(providerToken(gateway.issueKey({ topics: [VOIP] }))));
          return textOf(await send(signed(providerToken(gateway.issueKey({ topics: [VOIP, APP] })))));
        }),
    },
    {
      reason: 'TooManyRequests',
      told: 'a second push to one device token within a minute, with `deviceRate: { pushes: 1, withinMs: 60000 }`',
      draw: () =>
        onStage(backstage, { deviceRate: { pushes: 1, withinMs: 60_000 } }, async (_stage, send) => {
          await send({});
          return textOf(await send({}));
        }),
    },
    {
      reason: 'Shutdown',
      told: 'a push whose body is still on its way when the gateway closes',
      draw: () =>
        onStage(backstage, {}, async (stage) => {
          const provider = new FrameProvider(stage.gateway);
          const { path, headers = {} } = pushWith(stage, {});
          const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
          provider.begin(1, {
            ':method': 'POST',
            ':scheme': 'https',
            ':path': path,
            host: 'localhost',
            ...Object.fromEntries(texts),
          });
          await provider.until(({ flags, type }) => type === SETTINGS && flags === ACK);
          await stage.gateway.close();
          await provider.closed;
          const body = provider.frames.find(endsStream(1))?.payload.toString() ?? '';
          return `${REASONS.Shutdown.status} ${body}`;
        }),
    },
    {
      reason: 'IdleTimeout',
      told: 'an hour without a request or PING, with `idleTimeoutMs: 3600000`',
      draw: () =>
        onStage(backstage, { idleTimeoutMs: 3_600_000 }, async ({ gateway }) => {
          const provider = new FrameProvider(gateway);
          provider.ping();
          await provider.until(({ flags, type }) => type === PING && flags === ACK);
          await backstage.clock.elapse(3_600_000);
          return farewell(provider);
        }),
    },
    {
      reason: 'BadCertificate',
      told: 'a connection with a certificate whose time is over',
      draw: () => withCertificate(backstage, { bundleId: APP, expired: true }),
    },
    {
      reason: 'BadCertificateEnvironment',
      told: 'a connection to the sandbox with a certificate for production alone',
      draw: () => withCertificate(backstage, { bundleId: APP, environments: ['production'] }),
    },
    ...(['Forbidden', 'InternalServerError', 'ServiceUnavailable'] as const).map(
      (reason): Story => ({
        reason,
        told: `any request after \`gateway.failNext({ reason: '${reason}' })\``,
        draw: () =>
          onStage(backstage, {}, async ({ gateway }, send) => {
            gateway.failNext({ reason });
            return textOf(await send({}));
          }),
      }),
    ),
  ];
}

type Send = (change: Change) => Promise<TestAnswer>;

/** Plays a story on a gateway of its own. */
async function onStage(
  { clock, certificates }: Backstage,
  settings: Partial<GatewaySettings>,
  play: (stage: Stage, send: Send) => Promise<string>,
): Promise<string> {
  const gateway = await startGateway({ clock, journal: new Journal(clock), certificates, settings });
  const stage = await setStage(gateway);
  const provider = new TestProvider(gateway);
  try {
    return await play(stage, (change) => provider.send(pushWith(stage, change)));
  } finally {
    provider.close();
    await gateway.close();
  }
}

function withCertificate(backstage: Backstage, request: CertificateRequest): Promise<string> {
  return onStage(backstage, {}, async ({ gateway }: { gateway: Gateway }) =>
    farewell(new FrameProvider(gateway, await gateway.issueCertificate(request))),
  );
}

async function farewell(provider: FrameProvider): Promise<string> {
  await provider.closed;
  const [first] = provider.farewell;
  return Array.isArray(first) ? `GOAWAY ${first[2]}` : 'no GOAWAY';
}

/** The headers of a change that needs nothing from the stage. */
function headersOf(change: (stage: Stage) => Change | Promise<Change>): Change['headers'] {
  if (change.length > 0) return undefined;
  const made = (change as () => Change | Promise<Change>)();
  return 'headers' in made ? made.headers : undefined;
}

const LONGEST_SHOWN = 30;

/** Headers as a reader would send them; long values are cut. */
function shown(changed: Change['headers'] = {}): string {
  const lines = Object.entries(changed).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => {
      const cut = value.length > LONGEST_SHOWN ? `${value.slice(0, 3)}… (${value.length} bytes)` : value;
      return `\`${name}: ${cut}\``;
    }),
  );
  return lines.length === 0 ? '' : `: ${lines.join(' and ')}`;
}

const signed = (token: string): Change => ({ headers: { authorization: `bearer ${token}` } });

/** The time of a 410 differs from run to run. */
function textOf({ status, body }: TestAnswer): string {
  const shown = body?.timestamp === undefined ? body : { ...body, timestamp: '…' };
  return `${status} ${JSON.stringify(shown).replace('"…"', '…')}`;
}
