/** The config file of a gateway that runs alone: what may stand in it. Settings have a table of their own. */

import { z } from 'zod';
import { type FaultRequest, faultRequestSchema } from '../faults/fault-request.ts';
import { MOST_WORKERS } from '../workers/most-workers.ts';
import { SETTINGS } from './settings.ts';

const port = z.int().min(0).max(65_535);

export const gatewayConfigSchema = z.strictObject({
  host: z.string().min(1).optional().describe('Address to listen on. Default 127.0.0.1.'),
  ports: z
    .strictObject({ sandbox: port.optional(), production: port.optional() })
    .optional()
    .describe('Port of each world; 0, the default, for any free one.'),
  managePorts: z
    .strictObject({ sandbox: port.optional(), production: port.optional() })
    .optional()
    .describe('Port of each world for broadcast channels; 0, the default, for any free one.'),
  credentials: z
    .string()
    .min(1)
    .optional()
    .describe('Folder that `ringproof credentials` made, relative to this file. Default: temporary ones.'),
  devices: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        topics: z.array(z.string().min(1)).min(1),
        tokens: z
          .record(z.string(), z.string())
          .optional()
          .describe('Device token of a topic, in hex, the same in both worlds. Default: a random one in each.'),
      }),
    )
    .optional()
    .describe('Devices that are on line and take every push; their tokens are printed.'),
  settings: z.record(z.string(), z.unknown()).optional().describe('See docs/reference/gateway-settings.md.'),
  // Read one by one with the words that `failNext` has for each mistake.
  faults: z.array(z.custom<FaultRequest>()).optional().describe('Befall the first that fit, in each world.'),
  workers: z
    .int()
    .min(1)
    .max(MOST_WORKERS)
    .optional()
    .describe('Processes that serve providers. Default 1: the gateway itself, without others beside it.'),
  control: z
    .strictObject({
      port: port.optional().describe('Default 0: any free one.'),
      host: z
        .string()
        .min(1)
        .optional()
        .describe('Address to listen on. Default 127.0.0.1; another one needs a token.'),
      token: z
        .string()
        .min(1)
        .optional()
        .describe('Whoever sends it may use the API. Default: programs on this machine.'),
    })
    .optional()
    .describe('Opens the control API, over HTTP.'),
  log: z
    .string()
    .min(1)
    .optional()
    .describe('File for JSON lines of every event, relative to this file; - for stdout.'),
});

export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;

/** For editors: describes the file, with each setting. */
export function gatewayConfigJsonSchema(): string {
  const schema = z.toJSONSchema(gatewayConfigSchema, { io: 'input', unrepresentable: 'any' });
  const settings = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(SETTINGS).map(([name, { allowed, default: byDefault, what }]) => [
        name,
        { ...allowed.schema, description: what, default: byDefault },
      ]),
    ),
  };
  const { $schema: _dialect, ...items } = z.toJSONSchema(faultRequestSchema(), { io: 'input' });
  const faults = { ...Object(schema.properties?.['faults']), items };
  return `${JSON.stringify({ ...schema, properties: { ...schema.properties, settings, faults } }, null, 2)}\n`;
}
