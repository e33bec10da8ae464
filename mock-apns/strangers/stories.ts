/**
 * What every client that we did not write goes through: a push that arrives, each class of refusal, a goodbye of the
 * gateway and a new credential. A client's own file tells how to drive it and wherein it differs.
 */

import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import {
  type AnswerableReason,
  type CourierPush,
  type Gateway,
  type ProviderCertificate,
  type ProviderKey,
  REASONS,
  type Reason,
  startGateway,
} from '../index.ts';

export const APP = 'com.example.phone';
export const TOPIC = `${APP}.voip`;
export const PAYLOAD = { aps: {}, call: { id: '2f1b7c9e-58c2-4a6e-9a53-0d9a4c1c7f10' } };

/** A VoIP push for {@link TOPIC}. */
export interface StrangerPush {
  readonly token: string;
  readonly payload: object;
}

/** What the client says of a push. */
export interface StrangerAnswer {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly timestamp?: number | undefined;
}

/** A client at work, with one credential. */
export interface Stranger {
  send(push: StrangerPush): Promise<StrangerAnswer>;
  close(): Promise<void>;
}

export interface Nature {
  readonly withKey: (gateway: Gateway, key: ProviderKey) => Stranger | Promise<Stranger>;
  /** Absent: the client knows provider tokens only. */
  readonly withCertificate?: (gateway: Gateway, own: ProviderCertificate) => Stranger | Promise<Stranger>;
  /** Requests that it makes of one push that is refused so. */
  readonly attempts: (reason: Reason) => number;
  /** Whether it hands on the time from which a token is dead. */
  readonly tellsTimestamp: boolean;
  /** Whether it keeps a connection for the next push. */
  readonly keepsConnection: boolean;
  /** What it says in place of a reason that it keeps to itself. */
  readonly instead?: Readonly<Partial<Record<Reason, string>>>;
}

export class Stage {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly arrived: CourierPush[] = [];
  readonly gateway: Gateway;
  readonly key: ProviderKey;
  readonly token: string;

  static async open(): Promise<Stage> {
    const clock = new TestbedClock();
    const journal = new Journal(clock);
    const settings = { idleTimeoutMs: IDLE_MS, providerTokenIntervalMs: 0 };
    const gateway = await startGateway({ clock, journal, settings });
    const token = await gateway.device('phone-1').register(TOPIC);
    return new Stage(clock, journal, gateway, token);
  }

  private constructor(clock: TestbedClock, journal: Journal, gateway: Gateway, token: string) {
    this.clock = clock;
    this.journal = journal;
    this.gateway = gateway;
    this.token = token;
    this.key = gateway.issueKey();
    gateway.device('phone-1').connect(async (push) => {
      this.arrived.push(push);
    });
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.clock.close();
  }
}

const IDLE_MS = 60_000;

/** What draws each refusal; the rest is asked for as a fault. */
const EARNED: readonly [Reason, (stage: Stage) => StrangerPush | Promise<StrangerPush>][] = [
  ['BadDeviceToken', () => ({ token: 'ab'.repeat(32), payload: PAYLOAD })],
  [
    'DeviceTokenNotForTopic',
    async ({ gateway }) => ({ token: await gateway.device('phone-1').register(APP), payload: PAYLOAD }),
  ],
  ['PayloadTooLarge', ({ token }) => ({ token, payload: { ...PAYLOAD, pad: 'x'.repeat(5120) } })],
  [
    'InvalidProviderToken',
    ({ gateway, key, token }) => {
      gateway.revokeKey(key.keyId);
      return { token, payload: PAYLOAD };
    },
  ],
];

const ASKED_FOR: readonly AnswerableReason[] = [
  'ExpiredProviderToken',
  'TooManyProviderTokenUpdates',
  'TooManyRequests',
  'InternalServerError',
  'ServiceUnavailable',
];

/** Declares the stories; call it inside `describe`. `stage` gives the stage of the running test. */
export function tellStories(nature: Nature, stage: () => Stage): void {
  let stranger: Stranger;

  afterEach(async () => {
    await stranger.close();
  });

  it('carries a VoIP push to the phone', async () => {
    const { gateway, key, token, clock, arrived } = stage();
    stranger = await nature.withKey(gateway, key);
    assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
    await clock.quiet();
    assert.deepEqual(
      arrived.map(({ topic, pushType, payload }) => ({ topic, pushType, payload })),
      [{ topic: TOPIC, pushType: 'voip', payload: PAYLOAD }],
    );
  });

  const { withCertificate } = nature;
  if (withCertificate !== undefined) {
    it('carries a VoIP push to the phone by certificate', async () => {
      const { gateway, token, clock, arrived } = stage();
      const own = await gateway.issueCertificate({ bundleId: APP, kinds: ['voip'] });
      stranger = await withCertificate(gateway, own);
      assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
      await clock.quiet();
      assert.equal(arrived.length, 1);
    });
  }

  for (const [reason, cause] of EARNED) {
    it(`is told ${REASONS[reason].status} ${reason}`, async () => {
      const { gateway, key } = stage();
      stranger = await nature.withKey(gateway, key);
      const { status, reason: told } = await stranger.send(await cause(stage()));
      assert.deepEqual([status, told], [REASONS[reason].status, reason]);
    });
  }

  it('is told 410 Unregistered, and when the token died', async () => {
    const { gateway, key, token, clock } = stage();
    stranger = await nature.withKey(gateway, key);
    const before = clock.now();
    await gateway.device('phone-1').rotate(TOPIC);
    const { status, reason, timestamp } = await stranger.send({ token, payload: PAYLOAD });
    assert.deepEqual([status, reason], [410, 'Unregistered']);
    if (nature.tellsTimestamp) assert.ok(Number(timestamp) >= before && Number(timestamp) <= clock.now());
    else assert.equal(timestamp, undefined);
  });

  for (const reason of ASKED_FOR) {
    it(`is told ${REASONS[reason].status} ${reason}, and gets through when that is over`, async () => {
      const { gateway, key, token, journal } = stage();
      stranger = await nature.withKey(gateway, key);
      const fault = gateway.failNext({ reason, times: nature.attempts(reason) });
      const { status, reason: told } = await stranger.send({ token, payload: PAYLOAD });
      assert.deepEqual([status, told], [REASONS[reason].status, nature.instead?.[reason] ?? reason]);
      assert.equal(fault.remaining, 0);
      assert.equal(journal.events({ kind: 'push.accepted' }).length, 0);
      assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
    });
  }

  it('comes back after a GOAWAY', async () => {
    const { gateway, key, token, clock, journal } = stage();
    stranger = await nature.withKey(gateway, key);
    assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
    if (nature.keepsConnection) {
      await clock.elapse(IDLE_MS);
      await journal.waitFor({ kind: 'connection.closed' }, 5_000);
    }
    assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
    assert.equal(journal.events({ kind: 'connection.opened' }).length, 2);
    const [closed] = journal.events({ kind: 'connection.closed' });
    assert.equal(closed?.data.reason, nature.keepsConnection ? 'IdleTimeout' : null);
  });

  it('gets through with a new key when the old one is revoked', async () => {
    const { gateway, key, token } = stage();
    stranger = await nature.withKey(gateway, key);
    assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
    gateway.revokeKey(key.keyId);
    const refused = await stranger.send({ token, payload: PAYLOAD });
    assert.deepEqual([refused.status, refused.reason], [403, 'InvalidProviderToken']);
    await stranger.close();
    stranger = await nature.withKey(gateway, gateway.issueKey());
    assert.equal((await stranger.send({ token, payload: PAYLOAD })).status, 200);
  });
}
