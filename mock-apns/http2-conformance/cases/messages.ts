/** Requests: their fields, pseudo header fields, length and end (RFC 9113, 8). A malformed one costs its stream (8.1.1). */

import type { RawClient } from '../raw-client.ts';
import { GET_ANSWERED, POST_ANSWERED, RESETS, type Row, row, type Section } from '../rows.ts';
import { END_HEADERS, END_STREAM, type Fields, GET, head, POST } from '../wire.ts';

const path = GET[2]?.[1] ?? '';

/** A whole request of these fields. */
const request = (fields: Fields) => (client: RawClient) => client.headers(1, fields);
const get = (...fields: Fields) => request([...GET, ...fields]);

const malformed = (what: string, send: Row['send']) => row(what, send, RESETS.protocol);
const good = (what: string, ...fields: Fields) => row(what, get(...fields), GET_ANSWERED);

/** A POST of these fields and a body of these frames. */
const post =
  (fields: Fields, ...bodies: readonly string[]) =>
  (client: RawClient) => {
    client.headers(1, [...POST, ...fields], bodies.length === 0 ? END_HEADERS | END_STREAM : END_HEADERS);
    for (const [index, body] of bodies.entries()) client.data(1, body, index === bodies.length - 1 ? END_STREAM : 0);
  };

/** A POST with a body and, after it, trailers. */
const trailers =
  (fields: Fields, flags = END_HEADERS | END_STREAM) =>
  (client: RawClient) => {
    client.headers(1, POST, END_HEADERS);
    client.data(1, '{}', 0);
    client.headers(1, fields, flags);
  };

const without = (name: string) => request(GET.filter(([other]) => other !== name));
const twice = (name: string, value?: string) =>
  request(GET.flatMap((field) => (field[0] === name ? [field, [name, value ?? field[1]] as const] : [field])));

export const MESSAGES: readonly Section[] = [
  {
    section: '8.1',
    title: 'requests',
    rows: [
      row('GET', get(), GET_ANSWERED),
      row('HEAD', request(head('HEAD', path)), ['answer MethodNotAllowed', 'answer 200']),
      row('POST', post([], '{}'), POST_ANSWERED),
      row('POST without body', post([]), POST_ANSWERED),
      row('POST with trailers', trailers([['x-checksum', 'y']]), POST_ANSWERED),
      row(
        'with a trailer field, too',
        (client) => {
          client.headers(1, [...POST, ['trailer', 'x-test']], END_HEADERS);
          client.data(1, 'test', 0);
          client.headers(1, [['x-test', 'ok']]);
        },
        POST_ANSWERED,
      ),
      malformed('a second HEADERS without END_STREAM', trailers([['x', 'y']], END_HEADERS)),
      malformed('trailers with a pseudo header field', trailers([[':method', 'POST']])),
      malformed('trailers with an uppercase name', trailers([['X-Checksum', 'y']])),
    ],
  },
  {
    section: '8.1.1',
    title: 'content-length',
    rows: [
      row('equals the body', post([['content-length', '2']], '{}'), POST_ANSWERED),
      row('equals the frames together', post([['content-length', '4']], '{', '  ', '}'), POST_ANSWERED),
      row('is 0 without a body', post([['content-length', '0']]), POST_ANSWERED),
      malformed('is less than the body', post([['content-length', '1']], 'test')),
      malformed('is less than the frames together', post([['content-length', '1']], 'test', 'test')),
      malformed('is more than the body', post([['content-length', '100']], 'test')),
      malformed('is more than no body', post([['content-length', '1']])),
      malformed('is no number', post([['content-length', 'x']], 'test')),
      malformed(
        'is two numbers',
        post(
          [
            ['content-length', '4'],
            ['content-length', '5'],
          ],
          'test',
        ),
      ),
      malformed('has a sign', post([['content-length', '+4']], 'test')),
    ],
  },
  {
    section: '8.2',
    title: 'field names and values',
    rows: [
      malformed('an uppercase name', get(['X-TEST', 'ok'])),
      malformed('one uppercase letter', get(['x-tEst', 'ok'])),
      malformed('an empty name', get(['', 'ok'])),
      malformed('a name with a space', get(['x test', 'ok'])),
      malformed('a name with a colon', get(['x:test', 'ok'])),
      malformed('a name with a control character', get(['x\u0001test', 'ok'])),
      malformed('a name with DEL', get(['x\u007ftest', 'ok'])),
      malformed('a name beyond ASCII', get(['x\u00e9', 'ok'])),
      malformed('a value with NUL', get(['x', 'a\u0000b'])),
      malformed('a value with LF', get(['x', 'a\nb'])),
      malformed('a value with CR', get(['x', 'a\rb'])),
      malformed('a value that begins with a space', get(['x', ' a'])),
      malformed('a value that ends with a tab', get(['x', 'a\t'])),
      good('an empty value', ['x', '']),
      good('a value with a tab and a space inside', ['x', 'a\t b']),
      good('a value beyond ASCII', ['x', '\u00e9\u00ff']),
      good('a field twice', ['x', 'a'], ['x', 'b']),
    ],
  },
  {
    section: '8.2.2',
    title: 'connection-specific fields',
    rows: [
      malformed('connection', get(['connection', 'keep-alive'])),
      malformed('keep-alive', get(['keep-alive', 'timeout=5'])),
      malformed('proxy-connection', get(['proxy-connection', 'keep-alive'])),
      malformed('transfer-encoding', get(['transfer-encoding', 'chunked'])),
      malformed('upgrade', get(['upgrade', 'h2c'])),
      malformed('te with more than trailers', get(['te', 'trailers, deflate'])),
      good('te with trailers alone', ['te', 'trailers']),
      good('a cookie in crumbs', ['cookie', 'a=b'], ['cookie', 'c=d']),
    ],
  },
  {
    section: '8.3',
    title: 'pseudo header fields',
    rows: [
      malformed('an unknown one', get([':test', 'ok'])),
      malformed('an unknown one before the others', request([[':test', 'ok'], ...GET])),
      malformed('one of answers', get([':status', '200'])),
      malformed('after another field', request([['x', 'y'], ...GET])),
      malformed('one of them after another field', request([...GET.slice(0, 3), ['x', 'y'], ...GET.slice(3)])),
      row('in another order', request(GET.toReversed()), GET_ANSWERED),
    ],
  },
  {
    section: '8.3.1',
    title: 'pseudo header fields of requests',
    rows: [
      malformed('no :method', without(':method')),
      malformed('no :scheme', without(':scheme')),
      malformed('no :path', without(':path')),
      malformed('an empty :path', request(head('GET', ''))),
      malformed('two :method', twice(':method')),
      malformed('two :scheme', twice(':scheme')),
      malformed('two :path', twice(':path')),
      malformed('two :authority', twice(':authority')),
      malformed('two :method that differ', twice(':method', 'POST')),
      row('no :authority, but host', request([...GET.slice(0, 3), ['host', 'localhost']]), GET_ANSWERED),
      row('neither', request(GET.slice(0, 3)), GET_ANSWERED),
      row('OPTIONS *', request(head('OPTIONS', '*')), GET_ANSWERED),
      row(
        'another scheme',
        request(GET.map(([name, value]) => [name, name === ':scheme' ? 'http' : value])),
        GET_ANSWERED,
      ),
    ],
  },
  {
    section: '8.5',
    title: 'CONNECT',
    rows: [
      row(
        'has :authority alone',
        request([
          [':method', 'CONNECT'],
          [':authority', 'localhost:443'],
        ]),
        [GET_ANSWERED],
      ),
      malformed(
        'no :path beside',
        request([
          [':method', 'CONNECT'],
          [':path', '/'],
          [':authority', 'localhost:443'],
        ]),
      ),
      malformed(
        'no :scheme beside',
        request([
          [':method', 'CONNECT'],
          [':scheme', 'https'],
          [':authority', 'localhost:443'],
        ]),
      ),
    ],
  },
];
