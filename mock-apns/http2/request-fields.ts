/** The rules that a request's header fields must keep whatever they say (RFC 9113, 8.2 and 8.3). */

/** What HTTP/2 itself wants to know of a request. */
export interface RequestFields {
  readonly method: string;
  readonly path: string;
  /** Bytes of the body as announced; undefined when nothing was. */
  readonly contentLength: number | undefined;
}

const PSEUDO_HEADERS: ReadonlySet<string> = new Set([':method', ':scheme', ':path', ':authority']);

/** Belong to HTTP/1.1's connections (RFC 9113, 8.2.2). */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** RFC 9110's token without upper case. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** NUL, CR or LF anywhere, or space at an end (RFC 9113, 8.2.1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the rule is about
const BAD_VALUE = /[\0\r\n]|^[ \t]|[ \t]$/;
const DIGITS = /^\d{1,15}$/;

/** Names that were found to be good, so that a provider's next request need not be looked at letter by letter. */
const GOOD_NAMES = new Set<string>();
const GOOD_NAME_LIMIT = 256;

/** @returns undefined when the request is malformed: PROTOCOL_ERROR for its stream. */
export function readRequestFields(fields: readonly string[]): RequestFields | undefined {
  let method: string | undefined;
  let path: string | undefined;
  let scheme: string | undefined;
  let authority: string | undefined;
  let contentLength: number | undefined;
  let isPastPseudoHeaders = false;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    if (BAD_VALUE.test(value)) return undefined;
    if (name.startsWith(':')) {
      if (isPastPseudoHeaders || !PSEUDO_HEADERS.has(name)) return undefined;
      const before = name === ':method' ? method : name === ':path' ? path : name === ':scheme' ? scheme : authority;
      if (before !== undefined) return undefined;
      if (name === ':method') method = value;
      else if (name === ':path') path = value;
      else if (name === ':scheme') scheme = value;
      else authority = value;
      continue;
    }
    isPastPseudoHeaders = true;
    if (!isGoodName(name)) return undefined;
    if (name === 'te' && value !== 'trailers') return undefined;
    if (name !== 'content-length') continue;
    if (!DIGITS.test(value) || (contentLength !== undefined && contentLength !== Number(value))) return undefined;
    contentLength = Number(value);
  }
  if (method === 'CONNECT') {
    // Names a host and nothing else (RFC 9113, 8.5). What has no path is answered as one with a path that is none.
    const isWellFormed = authority !== undefined && path === undefined && scheme === undefined;
    return isWellFormed ? { method, path: '', contentLength } : undefined;
  }
  if (method === undefined || path === undefined || path === '' || scheme === undefined) return undefined;
  return { method, path, contentLength };
}

/** Whether the fields after a body are well-formed: none may be a pseudo header. */
export function areTrailers(fields: readonly string[]): boolean {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (!isGoodName(fields[index] ?? '') || BAD_VALUE.test(fields[index + 1] ?? '')) return false;
  }
  return true;
}

function isGoodName(name: string): boolean {
  if (GOOD_NAMES.has(name)) return true;
  if (!NAME.test(name) || OF_THE_CONNECTION.has(name)) return false;
  if (GOOD_NAMES.size < GOOD_NAME_LIMIT) GOOD_NAMES.add(name);
  return true;
}
