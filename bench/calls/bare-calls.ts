/**
 * The yardstick of the call server: `ws` with JSON messages, an entry in a Map per call, one node-apn push in each. It
 * keeps no record, checks no message and times nothing.
 */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Notification, Provider } from '@parse/node-apn';
import { WebSocketServer } from 'ws';
import type { CallsListener, CallsUnderTest, PushTarget } from './calls-under-test.ts';

interface BareCall {
  state: 'ringing' | 'connected';
  readonly user: string;
}

export async function bareCalls(target: PushTarget, listener: CallsListener): Promise<CallsUnderTest> {
  const { key, keyId, teamId, port, topic, deviceToken, certificateAuthority } = target;
  const provider = new Provider({
    token: { key, keyId, teamId },
    address: '127.0.0.1',
    port,
    ca: [certificateAuthority],
  });
  const calls = new Map<string, BareCall>();
  const sockets = new Map<string, { send(text: string): void }>();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  let pushed = 0;

  server.on('connection', (socket, request) => {
    const user = new URL(request.url ?? '', 'ws://bare').searchParams.get('user') ?? '';
    sockets.set(user, socket);
    socket.on('message', (data: Buffer) => {
      const { type, call: id } = JSON.parse(data.toString()) as { type: string; call: string };
      const call = calls.get(id);
      if (call === undefined) return;
      if (type === 'ringing') listener.onRinging(id);
      if (type === 'accept') {
        call.state = 'connected';
        socket.send(JSON.stringify({ type: 'connected', call: id }));
      }
      if (type !== 'hang-up') return;
      calls.delete(id);
      socket.send(JSON.stringify({ type: 'ended', call: id, reason: 'hung-up' }));
      listener.onEnded(id);
    });
  });
  await once(server, 'listening');

  const push = async (call: string, notification: Notification) => {
    const { failed } = await provider.send(notification, deviceToken);
    if (failed[0] !== undefined) throw new Error(`A push was refused: ${JSON.stringify(failed[0])}`);
    pushed += 1;
    listener.onPushed(call);
  };

  return {
    port: (server.address() as AddressInfo).port,
    dial(user) {
      const call = { id: randomUUID(), from: { name: 'Ada', handle: '+441632960001' }, video: false, state: 'ringing' };
      calls.set(call.id, { state: 'ringing', user });
      listener.onDialled(call.id);
      sockets.get(user)?.send(JSON.stringify({ type: 'incoming', call }));
      const notification = new Notification();
      notification.topic = topic;
      notification.pushType = 'voip';
      notification.priority = 10;
      notification.expiry = 0;
      notification.rawPayload = { aps: {}, call };
      void push(call.id, notification);
    },
    lost: (dialled) => (pushed === dialled ? undefined : `${pushed} of ${dialled} calls were pushed`),
    async forget() {
      calls.clear();
      pushed = 0;
    },
  };
}
