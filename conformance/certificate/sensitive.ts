/**
 * Marks on the fields of a schema whose values must not be handed on as they are. The mark says what kind of thing a
 * value is, so that it is masked for what it is and not for how it looks; the published schema shows it, too.
 */

import { z } from 'zod';

export const SENSITIVE_TYPES = [
  'device token',
  'display name',
  'handle',
  'user name',
  'device identifier',
  'phone name',
] as const;
export type SensitiveType = (typeof SENSITIVE_TYPES)[number];

/** `free text` may repeat a value of any type. */
export type Mark = SensitiveType | 'free text';

const KEY = 'x-sensitive';

/** For a schema's `meta`. */
export function sensitive(mark: Mark): Readonly<Record<string, Mark>> {
  return { [KEY]: mark };
}

/** What stands in the place of a value. */
export function maskOf(type: SensitiveType): string {
  return `[a ${type}]`;
}

/**
 * The value with every marked text replaced.
 * @param at where `value` is, for messages: `phones[0].udid`
 */
export function mapMarked(
  schema: z.ZodType,
  value: unknown,
  change: (text: string, mark: Mark, at: string) => string,
  at = '',
): unknown {
  if (value === undefined || value === null) return value;
  const mark = schema.meta()?.[KEY] as Mark | undefined;
  if (mark !== undefined && typeof value === 'string') return change(value, mark, at);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional) {
    return mapMarked(schema.unwrap() as z.ZodType, value, change, at);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const element = schema.element as z.ZodType;
    return value.map((item, index) => mapMarked(element, item, change, `${at}[${index}]`));
  }
  if (schema instanceof z.ZodObject && typeof value === 'object') {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]: [string, unknown]) => {
        const field = shape[name];
        return [
          name,
          field === undefined ? inner : mapMarked(field, inner, change, at === '' ? name : `${at}.${name}`),
        ];
      }),
    );
  }
  return value;
}
