/** One push from the gateway to itself, over the network as a provider sends it: proves that it is ready. */

import apn from '@parse/node-apn';
import { HarnessError } from '../../lab/errors.ts';
import type { Environment, ProviderKey, Worlds } from '../../mock-apns/index.ts';

export interface ExampleDevice {
  readonly environment: Environment;
  readonly id: string;
  readonly topic: string;
  readonly token: string;
}

export interface Pushing {
  readonly worlds: Worlds;
  readonly key: ProviderKey;
  /** A device of the sandbox. */
  readonly device: ExampleDevice;
}

/** @throws HarnessError when the gateway does not take the push */
export async function pushOnce({ worlds, key, device }: Pushing): Promise<void> {
  const { host, port } = worlds.sandbox;
  const provider = new apn.Provider({
    token: { key: key.key, keyId: key.keyId, teamId: key.teamId },
    address: host,
    port,
    ca: [worlds.certificateAuthority],
  });
  const push = new apn.Notification();
  push.topic = device.topic;
  push.pushType = device.topic.endsWith('.voip') ? 'voip' : 'alert';
  push.rawPayload = { aps: { alert: 'Ringproof' } };
  try {
    const { failed } = await provider.send(push, device.token);
    const [failure] = failed;
    if (failure === undefined) return;
    const why = failure.response?.reason ?? failure.error?.message ?? 'no answer';
    throw new HarnessError(
      `The gateway did not take its own push: ${why}.`,
      'Look for a setting or a fault that refuses it.',
    );
  } finally {
    await provider.shutdown();
  }
}
