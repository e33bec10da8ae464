/**
 * A call script: what happens once (`before`), and the steps of a run, of which there may be many (`calls`, `rate`,
 * `limit`, as in SIPp). Plain data, the same from TypeScript and from YAML; `check-script.ts` makes it ready to run.
 */

import { z } from 'zod';
import { STEPS, type StepKind, type WrittenStep } from './steps.ts';
import type { Variable, Variables } from './variables.ts';

/** A script as it is written. */
export interface CallScript {
  readonly title: string;
  /** Values for `${name}` in the steps. */
  readonly variables?: Variables;
  /** Who calls when `dial` names nobody. Default Ada. */
  readonly caller?: { readonly name: string; readonly handle: string };
  /** Once, before the first run: devices that all runs share. */
  readonly before?: readonly WrittenStep[];
  readonly steps: readonly WrittenStep[];
  /** How many runs. Default 1. */
  readonly calls?: number;
  /** Runs begun per second of testbed time. Default: each as soon as `limit` allows. */
  readonly rate?: number;
  /** How many runs may go on at once. Default 1, and any number with a rate. */
  readonly limit?: number;
}

/** Everything of a script but its steps. */
export const scriptHead = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().min(1).describe('One line on what the script shows.'),
  variables: z
    .record(z.string().regex(/^\w+$/, 'expected letters, digits and _'), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Values for ${name} in the steps.'),
  caller: z
    .strictObject({ name: z.string().min(1).max(200), handle: z.string().min(1).max(200) })
    .default({ name: 'Ada', handle: '+441632960001' })
    .describe('Who calls when `dial` names nobody.'),
  before: z.array(z.unknown()).default([]).describe('Once, before the first run: devices that all runs share.'),
  steps: z.array(z.unknown()).min(1, 'a script has at least one step').describe('The steps of a run, in order.'),
  calls: z.int().min(1).max(1_000_000).default(1).describe('How many runs. Default 1.'),
  rate: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('Runs begun per second of testbed time. Default: each as soon as `limit` allows.'),
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('How many runs may go on at once. Default 1; any number with a rate.'),
});

/** Fields of the two steps that hold others. */
export const GROUPS = {
  repeat: 'Does its steps several times; ${turn} counts from 1.',
  together: 'Begins its steps at once: their signals cross.',
} as const;

/** A step that has been checked. Its fields are as written, since variables may change from run to run. */
export type CheckedStep =
  | { readonly kind: StepKind; readonly path: readonly PropertyKey[]; readonly written: unknown }
  | {
      readonly kind: 'repeat';
      readonly path: readonly PropertyKey[];
      readonly times: unknown;
      readonly steps: readonly CheckedStep[];
    }
  | { readonly kind: 'together'; readonly path: readonly PropertyKey[]; readonly steps: readonly CheckedStep[] };

/** A script that can be run. */
export interface CheckedScript {
  readonly title: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly caller: { readonly name: string; readonly handle: string };
  readonly before: readonly CheckedStep[];
  readonly steps: readonly CheckedStep[];
  readonly calls: number;
  readonly rate: number | undefined;
  readonly limit: number | undefined;
}

/** For editors: describes the YAML file. */
export function scriptJsonSchema(): string {
  const steps = { type: 'array', items: { $ref: '#/$defs/step' } };
  const kinds = Object.entries(STEPS).map(([kind, { what, fields, short }]) => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(fields, { io: 'input', override: allowVariables });
    const alone = short === null ? undefined : schema.properties?.[short];
    const value = { anyOf: [...(alone === undefined ? [] : [alone]), schema, { type: 'null' }] };
    return only(kind, { description: what, ...value });
  });
  const times = { anyOf: [{ type: 'integer', minimum: 1 }, VARIABLE] };
  const groups = [
    only('repeat', {
      description: GROUPS.repeat,
      type: 'object',
      properties: { times, steps },
      required: ['times', 'steps'],
      additionalProperties: false,
    }),
    only('together', { description: GROUPS.together, ...steps }),
  ];
  const alone = Object.entries(STEPS).filter(([, { fields }]) => fields.safeParse({}).success);
  const bare = { description: 'A step without fields.', enum: alone.map(([kind]) => kind) };
  const head = z.toJSONSchema(scriptHead, { io: 'input' });
  const lists = {
    before: { ...Object(head.properties?.['before']), items: steps.items },
    steps: { ...Object(head.properties?.['steps']), items: steps.items },
  };
  const whole = {
    ...head,
    properties: { ...head.properties, ...lists },
    $defs: { step: { anyOf: [bare, ...kinds, ...groups] } },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

const VARIABLE = { type: 'string', pattern: '\\$\\{\\w+\\}' } as const;

/** An editor must not complain of a variable where a number or one of a few words is expected. */
function allowVariables({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { type, pattern, enum: words, description, default: byDefault, ...rest } = jsonSchema;
  if (type !== 'integer' && type !== 'boolean' && pattern === undefined && words === undefined) return;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  const own = { type, ...(pattern === undefined ? {} : { pattern }), ...(words === undefined ? {} : { enum: words }) };
  Object.assign(jsonSchema, description === undefined ? {} : { description });
  Object.assign(jsonSchema, byDefault === undefined ? {} : { default: byDefault });
  Object.assign(jsonSchema, { anyOf: [{ ...own, ...rest }, VARIABLE] });
}

function only(kind: string, value: object): object {
  return { type: 'object', properties: { [kind]: value }, required: [kind], additionalProperties: false };
}
