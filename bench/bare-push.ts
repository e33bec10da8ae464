/**
 * The yardstick of everything that a push takes part in: node-apn, as vendors use it, sending to an HTTP/2 server that
 * reads the body, checks nothing and answers 200.
 */

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Notification, Provider } from '@parse/node-apn';
import type { Certificates } from '../mock-apns/index.ts';

export interface BarePush {
  /** Sends one VoIP push with a call in it and waits for the answer. */
  send(): Promise<void>;
  close(): Promise<void>;
}

export async function barePush({ key, certificate, certificateAuthority }: Certificates): Promise<BarePush> {
  const server = createSecureServer({ key, cert: certificate });
  server.on('stream', (stream) => {
    stream.on('data', () => undefined);
    stream.on('end', () =>
      stream.respond({ ':status': 200, 'apns-id': 'BA5E0000-0000-4000-8000-000000000001' }, { endStream: true }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const provider = new Provider({
    token: {
      key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      keyId: 'KEYID12345',
      teamId: 'TEAM123456',
    },
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    ca: [certificateAuthority],
  });
  const token = 'a1'.repeat(32);
  return {
    async send() {
      const notification = new Notification();
      notification.topic = 'com.example.ringproof.calls.voip';
      notification.pushType = 'voip';
      notification.priority = 10;
      notification.expiry = 0;
      notification.rawPayload = {
        aps: {},
        call: { id: '5b5e0000-0000-4000-8000-000000000001', from: { name: 'Alice Example' } },
      };
      const { failed } = await provider.send(notification, token);
      if (failed[0] !== undefined) throw new Error(`The bare push server refused a push: ${JSON.stringify(failed[0])}`);
    },
    async close() {
      void provider.shutdown();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
