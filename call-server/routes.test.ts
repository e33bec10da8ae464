import { strict as assert } from 'node:assert';
import { z } from 'zod';
import type { HttpResponse } from './index.ts';
import { ADA, type Bench, startBench, TOKENS } from './test-support.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const REGISTRATION = { bundleId: 'com.example.calls', environment: 'sandbox', ...TOKENS };
const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const callBody = z.object({ id: z.uuid(), state: z.string(), endReason: z.string().nullable() });

type Ask = (bench: Bench, method: string, path: string, body?: string) => Promise<HttpResponse>;

const FACES: { [name: string]: Ask } = {
  'in memory': ({ server }, method, url, body) =>
    server.inject({ method, url, headers: JSON_TYPE, ...(body === undefined ? {} : { body }) }),
  'over a wire': async ({ server }, method, path, body) => {
    const request = { method, headers: JSON_TYPE, ...(body === undefined ? {} : { body }) };
    const response = await fetch(server.url + path, request);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  },
};

for (const [name, face] of Object.entries(FACES)) {
  describe(`the HTTP face ${name}`, () => {
    let bench: Bench;
    let ask: (method: string, path: string, body?: object | string) => Promise<HttpResponse>;
    beforeEach(async () => {
      bench = await startBench();
      ask = (method, path, body) => face(bench, method, path, typeof body === 'object' ? JSON.stringify(body) : body);
    });
    afterEach(() => bench.close());

    it('registers a device, shows it without its tokens, and signs it out', async () => {
      assert.equal((await ask('PUT', '/users/bob/devices/phone', REGISTRATION)).status, 204);
      const seen = await ask('GET', '/users/bob');
      assert.deepEqual(JSON.parse(seen.body), {
        user: 'bob',
        devices: [{ ...REGISTRATION, device: 'phone', alertToken: true, voipToken: true, online: false }],
      });
      assert.equal((await ask('DELETE', '/users/bob/devices/phone')).status, 204);
      assert.equal((await ask('DELETE', '/users/bob/devices/phone')).status, 204);
      assert.equal((await ask('GET', '/users/bob')).status, 404);
      assert.deepEqual(bench.told('device.registered'), [
        { user: 'bob', device: 'phone', alertToken: true, voipToken: true },
      ]);
      assert.equal(bench.told('device.removed').length, 1);
    });

    it('keeps a token longer than 32 bytes whole', async () => {
      await ask('PUT', '/users/bob/devices/phone', { ...REGISTRATION, voipToken: 'ab'.repeat(100) });
      assert.equal(bench.server.device('bob')?.voipToken, 'ab'.repeat(100));
    });

    it('dials, shows and cancels a call for an outsider', async () => {
      await ask('PUT', '/users/bob/devices/phone', REGISTRATION);
      const dialed = await ask('POST', '/calls', { from: ADA, to: 'bob', video: true });
      const { id } = callBody.parse(JSON.parse(dialed.body));
      assert.equal(dialed.status, 201);
      assert.equal(callBody.parse(JSON.parse((await ask('GET', `/calls/${id}`)).body)).state, 'ringing');
      const cancelled = callBody.parse(JSON.parse((await ask('POST', `/calls/${id}/cancel`)).body));
      assert.deepEqual(cancelled, { id, state: 'ended', endReason: 'cancelled' });
      assert.equal((await ask('POST', `/calls/${id}/hang-up`)).status, 200);
    });

    const wrong = { from: ADA, to: 'bob', video: 'yes' };
    for (const [what, method, path, body, status, code, message] of [
      ['an unknown call', 'GET', '/calls/nope', undefined, 404, 'unknown-call', /no call "nope"/],
      ['the cancel of an unknown call', 'POST', '/calls/nope/cancel', undefined, 404, 'unknown-call', /no call "nope"/],
      ['an unknown user', 'GET', '/users/nobody', undefined, 404, 'unknown-user', /"nobody" has no registered device/],
      ['an unknown route', 'GET', '/elsewhere', undefined, 404, 'no-route', /no GET \/elsewhere/],
      ['a body that is not JSON', 'POST', '/calls', 'call bob', 400, 'bad-request', /JSON/],
      ['a body with a wrong field', 'POST', '/calls', wrong, 400, 'bad-request', /video: .*boolean/],
      ['no body', 'POST', '/calls', undefined, 400, 'bad-request', /JSON objects sent as application\/json/],
      ['a body that is too long', 'POST', '/calls', { pad: 'x'.repeat(20_000) }, 413, 'too-large', /too large/],
      ['a path that cannot be decoded', 'GET', '/users/%zz', undefined, 400, 'bad-request', /%zz/],
      ['a user name with a space', 'GET', '/users/a%20b', undefined, 400, 'bad-request', /1 to 64 letters/],
    ] as const) {
      it(`says what is wrong with ${what}`, async () => {
        const response = await ask(method, path, body);
        const { error } = errorBody.parse(JSON.parse(response.body));
        assert.deepEqual([response.status, error.code], [status, code]);
        assert.match(error.message, message);
      });
    }

    it('cannot be reached once it is closed', async () => {
      await bench.server.close();
      await assert.rejects(ask('GET', '/users/bob'));
    });

    for (const [what, change, message] of [
      ['a token cut from a description', { voipToken: '{length = 32, bytes = 0xb2b2 ... b2b2 }' }, /voipToken: .*hex/],
      ['half a byte', { alertToken: 'abc' }, /alertToken: .*whole bytes/],
      ['the bundle id of another app', { bundleId: 'com.example.other' }, /is not the app that this server calls/],
      ['an unknown environment', { environment: 'development' }, /environment/],
    ] as const) {
      it(`refuses a registration with ${what}, and writes it down`, async () => {
        const response = await ask('PUT', '/users/bob/devices/phone', { ...REGISTRATION, ...change });
        const { error } = errorBody.parse(JSON.parse(response.body));
        assert.equal(response.status, 400);
        assert.match(error.message, message);
        assert.equal(bench.told('device.refused').length, 1);
        assert.equal(bench.server.device('bob'), undefined);
      });
    }
  });
}
