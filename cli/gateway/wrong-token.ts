/** Looks at the device tokens of a config file before any is registered, so that a mistake is told with its place. */

import { fixedTokenProblem } from '../../mock-apns/devices/fixed-token.ts';
import type { GatewayConfig } from '../../mock-apns/settings/gateway-config.ts';

interface WrongToken {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The first token that is none, is for no topic of its device, or is there twice. */
export function wrongToken(devices: NonNullable<GatewayConfig['devices']>): WrongToken | undefined {
  const owners = new Map<string, string>();
  for (const [index, { id, topics, tokens = {} }] of devices.entries()) {
    for (const [topic, token] of Object.entries(tokens)) {
      const path = ['devices', index, 'tokens', topic];
      if (!topics.includes(topic)) {
        return { path, message: `there is no such topic among the device's; they are ${topics.join(', ')}` };
      }
      const problem = fixedTokenProblem(token);
      if (problem !== undefined) return { path, message: `the token ${problem}` };
      const owner = owners.get(token.toLowerCase());
      if (owner !== undefined) {
        return { path, message: `the token is taken: ${owner} has it. Give each topic a token of its own` };
      }
      owners.set(token.toLowerCase(), `${id} for the topic ${topic}`);
    }
  }
  return undefined;
}
