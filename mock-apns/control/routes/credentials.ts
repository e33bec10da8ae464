/** Routes for what Apple's developer site does: keys for provider tokens, and provider certificates. */

import { asRefusal } from '../problem.ts';
import { json, NOTHING, type Route, route } from '../route.ts';
import * as schemas from '../schemas.ts';

export const CREDENTIAL_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/v1/{world}/keys',
    operation: 'issueKey',
    summary: 'Issues a key for provider tokens. The answer is the only place that has it.',
    parameters: schemas.worldParameter,
    body: schemas.keyBody,
    answers: json(schemas.key),
    status: 201,
    refusals: { 409: 'The request makes no key: a team id of the wrong form, or a key that cannot be related to.' },
    handle: (control, { parameters: { world }, body }) =>
      asRefusal(409, () => control.world(world).issueKey(withoutUndefined(body))),
  }),
  route({
    method: 'delete',
    path: '/v1/{world}/keys/{keyId}',
    operation: 'revokeKey',
    summary: 'Tokens signed with this key are refused from now on, in both worlds.',
    parameters: schemas.keyParameter,
    answers: NOTHING,
    status: 204,
    refusals: { 404: 'There is no such key.' },
    handle: (control, { parameters: { world, keyId } }) => asRefusal(404, () => control.world(world).revokeKey(keyId)),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/certificates',
    operation: 'issueCertificate',
    summary: 'Issues a certificate to connect with in place of provider tokens.',
    parameters: schemas.worldParameter,
    body: schemas.certificateBody,
    answers: json(schemas.certificate),
    status: 201,
    refusals: { 409: 'The request names no bundle id, or nothing that the certificate is for.' },
    handle: (control, { parameters: { world }, body }) =>
      asRefusal(409, () => control.world(world).issueCertificate(withoutUndefined(body))),
  }),
  route({
    method: 'post',
    path: '/v1/{world}/certificates/revoke',
    operation: 'revokeCertificate',
    summary: 'Providers that connect with this certificate draw BadCertificate from now on; open connections stay.',
    parameters: schemas.worldParameter,
    body: schemas.revokedCertificate,
    answers: NOTHING,
    status: 204,
    refusals: { 409: 'The text is no certificate.' },
    handle: (control, { parameters: { world }, body: { certificate } }) =>
      asRefusal(409, () => control.world(world).revokeCertificate(certificate)),
  }),
];

/** Fields that were not given are left out, as the gateway's own types want it. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
