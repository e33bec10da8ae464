/** Every check of a push server, in the order in which they run. */

import { CONNECTION_CHECKS } from './connections.ts';
import { PAYLOAD_CHECKS } from './payload.ts';
import type { PushCheck } from './push-check.ts';
import { ROUTING_CHECKS } from './routing.ts';
import { TOKEN_CHECKS } from './tokens.ts';

export const PUSH_CHECKS: readonly PushCheck[] = [
  ...ROUTING_CHECKS,
  ...PAYLOAD_CHECKS,
  ...TOKEN_CHECKS,
  ...CONNECTION_CHECKS,
];

export type { PushCheck } from './push-check.ts';
