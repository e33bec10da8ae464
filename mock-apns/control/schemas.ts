/** What requests and answers of the control API hold. Input is checked by these, and the OpenAPI document is made of them. */

import { z } from 'zod';
import { CERTIFICATE_KINDS } from '../credentials/client-certificate.ts';
import { REASONS, type Reason } from '../judging/reasons.ts';

export const WORLDS = ['sandbox', 'production'] as const;

const reason = z.enum(Object.keys(REASONS) as [Reason, ...Reason[]]);
const positive = z.coerce.number().int().positive();
const text = z.string().min(1);
/** No recursive schema, which would need names of its own in the document. */
const anyJson = z.unknown();
const data = z.record(z.string(), anyJson);

export const worldParameter = z.object({ world: z.enum(WORLDS) });
export const deviceParameter = worldParameter.extend({ device: text });
export const topicParameter = deviceParameter.extend({ topic: text });

export const event = z.strictObject({
  seq: z.int().describe('Position in the journal, from 1.'),
  at: z.int().describe('Testbed time, milliseconds since 1970.'),
  part: z.enum(['gateway', 'call-server', 'phone']),
  kind: text.describe('What happened, such as push.accepted.'),
  phone: z.string().optional().describe('Id of the device that it happened on.'),
  data: data.describe('See the reference of journal events.'),
});

export const registration = z.strictObject({
  topic: text,
  token: text.describe('Device token in lower-case hex.'),
  kind: z.enum(['alert', 'voip']),
});

export const device = z.strictObject({
  id: text,
  isConnected: z.boolean(),
  storedPushes: z.int().min(0).describe('Pushes that rest until it connects.'),
  registrations: z.array(registration),
});

export const registerBody = z.strictObject({
  token: z.string().optional().describe('Device token in hex of 8 to 1024 bytes, in place of a random one.'),
});

export const uninstallBody = z.strictObject({ bundleId: text });

export const channelBody = z.strictObject({
  bundleId: text,
  channelId: text.describe('As the manage port gave it, in base64.'),
});

export const courierPush = z.strictObject({
  id: text.describe('The push’s apns-id.'),
  topic: text,
  pushType: text,
  priority: z.int(),
  collapseId: z.string().optional(),
  channelId: z.string().optional().describe('Of a broadcast.'),
  payload: data,
});

export const courierQuery = z.strictObject({
  acknowledge: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: a push is delivered when it is acknowledged, and not when it is written.'),
});

export const keyBody = z.strictObject({
  teamId: z.string().optional(),
  topics: z.array(text).optional().describe('Default: any.'),
  environment: z.enum(['sandbox', 'production', 'both']).optional().describe('Default: the world of the path.'),
  relatedTo: z.string().optional().describe('Key id of a topic-specific key that this one may follow.'),
});

export const key = z.strictObject({
  key: text.describe('PEM of the private key, as in a .p8 file. A secret.'),
  keyId: text,
  teamId: text,
  environment: z.enum(['sandbox', 'production', 'both']),
  topics: z.array(text).optional(),
});

export const keyParameter = worldParameter.extend({ keyId: text });
export const faultParameter = worldParameter.extend({ fault: z.coerce.number().int() });
export const courierPushParameter = deviceParameter.extend({ push: text });

export const certificateBody = z.strictObject({
  bundleId: text,
  kinds: z
    .array(z.enum(CERTIFICATE_KINDS))
    .optional()
    .describe('Default: all. voip alone: a VoIP Services certificate.'),
  environments: z.array(z.enum(WORLDS)).optional().describe('Default: both.'),
  expired: z.boolean().optional(),
});

export const certificate = z.strictObject({ certificate: text.describe('PEM.'), key: text.describe('PEM. A secret.') });

export const revokedCertificate = z.strictObject({ certificate: text.describe('PEM.') });

export const fault = z.strictObject({
  id: z.int(),
  remaining: z.union([z.int(), z.literal('always')]).describe('How many requests or connections will still get it.'),
  explanation: text,
});

export const push = z.strictObject({
  answer: z.union([z.literal('accepted'), reason]),
  event,
  fates: z.array(event).describe('What became of it afterwards: stored, delivered, expired, lost, discarded.'),
});

export const pushQuery = z.strictObject({
  answer: z.union([z.literal('accepted'), reason]).optional(),
  device: z.string().optional(),
  topic: z.string().optional(),
  pushType: z.string().optional(),
  id: z.string().optional().describe('apns-id.'),
  token: z.string().optional().describe('Device token, of which the journal has the first eight characters.'),
  after: z.coerce.number().int().min(0).optional().describe('Only pushes after this position of the journal.'),
  limit: positive.max(1000).default(100).describe('The newest so many.'),
});

export const expectationBody = z.strictObject({
  expectation: z.strictObject({
    answer: z
      .union([z.literal('accepted'), reason])
      .optional()
      .describe('Default: accepted.'),
    device: z.string().optional(),
    topic: z.string().optional(),
    pushType: z.string().nullable().optional(),
    priority: z.number().nullable().optional(),
    expiration: z.number().nullable().optional(),
    collapseId: z.string().nullable().optional(),
    id: z.string().optional(),
    payload: data.optional().describe('Members that the payload has, at any depth.'),
  }),
  // Node's own fetch gives up after five minutes without an answer.
  withinMs: z.int().min(0).max(240_000).optional().describe('Real time. Default 5000.'),
  after: z.int().min(0).optional().describe('Only pushes after this position; default: since the last reset.'),
});

export const journalQuery = z.strictObject({
  kind: z.string().optional(),
  phone: z.string().optional(),
  after: z.coerce.number().int().min(0).optional(),
  limit: positive.max(10_000).default(1000).describe('The oldest so many.'),
});

export const journal = z.strictObject({
  events: z.array(event),
  position: z.int().describe('Of the newest event, shown or not.'),
});

export const world = z.strictObject({
  environment: z.enum(WORLDS),
  url: text,
  settings: data.describe('As they hold, defaults included.'),
});

export const info = z.strictObject({
  certificateAuthority: text.describe('PEM of the authority that a provider must trust.'),
  worlds: z.array(world),
});

export const elapseBody = z.strictObject({
  ms: z
    .number()
    .min(0)
    .max(366 * 86_400_000)
    .describe('Testbed milliseconds that are made to pass.'),
});

export const clock = z.strictObject({ now: z.int().describe('Testbed time, milliseconds since 1970.') });

export const health = z.strictObject({ status: z.literal('ok') });

export const problem = z.strictObject({
  error: z.strictObject({
    what: text,
    got: anyJson.optional(),
    expected: z.string().optional(),
    next: z.string().optional(),
  }),
});

export const document = z.record(z.string(), anyJson).describe('An OpenAPI 3.1 document.');
