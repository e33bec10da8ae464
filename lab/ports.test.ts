import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts, isFree } from './ports.ts';

describe('Free ports', () => {
  it('are as many as were asked for, each once, and nobody listens there', async () => {
    const ports = await freePorts(5);
    assert.equal(new Set(ports).size, 5);
    for (const port of ports) assert.ok(await isFree(port));
  });

  it('leave out one that is taken', async () => {
    const [taken = 0] = await freePorts(1);
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    try {
      assert.equal(await isFree(taken), false);
    } finally {
      server.close();
    }
  });

  it('are an error that says what to check where none is to be had', async () => {
    await assert.rejects(
      freePorts(1, async () => false),
      /^Error: No loopback port from 20000 to 31999 is free, .* Check that this machine has 127\.0\.0\.1/,
    );
  });
});
