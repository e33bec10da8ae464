/** What a run event must look like: it comes from another process, so it is not taken on trust. */

import { z } from 'zod';
import { WITNESSES } from '../../conformance/observability/witnesses.ts';
import type { CheckReport, RunEvent } from './protocol.ts';

const phone = z.string();

const checkReportSchema = z.strictObject({
  udid: z.string(),
  requirement: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'failed', 'error', 'skipped', 'not-observable']),
  message: z.exactOptional(z.string()),
  startedAt: z.number(),
  durationMs: z.number(),
  measurements: z.record(z.string(), z.number()),
  witnesses: z.exactOptional(z.array(z.enum(WITNESSES))),
  matches: z.exactOptional(z.array(z.string())),
  screenshot: z.exactOptional(z.string()),
}) satisfies z.ZodType<CheckReport>;

export const runEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('check-started'), phone, requirement: z.string(), title: z.string() }),
  z.strictObject({ type: z.literal('check-finished'), phone, result: checkReportSchema }),
  z.strictObject({ type: z.literal('trouble'), phone, message: z.string() }),
  z.strictObject({ type: z.literal('specs-ended'), phone, specs: z.array(z.string()), exitCode: z.number() }),
]) satisfies z.ZodType<RunEvent>;
