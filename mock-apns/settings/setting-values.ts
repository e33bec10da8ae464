/**
 * What a setting may be: light descriptors, so that starting a gateway in a test loads no schema library. Each says in
 * words and as JSON schema what it takes.
 */

export interface Allowed<Value> {
  /** Completes "must be …". */
  readonly told: string;
  readonly schema: Readonly<Record<string, unknown>>;
  accepts(value: unknown): value is Value;
  /** What is wrong with a value, where `told` would not say enough; completes "The setting x …". */
  explain?(value: unknown): string | undefined;
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Allowed<Word> {
  return {
    told: words.map((word) => `"${word}"`).join(' or '),
    schema: { enum: words },
    accepts: (value): value is Word => words.some((word) => word === value),
  };
}

export const yesNo: Allowed<boolean> = {
  told: 'true or false',
  schema: { type: 'boolean' },
  accepts: (value) => typeof value === 'boolean',
};

/** @param what what each word is, such as `bundle ids`. */
export function listOf(what: string): Allowed<readonly string[]> {
  return {
    told: `a list of ${what}`,
    schema: { type: 'array', items: { type: 'string', minLength: 1 } },
    accepts: (value): value is readonly string[] =>
      Array.isArray(value) && value.every((word) => typeof word === 'string' && word !== ''),
  };
}

/** @param unit what is counted, such as `streams`. */
export function wholeNumber(unit: string, least: number, most = Number.MAX_SAFE_INTEGER): Allowed<number> {
  const isBounded = most !== Number.MAX_SAFE_INTEGER;
  return {
    told: `a whole number of ${unit}, ${isBounded ? `${least} to ${most}` : `at least ${least}`}`,
    schema: { type: 'integer', minimum: least, ...(isBounded ? { maximum: most } : {}) },
    accepts: (value): value is number => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

export const milliseconds: Allowed<number> = {
  told: 'a number of milliseconds, at least 0',
  schema: { type: 'number', minimum: 0 },
  accepts: (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0,
};

export function either<First, Second>(first: Allowed<First>, second: Allowed<Second>): Allowed<First | Second> {
  return {
    told: `${first.told}, or ${second.told}`,
    schema: { anyOf: [first.schema, second.schema] },
    accepts: (value): value is First | Second => first.accepts(value) || second.accepts(value),
  };
}

/** An object with exactly these keys. */
export function record<Fields extends object>(
  fields: {
    readonly [Name in keyof Fields]: Allowed<Fields[Name]>;
  },
): Allowed<Fields> {
  const entries = Object.entries<Allowed<unknown>>(fields);
  const names = Object.keys(fields);
  return {
    told: `{ ${entries.map(([name, { told }]) => `${name}: ${told}`).join('; ')} }`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
      required: names,
      additionalProperties: false,
    },
    accepts: (value): value is Fields =>
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).every((name) => names.includes(name)) &&
      entries.every(([name, allowed]) => allowed.accepts(Reflect.get(value, name))),
  };
}

/** Every one of the words once, in any order. @param start what to begin with when writing an order of one's own. */
export function orderOf<Word extends string>(
  words: readonly Word[],
  what: string,
  start: string,
): Allowed<readonly Word[]> {
  const each = `name each of the ${words.length} once. Start from ${start} and move names`;
  return {
    told: `a list of ${what} that must ${each}`,
    schema: {
      type: 'array',
      items: { enum: words },
      uniqueItems: true,
      minItems: words.length,
      maxItems: words.length,
    },
    accepts: (value): value is readonly Word[] =>
      Array.isArray(value) && value.length === words.length && words.every((word) => value.includes(word)),
    explain(value) {
      if (!Array.isArray(value)) return undefined;
      const missing = words.filter((word) => !value.includes(word));
      const lacks = missing.length > 0 ? ` and lacks ${missing.join(', ')}` : '';
      return `names ${value.length} ${what}${lacks}; it must ${each}`;
    },
  };
}
