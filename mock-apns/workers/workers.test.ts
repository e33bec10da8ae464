/** One gateway in several processes: whichever worker a provider meets, it is the same gateway. */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { type EventMatch, Journal, TestbedClock } from '../../clock/index.ts';
import {
  type DeviceLink,
  type GatewaySettings,
  type ProviderKey,
  startGateway,
  startWorlds,
  type Worlds,
} from '../index.ts';
import { providerToken, secondsFromNow, type TestAnswer, TestProvider } from '../testing/provider.ts';

const APP = 'com.example.phone';
const VOIP = `${APP}.voip`;
const WORKERS = 2;
const CONNECTIONS = 4;
/** Real milliseconds for something that happens in another process. */
const LIMIT_MS = 10_000;

const storeFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('ringproof-workers-'));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function runningWorkers(): number[] {
  const file = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(file)) return [];
  const pids = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  return pids.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workers/worker.ts'));
}

describe('a gateway with workers', function () {
  this.timeout(60_000);

  const clock = new TestbedClock();
  after(() => clock.close());

  let journal: Journal;
  let worlds: Worlds;
  let key: ProviderKey;
  let authorization: string;
  let providers: TestProvider[];
  let phone: DeviceLink;
  let arrived: unknown[];
  let foldersBefore: string[];
  let devices = 0;

  async function open(settings: Partial<GatewaySettings> = {}): Promise<void> {
    foldersBefore = storeFolders();
    journal = new Journal(clock);
    worlds = await startWorlds({ clock, journal, settings, workers: WORKERS });
    key = worlds.issueKey();
    authorization = `bearer ${providerToken(key)}`;
    await connectProviders();
  }

  async function close(): Promise<void> {
    for (const provider of providers) provider.close();
    await worlds.close();
  }

  /** As many connections to each worker, since connections go round. */
  async function connectProviders(): Promise<void> {
    providers = Array.from({ length: CONNECTIONS }, () => new TestProvider(worlds.sandbox));
    // Their handshakes are over, and they may have many streams open, after a push that is accepted.
    const warmUp = worlds.sandbox.device('warm-up');
    const token = await warmUp.register(VOIP);
    for (const provider of providers) {
      const { status } = await provider.send(request(token, { expiration: '0' }));
      assert.equal(status, 200);
    }
  }

  const request = (
    token: string,
    { expiration = '', name = 'call', topic = VOIP, collapseId = '', as = authorization } = {},
  ) => ({
    path: `/3/device/${token}`,
    headers: {
      authorization: as,
      'apns-topic': topic,
      ...(expiration === '' ? {} : { 'apns-expiration': expiration }),
      ...(collapseId === '' ? {} : { 'apns-collapse-id': collapseId }),
    },
    body: JSON.stringify({ name }),
  });

  const provider = (index: number): TestProvider => {
    const one = providers[index % providers.length];
    assert.ok(one !== undefined);
    return one;
  };

  const reasonOf = ({ status, body }: TestAnswer) => `${status} ${body?.reason ?? ''}`.trim();

  /** The same request on each connection, and so by each worker. */
  const askAll = async (...args: Parameters<typeof request>) => {
    const answers = await Promise.all(providers.map((one) => one.send(request(...args))));
    return answers.map(reasonOf);
  };

  const all = (reason: string) => Array.from({ length: CONNECTIONS }, () => reason);

  async function take(push: { readonly payload: { readonly name?: unknown } }): Promise<void> {
    arrived.push(push.payload.name);
  }

  /** All events that match, when there are so many; those of workers come a moment later. */
  async function atLeast(count: number, match: EventMatch) {
    while (journal.events(match).length < count) {
      const next = await journal.next(({ kind }) => kind === match.kind, LIMIT_MS);
      assert.ok(next !== undefined, `${journal.events(match).length} of ${count} ${match.kind} came`);
    }
    return journal.events(match);
  }

  const events = (kind: string, count: number) => atLeast(count, { kind, phone: phone.deviceId });

  const pidsOf = () => {
    const started = journal.events({ kind: 'worker.started' });
    return new Map(started.map(({ data }) => [data.worker, Number(data.pid)]));
  };

  beforeEach(() => {
    arrived = [];
    devices += 1;
    phone = worlds?.sandbox.device(`phone-${devices}`);
  });

  describe('serves', () => {
    before(() => open({ storageSlot: 'collapse-id', providerTokenIntervalPer: 'address' }));
    after(close);

    it('connections in turn, and counts them over all workers', () => {
      const opened = journal.events({ kind: 'connection.opened' });
      assert.deepEqual(
        opened.map(({ data }) => data.connection),
        [1, 2, 3, 4],
      );
      for (const worker of [1, 2]) assert.equal(opened.filter(({ data }) => data.worker === worker).length, 2);
    });

    it('a phone on line with every push once, in the order in which they were accepted', async () => {
      phone.connect(take);
      const token = await phone.register(VOIP);
      const names = Array.from({ length: 200 }, (_, index) => `call ${index}`);
      const answers = await Promise.all(names.map((name, index) => provider(index).send(request(token, { name }))));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      await events('push.delivered', names.length);
      assert.deepEqual([arrived.length, new Set(arrived)], [names.length, new Set(names)]);
      const accepted = journal.events({ kind: 'push.accepted', phone: phone.deviceId });
      assert.deepEqual(
        accepted.map(({ data }) => Object(data.payload).name),
        arrived,
      );
      assert.deepEqual(
        new Set(answers.map(({ headers }) => headers['apns-id'])),
        new Set(accepted.map(({ data }) => data.id)),
      );
    });

    it('a phone that was away in the order of the pushes, one per slot, whichever worker took them', async () => {
      const token = await phone.register(VOIP);
      for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        const collapseId = name === 'd' ? 'a' : name;
        assert.equal((await provider(index).send(request(token, { name, collapseId }))).status, 200);
      }
      await provider(0).send(request(token, { name: 'now or never', expiration: '0' }));
      await events('push.expired', 1);
      phone.connect(take);
      await events('push.delivered', 4);
      assert.deepEqual(arrived, ['b', 'c', 'd', 'e']);
      assert.equal((await events('push.discarded', 1)).length, 1);
    });

    it('410 to a token that was rotated, invalidated, expired or unregistered, and 200 once it is alive again', async () => {
      const first = await phone.register(VOIP);
      const second = await phone.rotate(VOIP);
      assert.deepEqual(await askAll(first), all('410 Unregistered'));
      assert.deepEqual(await askAll(second), all('200'));
      phone.unregister(VOIP);
      assert.deepEqual(await askAll(second), all('410 Unregistered'));
      assert.equal(await phone.register(VOIP), second);
      assert.deepEqual(await askAll(second), all('200'));
      phone.expire(VOIP);
      assert.deepEqual(await askAll(second), all('410 ExpiredToken'));
      const third = await phone.register(VOIP);
      assert.deepEqual(await askAll(third), all('200'));
      phone.invalidate(VOIP);
      assert.deepEqual(await askAll(third), all('410 Unregistered'));
    });

    it('keys that are issued, related and revoked later', async () => {
      const token = await phone.register(VOIP);
      const one = worlds.issueKey({ topics: [VOIP] });
      await connectProviders();
      const fresh = Array.from({ length: CONNECTIONS }, () => new TestProvider(worlds.sandbox));
      const ask = async (someKey: ProviderKey) => {
        const as = `bearer ${providerToken(someKey)}`;
        const answers = await Promise.all(fresh.map((one) => one.send(request(token, { as }))));
        return answers.map(reasonOf);
      };
      assert.deepEqual(await ask(one), all('200'));
      const related = worlds.issueKey({ topics: [VOIP], relatedTo: one.keyId });
      assert.deepEqual(await ask(related), all('200'));
      assert.deepEqual(await ask(worlds.issueKey({ topics: [VOIP] })), all('403 UnrelatedKeyIdInToken'));
      worlds.revokeKey(one.keyId);
      assert.deepEqual(await ask(one), all('403 InvalidProviderToken'));
      for (const provider of fresh) provider.close();
    });

    it('429 to a second provider token of an address, on every connection', async () => {
      const token = await phone.register(VOIP);
      const one = worlds.issueKey();
      const [first, second] = [0, -60].map((seconds) => providerToken(one, { issuedAt: secondsFromNow(seconds) }));
      assert.equal(reasonOf(await provider(0).send(request(token, { as: `bearer ${first}` }))), '200');
      assert.deepEqual(await askAll(token, { as: `bearer ${second}` }), all('429 TooManyProviderTokenUpdates'));
      assert.deepEqual(await askAll(token, { as: `bearer ${first}` }), all('200'));
    });

    it('nobody with a certificate that was revoked', async () => {
      const certificate = await worlds.issueCertificate({ bundleId: APP, kinds: ['voip'], environments: ['sandbox'] });
      const token = await phone.register(VOIP);
      const withCertificate = () => new TestProvider(worlds.sandbox, { certificate });
      for (const one of [withCertificate(), withCertificate()]) {
        assert.equal((await one.send(request(token, { as: '' }))).status, 200);
        one.close();
      }
      worlds.revokeCertificate(certificate.certificate);
      for (const one of [withCertificate(), withCertificate()]) {
        await assert.rejects(one.send(request(token)));
        one.close();
      }
      await atLeast(2, { kind: 'connection.closed', data: { reason: 'BadCertificate' } });
    });

    it('as many faults as were asked for, from the n-th push on, over all connections', async () => {
      const token = await phone.register(VOIP);
      const rule = worlds.sandbox.failNext({ reason: 'ServiceUnavailable', times: 3, match: { nth: 10, token } });
      const pushes = Array.from({ length: 60 }, (_, index) =>
        provider(index).send(request(token, { expiration: '0' })),
      );
      const answers = (await Promise.all(pushes)).map(reasonOf);
      assert.equal(answers.filter((answer) => answer === '503 ServiceUnavailable').length, 3);
      assert.equal(answers.filter((answer) => answer === '200').length, 57);
      assert.deepEqual([rule.remaining, worlds.sandbox.faults().length], [0, 0]);
      await events('push.expired', 57);
      const order = journal
        .events()
        .filter(({ kind, phone: id }) => id === phone.deviceId && /^push\.(accepted|rejected)$/.test(kind))
        .map(({ kind }) => kind);
      assert.deepEqual(
        order.flatMap((kind, index) => (kind === 'push.rejected' ? index + 1 : [])),
        [10, 11, 12],
      );
    });

    it('faults that were cancelled no more', async () => {
      const token = await phone.register(VOIP);
      const rule = worlds.sandbox.failNext({ reason: 'Forbidden', times: 'always' });
      assert.deepEqual(await askAll(token), all('403 Forbidden'));
      assert.equal(rule.remaining, Number.POSITIVE_INFINITY);
      rule.cancel();
      assert.deepEqual(await askAll(token), all('200'));
    });

    it('connections that a fault refuses not at all', async () => {
      worlds.sandbox.failNext({ refuseConnection: true });
      const refused = new TestProvider(worlds.sandbox);
      await assert.rejects(refused.send(request('ab')));
      const next = new TestProvider(worlds.sandbox);
      assert.equal(reasonOf(await next.send(request(await phone.register(VOIP)))), '200');
      next.close();
      assert.equal(journal.events({ kind: 'connection.disturbed' }).length, 1);
    });

    it('a lost and a doubled delivery', async () => {
      phone.connect(take);
      const token = await phone.register(VOIP);
      worlds.sandbox.failNext({ delivery: 'lost' });
      worlds.sandbox.failNext({ delivery: 'twice' });
      for (const [index, name] of ['lost', 'doubled'].entries()) await provider(index).send(request(token, { name }));
      await events('push.delivered', 2);
      assert.deepEqual(arrived, ['doubled', 'doubled']);
    });

    it('tokens of any length and kind with BadDeviceToken', async () => {
      for (const token of ['f'.repeat(5_000), '%00', 'ü', '0'.repeat(64)]) {
        const answers = await askAll(encodeURI(token));
        assert.deepEqual(answers, all('400 BadDeviceToken'), token.slice(0, 10));
      }
    });

    it('each world with its own tokens', async () => {
      const token = await worlds.production.device('phone-1').register(VOIP);
      assert.deepEqual(await askAll(token), all('400 BadDeviceToken'));
      const there = new TestProvider(worlds.production);
      assert.equal((await there.send(request(token))).status, 200);
      there.close();
    });
  });

  describe('counts', () => {
    const LIMIT = 25;
    before(() => open({ deviceRate: { pushes: LIMIT, withinMs: 3_600_000 }, deviceTokenBytes: 1024 }));
    after(close);

    it('the pushes to a device exactly, with all connections at once', async () => {
      const token = await phone.register(VOIP);
      const pushes = Array.from({ length: 120 }, (_, index) => provider(index).send(request(token)));
      const answers = (await Promise.all(pushes)).map(reasonOf);
      assert.equal(answers.filter((answer) => answer === '200').length, LIMIT);
      assert.equal(answers.filter((answer) => answer === '429 TooManyRequests').length, 120 - LIMIT);
      assert.equal((await events('push.accepted', LIMIT)).length, LIMIT);
    });

    it('anew after a reset, which drops what workers had accepted before it', async () => {
      const token = await phone.register(VOIP);
      const pushes = Array.from({ length: LIMIT }, (_, index) => provider(index).send(request(token)));
      assert.deepEqual(new Set((await Promise.all(pushes)).map(reasonOf)), new Set(['200']));
      worlds.sandbox.failNext({ reason: 'Forbidden', times: 'always' });
      worlds.sandbox.reset();
      assert.equal(phone.storedPushes, 0);
      assert.deepEqual(await askAll(token), all('200'));
    });

    it('anew when enough time was made to pass', async () => {
      const token = await phone.register(VOIP);
      const inTurn = Array.from({ length: LIMIT }, (_, index) => provider(index).send(request(token)));
      assert.deepEqual(new Set((await Promise.all(inTurn)).map(reasonOf)), new Set(['200']));
      assert.deepEqual(await askAll(token), all('429 TooManyRequests'));
      await clock.elapse(3_600_000);
      assert.deepEqual(await askAll(token), all('200'));
    });
  });

  describe('loses a worker', () => {
    beforeEach(() => open());
    afterEach(close);

    it('and no push that was accepted; another one takes its place', async () => {
      phone = worlds.sandbox.device('phone');
      phone.connect(take);
      const token = await phone.register(VOIP);
      const answered: string[] = [];
      const pushing = providers.map(async (one, connection) => {
        for (let count = 0; count < 100; count += 1) {
          const name = `${connection}.${count}`;
          const answer = await one.send(request(token, { name, expiration: '0' })).catch(() => undefined);
          if (answer?.status === 200) answered.push(name);
          if (answered.length === 50) process.kill(pidsOf().get(1) ?? 0, 'SIGKILL');
        }
      });
      const replaced = journal.next(({ kind }) => kind === 'worker.started', LIMIT_MS);
      await Promise.all(pushing);
      await replaced;
      const [exited] = journal.events({ kind: 'worker.exited' });
      assert.deepEqual([exited?.data.worker, exited?.data.signal], [1, 'SIGKILL']);
      assert.equal(journal.events({ kind: 'connection.closed' }).length, 2, 'the dead worker had two connections');
      await events('push.delivered', answered.length);
      assert.deepEqual(
        answered.filter((name) => !arrived.includes(name)),
        [],
      );
      assert.equal(new Set(arrived).size, arrived.length);
      await connectProviders();
      assert.deepEqual(await askAll(token), all('200'));
      const workers = journal.events({ kind: 'connection.opened' }).map(({ data }) => data.worker);
      assert.deepEqual(new Set(workers.slice(-CONNECTIONS)), new Set([1, 2]));
    });

    it('and ends the connections that were on their way to it', async () => {
      const pid = pidsOf().get(1) ?? 0;
      process.kill(pid, 'SIGSTOP');
      const token = await worlds.sandbox.device('phone').register(VOIP);
      const onTheirWay = Array.from({ length: CONNECTIONS }, () => new TestProvider(worlds.sandbox));
      const served = onTheirWay.map((one) => one.send(request(token)).then(reasonOf));
      // The other worker has answered, so those in between wait for the one that has stopped.
      await Promise.any(served);
      process.kill(pid, 'SIGKILL');
      const results = await Promise.allSettled(served);
      assert.equal(results.filter(({ status }) => status === 'rejected').length, 2);
      for (const one of onTheirWay) one.close();
    });

    it('and tries again when the next one does not start', async () => {
      process.kill(pidsOf().get(1) ?? 0, 'SIGKILL');
      await atLeast(1, { kind: 'worker.exited' });
      const [fresh] = runningWorkers().filter((pid) => ![...pidsOf().values()].includes(pid));
      if (fresh === undefined) return; // Only Linux tells the children of a process.
      process.kill(fresh, 'SIGKILL');
      await atLeast(1, { kind: 'worker.failed' });
      await clock.elapse(1_000);
      await atLeast(WORKERS + 1, { kind: 'worker.started' });
    });

    it('and lets providers wait when it was the last one', async () => {
      phone = worlds.sandbox.device('phone');
      const token = await phone.register(VOIP);
      for (const pid of pidsOf().values()) process.kill(pid, 'SIGKILL');
      await atLeast(WORKERS, { kind: 'worker.exited' });
      await connectProviders();
      assert.deepEqual(await askAll(token), all('200'));
    });
  });

  describe('ends', () => {
    it('with a word to every provider, and leaves no process and no file', async () => {
      await open();
      const sessions = Array.from({ length: CONNECTIONS }, (_, index) =>
        connect(index % 2 === 0 ? worlds.sandbox.url : worlds.production.url, { ca: worlds.certificateAuthority }),
      );
      await Promise.all(sessions.map((session) => once(session, 'remoteSettings')));
      const goodbyes = sessions.map((session) => once(session, 'goaway'));
      const pids = [...pidsOf().values()];
      await close();
      for (const [code, , data] of await Promise.all(goodbyes)) {
        assert.deepEqual([code, JSON.parse(String(data)).reason], [0, 'Shutdown']);
      }
      assert.deepEqual([pids.length, pids.filter(isRunning), storeFolders()], [WORKERS, [], foldersBefore]);
      assert.equal(journal.events({ kind: 'worker.exited' }).length, 0);
      await close();
      await worlds.sandbox.device('late').register(VOIP);
    });
  });

  it('ends within seconds when a worker says nothing any more', async () => {
    await open();
    const pids = [...pidsOf().values()];
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    const closed = close();
    await clock.elapse(5_000);
    await closed;
    assert.deepEqual([pids.filter(isRunning), storeFolders()], [[], foldersBefore]);
  });

  it('hands on what it relays', async () => {
    const far = await startGateway({ clock, journal: new Journal(clock) });
    const { key: pem, keyId, teamId } = far.issueKey();
    const token = await far.device('phone-1').register(VOIP);
    journal = new Journal(clock);
    const to = { url: far.url, ca: far.certificateAuthority };
    const credential = { key: pem, keyId, teamId };
    worlds = await startWorlds({ clock, journal, workers: WORKERS, relays: { sandbox: { to, credential } } });
    authorization = `bearer ${providerToken(worlds.issueKey())}`;
    await connectProviders();
    assert.deepEqual(await askAll(token), all('200'));
    await atLeast(CONNECTIONS, { kind: 'relay.answered', data: { status: 200 } });
    await close();
    await far.close();
  });

  it('says what is wrong with the number of workers', async () => {
    for (const workers of [0, -1, 1.5, 65, Number.NaN]) {
      await assert.rejects(
        startWorlds({ clock, journal: new Journal(clock), workers }),
        new RegExp(`its number of workers is ${workers}\\. Give a whole number from 1,.* to 64`),
      );
    }
  });

  it('starts nothing when a port is in use', async () => {
    const other = await startGateway({ clock, journal: new Journal(clock) });
    const before = storeFolders();
    const ports = { production: other.port };
    await assert.rejects(
      startWorlds({ clock, journal: new Journal(clock), workers: WORKERS, ports }),
      /another program/,
    );
    assert.deepEqual(storeFolders(), before);
    await other.close();
  });
});
