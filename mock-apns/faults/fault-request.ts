/**
 * Faults as they are asked for: which requests or connections they are for, how often, and what happens to those. Plain
 * data, so that a configuration file can hold them.
 */

import { createRequire } from 'node:module';
import type { z } from 'zod';
import { ERROR_CODE, type ErrorName } from '../http2/frames.ts';
import { REASONS } from '../judging/reasons.ts';

/** A bad certificate never draws an answer, so connect with one instead. */
const ANSWERABLE = Object.keys(REASONS).filter((reason) => !reason.startsWith('BadCertificate'));

/** A fault has one effect, by whose name it is told from others. */
function describeEffects({ z }: typeof import('zod')) {
  const errorCode = z.enum(Object.keys(ERROR_CODE) as [ErrorName, ...ErrorName[]]);

  const delay = z.number().int().positive();

  /** Which requests a fault is for: those that fit every field that is given. */
  const match = z.strictObject({
    topic: z.string().optional(),
    /** The value of `apns-push-type`. */
    pushType: z.string().optional(),
    /** Id of the device that owns the request's device token. */
    device: z.string().optional(),
    /** Device token, in lower-case hex. */
    token: z.string().optional(),
    /** `apns-id`, as the provider gave it. */
    id: z.string().optional(),
    /** Number of the connection, as `connection.opened` in the journal has it. */
    connection: z.number().int().positive().optional(),
    /**
     * Only the n-th that fits the other fields and all after it, counted from 1 and from when the fault was set. What an
     * older fault takes is not counted.
     */
    nth: z.number().int().positive().optional(),
  });

  /** Which connections: nothing else is known of one before its first byte. */
  const connectionMatch = z.strictObject({
    /** Number of the TCP connection, counted from 1 and including those whose TLS handshake fails. */
    connection: z.number().int().positive().optional(),
    nth: z.number().int().positive().optional(),
  });

  /** How many requests or connections get it. Default 1. */
  const times = z.union([z.number().int().positive(), z.literal('always')]).optional();

  /** Without a match: every request. */
  const common = { times, match: match.optional() };

  const forConnections = { times, match: connectionMatch.optional() };

  return {
    /** Draws this reason, whatever the request deserves. */
    reason: z.strictObject({ reason: z.enum(ANSWERABLE as [AnswerableReason, ...AnswerableReason[]]), ...common }),
    /** Is answered as it deserves, after so many milliseconds of testbed time. */
    delayMs: z.strictObject({ delayMs: delay, ...common }),
    /** Stays without an answer. */
    silence: z.strictObject({ silence: z.literal(true), ...common }),
    /** Its stream is reset with this HTTP/2 error code. */
    reset: z.strictObject({ reset: errorCode, ...common }),
    /** Is answered as it deserves, and then the connection ends with GOAWAY. */
    goaway: z.strictObject({
      goaway: z.strictObject({ reason: z.string().optional(), code: errorCode.optional() }),
      ...common,
    }),
    /** The TCP connection is reset. */
    disconnect: z.strictObject({ disconnect: z.literal(true), ...common }),
    /** Neither this request nor anything after it on the connection is heard. */
    halfOpen: z.strictObject({ halfOpen: z.literal(true), ...common }),
    /** Draws 500 with a body that is not what a provider expects. */
    malformedBody: z.strictObject({ malformedBody: z.enum(['not JSON', 'cut off', 'missing']), ...common }),
    /** If it is accepted, the phone gets it never, or twice. */
    delivery: z.strictObject({ delivery: z.enum(['lost', 'twice']), ...common }),
    /** New connections are reset before TLS. */
    refuseConnection: z.strictObject({ refuseConnection: z.literal(true), ...forConnections }),
    /** New connections wait so many milliseconds of testbed time before TLS. */
    delayConnectionMs: z.strictObject({ delayConnectionMs: delay, ...forConnections }),
  } as const;
}

type Effects = ReturnType<typeof describeEffects>;
export type FaultEffectName = keyof Effects;

interface Schemas {
  readonly effects: Effects;
  readonly names: readonly FaultEffectName[];
  readonly request: z.ZodType<FaultRequest>;
}

let loaded: Schemas | undefined;

/** Made when first asked for: zod takes longer to load than all the rest of a gateway, and few begin with a fault. */
function schemas(): Schemas {
  if (loaded !== undefined) return loaded;
  const zod: typeof import('zod') = createRequire(import.meta.url)('zod');
  const effects = describeEffects(zod);
  const names = Object.keys(effects) as FaultEffectName[];
  loaded = { effects, names, request: zod.z.union(Object.values(effects)) };
  return loaded;
}

/** What a fault request may be, as a schema of zod's. */
export function faultRequestSchema(): z.ZodType<FaultRequest> {
  return schemas().request;
}

export type AnswerableReason = Exclude<keyof typeof REASONS, 'BadCertificate' | 'BadCertificateEnvironment'>;
export type FaultRequest = z.infer<Effects[FaultEffectName]>;
export type FaultMatch = NonNullable<z.infer<Effects['reason']>['match']>;

/**
 * Reads what may be a fault request.
 * @throws Error that says what is wrong with which field
 */
export function readFaultRequest(value: unknown): FaultRequest {
  const { effects, names } = schemas();
  const given: readonly string[] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const named = names.filter((name) => given.includes(name));
  const [effect] = named;
  if (effect === undefined || named.length > 1) {
    const got = named.length > 1 ? `${named.join(' and ')} together` : given.join(', ') || 'nothing';
    throw new Error(`No fault was set: it says ${got}. Give one effect of ${names.join(', ')}.`);
  }
  const read = effects[effect].safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Error(`No fault was set: ${where === '' ? '' : `'${where}': `}${problemOf(effect, value, issue)}`);
}

function problemOf(effect: FaultEffectName, value: unknown, issue: z.core.$ZodIssue | undefined): string {
  const given = Object(value)[effect];
  if (effect === 'reason' && issue?.path[0] === 'reason') {
    return String(given).startsWith('BadCertificate')
      ? `'${given}' is no reason that APNs answers with. A bad certificate ends the connection; connect with one from issueCertificate.`
      : `'${given}' is no reason that APNs answers with. Pass one of Apple's, spelled as in REASONS.`;
  }
  return `${issue?.message ?? 'it cannot be read'}.`;
}
