/**
 * The contract of a push server under test: the few steps that Ringproof asks of it, and what each takes and answers. It
 * is plain JSON, over HTTP or a command line, so that a server in any language can keep it.
 */

import { z } from 'zod';
import { handOverSchema } from './hand-over.ts';

/** Rises when a server that kept the previous one would break it. */
export const CONTRACT = 'ringproof-push-server/1';

const name = z.string().min(1);

const tokenText = z.string().regex(/^([0-9a-f]{2})+$/, 'expected lower-case hex');

const nothing = z.looseObject({});

const caller = z.strictObject({
  name: z.string().describe('As a person reads it; it can be longer than a payload may be'),
  handle: z.string().describe('Telephone number or e-mail address'),
});

interface StepShape {
  readonly what: string;
  readonly request: z.ZodType;
  readonly answer: z.ZodType;
}

/** Every step by name. An answer may have fields beyond those that are named. */
export const STEPS = {
  hello: {
    what: 'Says who the server is and which optional steps it takes. Asked until the server answers, then once more.',
    request: z.strictObject({}),
    answer: z.looseObject({
      contract: z.literal(CONTRACT),
      server: z.looseObject({ name, version: name }),
      steps: z.array(z.string()).describe('Optional steps that it takes: `message`, `elapse`'),
    }),
  },
  register: {
    what: 'A device of a user has these tokens from now on, in place of all that it had before, whoever used it.',
    request: z.strictObject({
      user: name,
      device: name,
      environment: z.enum(['sandbox', 'production']).describe("Apple's world in which the tokens are good"),
      tokens: z.strictObject({
        alert: tokenText.nullable().describe('For ordinary pushes; null when the device has none'),
        voip: tokenText.nullable().describe('From PushKit; null when the device has none'),
      }),
    }),
    answer: nothing,
  },
  unregister: {
    what: 'The user has signed out on the device.',
    request: z.strictObject({ user: name, device: name }),
    answer: nothing,
  },
  call: {
    what: 'Somebody calls a user: the server pushes as it does for a real call, and answers without waiting for APNs.',
    request: z.strictObject({ to: name, from: caller, video: z.boolean() }),
    answer: z.looseObject({ call: name.describe("The call's id, as the payload of its push has it") }),
  },
  cancel: {
    what: 'The caller gives up while the call rings.',
    request: z.strictObject({ call: name }),
    answer: nothing,
  },
  end: {
    what: 'The call is over for any other reason, such as the ring limit.',
    request: z.strictObject({ call: name }),
    answer: nothing,
  },
  message: {
    what: 'Optional. Something that is no call happens for a user, such as a chat message.',
    request: z.strictObject({ to: name, text: z.string() }),
    answer: nothing,
  },
  elapse: {
    what: "Optional. The server's clock, by which it dates provider tokens, goes forward by so many milliseconds.",
    request: z.strictObject({ ms: z.int().positive() }),
    answer: nothing,
  },
} as const satisfies Readonly<Record<string, StepShape>>;

export type StepName = keyof typeof STEPS;
export type StepRequest<Step extends StepName> = z.input<(typeof STEPS)[Step]['request']>;
export type StepAnswer<Step extends StepName> = z.output<(typeof STEPS)[Step]['answer']>;

/** Steps that a server may do without. */
export const OPTIONAL_STEPS = ['message', 'elapse'] as const satisfies readonly StepName[];
export type OptionalStep = (typeof OPTIONAL_STEPS)[number];

/** What a server answers in place of an answer when it cannot take a step. */
export const refusalSchema = z.looseObject({ error: name.describe('Why, as a sentence') });

/**
 * How a step came to nothing: the server was not reached, did not answer in time, refused the step with an error, or
 * answered what the contract does not know.
 */
export type BreachKind = 'unreached' | 'late' | 'refused' | 'malformed';

/** The server did not keep the contract, which says nothing about its pushes. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
  readonly step: StepName;
  readonly kind: BreachKind;

  /** @param problem completes "The push server breaks the contract at the step …: it" */
  constructor(step: StepName, kind: BreachKind, problem: string) {
    super(`The push server breaks the contract at the step ${step}: it ${problem}.`);
    this.step = step;
    this.kind = kind;
  }
}

/** The JSON Schema of the contract: a definition for each step's request and answer, and one for the hand-over. */
export function contractJsonSchema(): string {
  const definitions = Object.entries(STEPS).flatMap(([step, { what, request, answer }]) => [
    [`${step}.request`, { description: what, ...jsonSchema(request) }],
    [`${step}.answer`, jsonSchema(answer)],
  ]);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Contract of a push server under test',
    description: `${CONTRACT}: what Ringproof asks of a push server, and what it answers.`,
    $defs: {
      ...Object.fromEntries(definitions),
      refusal: jsonSchema(refusalSchema),
      handOver: {
        description: 'The file that the environment variable RINGPROOF_HANDOVER names.',
        ...jsonSchema(handOverSchema),
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return rest;
}
