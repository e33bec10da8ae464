/**
 * Who may use the control API. Without a token that is this machine alone, and no page in a browser on it: the address
 * listened on, `Host` and `Origin` all have to be of this machine, so that a name that is made to point here (DNS
 * rebinding) gets nowhere.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Problem } from './problem.ts';

const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** What an address to listen on is called. */
const LOCAL_ADDRESSES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** @throws Error when others could reach an API without a token. */
export function checkHost(host: string, token: string | undefined): void {
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new Error(
      'The control API was not opened: its token is empty, or has characters that no HTTP header can hold. Give one of ' +
        'letters, digits and signs without spaces, such as `openssl rand -hex 16` makes.',
    );
  }
  if (token !== undefined || LOCAL_ADDRESSES.has(host)) return;
  throw new Error(
    `The control API was not opened: its address is '${host}', which others can reach, and it has no token. Give it a ` +
      'token, or leave the address out for 127.0.0.1.',
  );
}

export function access(token: string | undefined): RequestHandler {
  return function checkAccess(request, response, next) {
    if (token === undefined) checkLocal(request);
    else {
      response.set('www-authenticate', 'Bearer');
      checkToken(request, token);
      response.removeHeader('www-authenticate');
    }
    next();
  };
}

function checkToken({ headers: { authorization = '' } }: Request, token: string): void {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  throw new Problem(401, {
    what: given === undefined ? 'The request has no token.' : 'The token is not the one of this API.',
    expected: 'Authorization: Bearer <token>',
    next: 'Send the token that the gateway was started with.',
  });
}

/** Texts of one length, whatever is given: comparing must not tell how long the token is. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checkLocal({ headers: { host = '', origin } }: Request): void {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (!LOCAL_NAMES.has(name)) {
    throw new Problem(403, {
      what: 'The request is for another host.',
      got: host,
      expected: 'a Host of this machine: localhost, 127.0.0.1 or [::1]',
      next: 'Use such an address, or start the gateway with a token for the control API.',
    });
  }
  if (origin === undefined || isLocalOrigin(origin)) return;
  throw new Problem(403, {
    what: 'The request comes from a web page of another origin.',
    got: origin,
    expected: 'no Origin, or one of this machine',
    next: 'Ask from a program, or start the gateway with a token for the control API.',
  });
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && LOCAL_NAMES.has(new URL(origin).hostname);
}
