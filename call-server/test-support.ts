/**
 * What the tests of this room share: a plain HTTP/2 server in place of APNs that remembers requests and answers as
 * told, and a call server in front of it. It judges nothing; the gateway that does is another room.
 */

import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { text } from 'node:stream/consumers';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { z } from 'zod';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type CallServer, type CallServerOptions, startCallServer } from './index.ts';

interface SeenPush {
  readonly headers: IncomingHttpHeaders;
  readonly payload: { readonly [key: string]: unknown };
}

interface PlainGateway {
  readonly port: number;
  readonly ca: string;
  readonly seen: SeenPush[];
  /** Connections opened so far. */
  readonly connections: () => number;
  /** How the next pushes are answered; 200 by default. */
  answer: (push: SeenPush) => Promise<{ status: number; reason?: string }> | { status: number; reason?: string };
  close(): Promise<void>;
}

const record = z.record(z.string(), z.unknown());
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

async function startPlainGateway(): Promise<PlainGateway> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: EC,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const ca = certificate.toString('pem');
  const server = createSecureServer({
    cert: ca,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----`,
  });
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
  });
  const gateway: PlainGateway = {
    port: 0,
    ca,
    seen: [],
    connections: () => connections,
    answer: () => ({ status: 200 }),
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  const serve = async (headers: IncomingHttpHeaders, stream: ServerHttp2Stream) => {
    const push = { headers, payload: record.parse(JSON.parse(await text(stream))) };
    gateway.seen.push(push);
    const { status, reason } = await gateway.answer(push);
    stream.respond({ ':status': status, 'apns-id': 'a-push-id' });
    stream.end(reason === undefined ? '' : JSON.stringify({ reason }));
  };
  server.on('stream', (stream, headers) => {
    void serve(headers, stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return Object.assign(gateway, { port: typeof bound === 'object' && bound !== null ? bound.port : 0 });
}

const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
export const CREDENTIAL = { key: privateKey, keyId: 'KEYKEYKEY1', teamId: 'TEAMTEAM01' };

export const ADA = { name: 'Ada', handle: '+441632960001' };
export const TOKENS = { alertToken: 'a1'.repeat(32), voipToken: 'b2'.repeat(32) };

export interface Bench {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly gateway: PlainGateway;
  readonly server: CallServer;
  /** Registers a device over the in-process HTTP face and fails when it is refused. */
  register(
    user: string,
    device: string,
    tokens?: { alertToken: string | null; voipToken: string | null },
  ): Promise<void>;
  /** Data of the journal's events of one kind. */
  told(kind: string): object[];
  close(): Promise<void>;
}

export async function startBench(
  apns: Partial<CallServerOptions['apns']> = {},
  options: Partial<CallServerOptions> = {},
): Promise<Bench> {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  const gateway = await startPlainGateway();
  const server = await startCallServer({
    ...options,
    clock,
    journal,
    apns: {
      address: 'localhost',
      port: gateway.port,
      ca: gateway.ca,
      bundleId: 'com.example.calls',
      credentials: { alert: CREDENTIAL, voip: CREDENTIAL },
      ...apns,
    },
  }).catch(async (error: unknown) => {
    // What stays open would keep the test run from ending.
    await gateway.close();
    clock.close();
    throw error;
  });
  return {
    clock,
    journal,
    gateway,
    server,
    register: async (user, device, tokens = TOKENS) => {
      const response = await server.inject({
        method: 'PUT',
        url: `/users/${user}/devices/${device}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ bundleId: 'com.example.calls', environment: 'sandbox', ...tokens }),
      });
      if (response.status !== 204) throw new Error(`Registration refused: ${response.body}`);
    },
    told: (kind) => journal.events({ kind }).map((event) => event.data),
    close: async () => {
      await server.close();
      await gateway.close();
      clock.close();
    },
  };
}
