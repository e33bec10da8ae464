/** The control API without HTTP: to a client it is the same as with it. */

import { strict as assert } from 'node:assert';
import { ControlApiError, ControlClient } from './client.ts';
import { controlInProcess } from './in-process.ts';
import type { RunEvent } from './protocol.ts';
import { type ControlledLab, type ControlServer, startControlServer } from './server.ts';

describe('The control API in one process', () => {
  const told: RunEvent[] = [];
  const lab: ControlledLab = {
    info: () => ({ phones: [], appiumUrl: 'http://127.0.0.1:4723' }),
    describe: () => undefined,
    testbed: () => undefined,
    capabilities: () => ({}),
    onRunEvent: (event) => void told.push(event),
  };
  let server: ControlServer;
  const clients: ControlClient[] = [];
  before(async () => {
    server = await startControlServer(lab);
    clients.push(new ControlClient(server.url), new ControlClient(controlInProcess(lab)));
  });
  after(() => server.close());

  /** What both say to the same, which must be one thing. */
  async function both(ask: (client: ControlClient) => Promise<unknown>): Promise<unknown> {
    const answers = clients.map((client) =>
      ask(client).catch((error: unknown) => {
        assert.ok(error instanceof ControlApiError);
        return error.message;
      }),
    );
    const [overHttp, here] = await Promise.all(answers);
    assert.deepEqual(here, overHttp);
    return here;
  }

  it('answers what HTTP answers', async () => {
    assert.deepEqual(await both((client) => client.info()), lab.info());
    assert.equal(await both((client) => client.returnLease('no such lease')), null);
  });

  it('refuses what HTTP refuses, in the same words', async () => {
    assert.equal(await both((client) => client.lease('nobody')), 'POST /leases: The lab has no phone named "nobody".');
    assert.equal(
      await both((client) => client.phone('A B').elapse(1)),
      'POST /phones/A B/elapse: The lab has no phone A B.',
    );
    assert.equal(
      await both((client) => client.request('GET', '/nothing/here')),
      'GET /nothing/here: There is no GET /nothing/here.',
    );
    assert.match(String(await both((client) => client.request('POST', '/leases', {}))), /^POST \/leases: ✖ Invalid/);
  });

  it('hands on copies', async () => {
    told.length = 0;
    const event: RunEvent = { type: 'trouble', phone: 'iPhone 15', message: 'No.' };
    assert.equal(await both((client) => client.tell(event)), null);
    assert.deepEqual(told, [event, event]);
    assert.ok(told.every((heard) => heard !== event));
  });
});
