/** Where the lab listens for the probe in a phone's app, as a lab file says it. */

import { z } from 'zod';

/** A phrase that nobody guesses, and that can stand in an address as it is. */
const SECRET = /^[A-Za-z0-9_-]{16,}$/;

export const ProbeInFile = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(1).max(65_535),
  secret: z
    .string()
    .regex(SECRET, 'must be at least 16 letters, digits, "-" or "_", such as `openssl rand -hex 16` makes'),
});
export type ProbeInFile = z.output<typeof ProbeInFile>;

/** What an app is given to find its lab: `ws://host:port/probe#secret`. */
export const PROBE_ADDRESS = /^wss?:\/\/[^/#\s]+\/probe#[A-Za-z0-9_-]{16,}$/;
