/** A provider's request about a channel, or to one: what a push's headers are read for, and what is read here alone. */

import type { ClientCertificate } from '../credentials/client-certificate.ts';
import type { ProviderTokens } from '../credentials/provider-tokens.ts';
import { type JsonObject, readObject } from '../json.ts';
import { isApnsId, makeApnsId } from '../judging/apns-id.ts';
import { type ProviderRequest, PushRequest } from '../judging/push-request.ts';

/** What a path asks for. `channels` stands for one channel: the method says what becomes of it. */
export type Resource = 'broadcast' | 'channels' | 'all-channels';

const SEND_PATH = '/4/broadcasts/';
const SEND = /^\/4\/broadcasts\/apps\/([^/?]+)$/;
const MANAGE = /^\/1\/apps\/([^/?]+)\/(channels|all-channels)$/;

/** A broadcast has no device token. */
const NO_DEVICE_TOKENS = { find: () => undefined };

export function isBroadcastPath(path: string): boolean {
  return path.startsWith(SEND_PATH);
}

export class BroadcastRequest {
  /** Credential and headers, as those of a push. */
  readonly push: PushRequest;
  readonly path: string;
  /** Undefined when the path is another one. */
  readonly resource: Resource | undefined;
  /** From the path, as it stands there; empty without a resource. */
  readonly bundleId: string;
  /** The provider's `apns-request-id` when that is a UUID, else one made up. */
  readonly id: string;
  readonly channelId: string | undefined;

  /** @param port which of the gateway's two ports it came to */
  constructor(
    request: ProviderRequest,
    port: 'push' | 'manage',
    certificate: ClientCertificate | undefined,
    providerTokens: Pick<ProviderTokens, 'judge'>,
  ) {
    this.push = new PushRequest(request, certificate, providerTokens, NO_DEVICE_TOKENS);
    this.path = request.path;
    const [, bundleId, resource] = (port === 'push' ? SEND : MANAGE).exec(request.path) ?? [];
    this.bundleId = bundleId ?? '';
    if (bundleId === undefined) this.resource = undefined;
    else if (port === 'push') this.resource = 'broadcast';
    else this.resource = resource === 'channels' ? 'channels' : 'all-channels';
    const id = header(request, 'apns-request-id');
    this.id = id !== undefined && isApnsId(id) ? id : makeApnsId();
    this.channelId = header(request, 'apns-channel-id');
  }

  /** The body of a request for a channel; undefined when it is not a JSON object. */
  get config(): JsonObject | undefined {
    return readObject(this.push.body.toString('utf8'));
  }
}

/** The first value of that name. */
function header({ rawHeaders }: ProviderRequest, name: string): string | undefined {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index] === name) return rawHeaders[index + 1];
  }
  return undefined;
}
