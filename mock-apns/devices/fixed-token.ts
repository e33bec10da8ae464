/** A device token that is given rather than issued, so that those in a provider's fixtures work. */

/** Fewest and most bytes of a device token. */
export const TOKEN_BYTES = [8, 1024] as const;

/** What keeps a text from being a device token, to complete "the token …"; undefined when nothing does. */
export function fixedTokenProblem(token: string): string | undefined {
  const [fewest, most] = TOKEN_BYTES;
  const stray = /[^0-9a-f]/i.exec(token);
  if (stray !== null) return `has '${stray[0]}' at place ${stray.index + 1}; expected hex digits alone`;
  if (token.length % 2 === 1) return `has ${token.length} hex digits; expected an even number, two for each byte`;
  if (token.length >= 2 * fewest && token.length <= 2 * most) return undefined;
  return `has ${token.length} hex digits; expected ${2 * fewest} to ${2 * most}, commonly 64`;
}
