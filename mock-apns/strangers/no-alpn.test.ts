/** A client that speaks HTTP/2 without having asked for it in the TLS handshake, as jchambers/pushy does by default. */

import { strict as assert } from 'node:assert';
import { providerToken, TestProvider } from '../testing/provider.ts';
import { PAYLOAD, Stage, TOPIC } from './stories.ts';

describe('a client without ALPN at the gateway', () => {
  it('is served', async () => {
    const stage = await Stage.open();
    const provider = new TestProvider(stage.gateway, { alpn: false });
    const answer = await provider.send({
      path: `/3/device/${stage.token}`,
      headers: { authorization: `bearer ${providerToken(stage.key)}`, 'apns-topic': TOPIC },
      body: JSON.stringify(PAYLOAD),
    });
    provider.close();
    await stage.close();
    assert.equal(answer.status, 200);
    assert.equal(stage.journal.events({ kind: 'connection.opened' })[0]?.data.alpn, null);
  });
});
