/**
 * A server under test, in a process of its own so that its CPU time can be told from the provider's: `bare` is what
 * node:http2 costs with nothing behind it, `gateway` the mock APNs gateway with every check and its journal.
 */

import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Certificates, startGateway } from '../../mock-apns/index.ts';

/** What the parent needs to push to the server. */
export interface Ready {
  readonly port: number;
  readonly deviceToken: string;
  readonly topic: string;
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

const TOPIC = 'com.example.ringproof.calls.voip';

/** Events that the gateway's journal keeps; the bound that a gateway under load has, too. */
const JOURNAL_LIMIT = 10_000;

process.once('message', (certificates: Certificates) => {
  void start(String(process.argv[2]), certificates);
});

async function start(kind: string, certificates: Certificates): Promise<void> {
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
  const gateway = await startGateway({ clock, journal, certificates });
  const phone = gateway.device('phone');
  const deviceToken = await phone.register(TOPIC);
  phone.connect(async () => undefined);
  const port = kind === 'bare' ? await bareServer(certificates) : gateway.port;
  const { key, keyId, teamId } = gateway.issueKey();
  process.on('message', (asked) => process.send?.(asked === 'memory' ? held() : process.cpuUsage()));
  process.once('disconnect', () => process.exit());
  const ready: Ready = { port, deviceToken, topic: TOPIC, key, keyId, teamId };
  process.send?.(ready);
}

/** Bytes in the heap and outside that are in use, once what is not has been collected. */
function held(): number {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function bareServer({ certificate, key }: Certificates): Promise<number> {
  const server = createSecureServer({ cert: certificate, key, settings: { maxConcurrentStreams: 1000 } });
  server.on('stream', (stream) => {
    stream.on('data', () => undefined);
    stream.on('end', () =>
      stream.respond({ ':status': 200, 'apns-id': 'BA5E0000-0000-4000-8000-000000000001' }, { endStream: true }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
