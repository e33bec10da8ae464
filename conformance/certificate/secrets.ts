/**
 * Looks for what must not be handed on with a report, and masks it: names of fields and forms of values that are secrets
 * wherever they occur. A net with holes, drawn so that it does not catch what reports are made of.
 */

/** A name that ends so, such as `deviceToken` or `api_key`. */
const SECRET_NAME =
  /(token|secret|password|passphrase|authorization|cookie|credentials?|(api|private|access)[ _-]?key)$/i;

const SECRET_VALUES: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*)?/,
  'a JSON web token': /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
  'an authorization header': /\b(bearer|basic) [\w+/.=-]{16,}/i,
  'a device token': /(?<![0-9a-f])[0-9a-f]{64,}(?![0-9a-f])/i,
  'a password in a URL': /\b[a-z][a-z+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i,
};

/** @returns where and what, such as `checks[3].message holds a device token`; never the value itself */
export function secretsIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') {
    return Object.entries(SECRET_VALUES)
      .filter(([, form]) => form.test(value))
      .map(([what]) => `${path} holds ${what}`);
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const named = SECRET_NAME.test(name) && inner !== null && inner !== '' ? [`${at} is named like a secret`] : [];
    return [...named, ...secretsIn(name, `the name of ${at}`), ...secretsIn(inner, at)];
  });
}

/** Device tokens as journals cut them, and the words that stand where a token might. */
const HARMLESS_LENGTH = 8;

/**
 * The same with every secret replaced by what it was, such as `[a device token]`. Fields that are named like a secret lose
 * their text, unless it is as short as what the journal itself leaves of a token.
 */
export function maskSecrets<T>(value: T): T {
  return masked(value) as T;
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      const isSecret = typeof inner === 'string' && SECRET_NAME.test(name);
      const isHarmless = isSecret && /token$/i.test(name) && inner.length <= HARMLESS_LENGTH;
      return [maskedText(name), isSecret && !isHarmless ? '[masked]' : masked(inner)];
    }),
  );
}

function maskedText(text: string): string {
  return Object.entries(SECRET_VALUES).reduce(
    (rest, [what, form]) => rest.replace(new RegExp(form, `g${form.flags}`), `[${what}]`),
    text,
  );
}
