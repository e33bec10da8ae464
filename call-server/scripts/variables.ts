/** Variables of a script: `${name}` in any text. A text that is nothing but a variable becomes its value, of its type. */

export type Variable = string | number | boolean;
export type Variables = Readonly<Record<string, Variable>>;

const USE = /\$\{([^{}]*)\}/g;

export interface UnknownVariable {
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

/** @returns the value with its variables filled in, and those that are not known, which stay as they are */
export function fillIn(
  value: unknown,
  variables: Variables,
  path: readonly PropertyKey[] = [],
): { readonly value: unknown; readonly unknown: readonly UnknownVariable[] } {
  const unknown: UnknownVariable[] = [];
  const fill = (part: unknown, at: readonly PropertyKey[]): unknown => {
    if (typeof part === 'string') {
      const named = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
      for (const [, name = ''] of part.matchAll(USE)) {
        if (named(name) === undefined) unknown.push({ path: at, name });
      }
      const [, alone] = /^\$\{([^{}]*)\}$/.exec(part) ?? [];
      if (alone !== undefined) return named(alone) ?? part;
      return part.replaceAll(USE, (use, name: string) => String(named(name) ?? use));
    }
    if (Array.isArray(part)) return part.map((item, index) => fill(item, [...at, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, fill(item, [...at, key])]));
  };
  return { value: fill(value, path), unknown };
}
