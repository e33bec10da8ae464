/** What the control API says no to, to the letter of HTTP. */

import { strict as assert } from 'node:assert';
import { request } from 'node:http';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Gateway, startGateway } from '../index.ts';
import { type ControlServer, startControl } from './index.ts';

describe('the control API refuses', () => {
  const clock = new TestbedClock();
  const journal = new Journal(clock);
  let sandbox: Gateway;
  let server: ControlServer;

  before(async () => {
    sandbox = await startGateway({ clock, journal });
    server = await startControl({ worlds: { sandbox }, clock, journal });
  });
  after(async () => {
    await server.close();
    await sandbox.close();
    clock.close();
  });

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(server.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { error } = (await response.json()) as { error?: { what: string; expected?: string } };
    return { status: response.status, headers: response.headers, what: error?.what, expected: error?.expected };
  }

  const ELSEWHERE: readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ['GET', '/v1/production'],
    ['GET', '/v1/production/devices'],
    ['GET', '/v1/production/pushes'],
    ['POST', '/v1/production/keys', {}],
    ['POST', '/v1/production/certificates', { bundleId: 'com.example.app' }],
    ['GET', '/v1/production/faults'],
    ['POST', '/v1/production/faults', { reason: 'BadTopic' }],
    ['POST', '/v1/production/expectations', { expectation: {}, withinMs: 1 }],
    ['POST', '/v1/production/reset'],
  ];
  for (const [method, path, body] of ELSEWHERE) {
    it(`${method} ${path} where production does not run, and says what does`, async () => {
      const { status, what, expected } = await ask(method, path, body);
      assert.deepEqual([status, what, expected], [404, 'That world does not run here.', 'sandbox']);
    });
  }

  it('another method with those that there are', async () => {
    const { status, headers, expected } = await ask('PATCH', '/v1/sandbox/faults', {});
    assert.deepEqual([status, headers.get('allow'), expected], [405, 'GET, POST, DELETE', 'GET, POST, DELETE']);
  });

  it('an empty name in an address', async () => {
    assert.equal((await ask('PUT', '/v1/sandbox/devices/phone-1/topics/', {})).status, 404);
  });

  it('an address that cannot be read, in words about the address', async () => {
    const { status, what } = await ask('GET', '/v1/sandbox/devices/%ZZ');
    assert.equal(status, 400);
    assert.match(String(what), /^The address cannot be read: .*%ZZ/);
  });

  it('other hosts, and knows its own in either case', async () => {
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        const asked = request({ port: server.port, host: '127.0.0.1', path: '/healthz', headers: { host } });
        asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
        asked.end();
      });
    const hosts = [
      'LocalHost:1',
      '[::1]',
      '127.0.0.1',
      'localhost.example.com',
      '127.0.0.1.example.com',
      'evil.example',
    ];
    assert.deepEqual(await Promise.all(hosts.map(statusFor)), [200, 200, 200, 403, 403, 403]);
  });

  it('whoever has no token, and says how to show one', async () => {
    const closed = await startControl({ worlds: { sandbox }, clock, journal, token: 'letmein' });
    const answer = await fetch(`${closed.url}/v1`);
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, 'Bearer']);
    const known = await fetch(`${closed.url}/v1`, { headers: { authorization: 'Bearer letmein' } });
    assert.deepEqual([known.status, known.headers.get('www-authenticate')], [200, null]);
    const almost = await fetch(`${closed.url}/v1`, { headers: { authorization: 'Bearer letmein2' } });
    assert.equal(almost.status, 401);
    await closed.close();
  });

  for (const token of ['', 'two words', 'ключ']) {
    it(`to open with the token '${token}', which nobody could show`, async () => {
      await assert.rejects(startControl({ worlds: { sandbox }, clock, journal, token }), /its token is empty, or has/);
    });
  }

  it('to open at an address that is not of this machine', async () => {
    const elsewhere = { worlds: { sandbox }, clock, journal, host: '192.0.2.1', token: 'letmein' };
    await assert.rejects(startControl(elsewhere), /not opened at 192\.0\.2\.1: port 0 cannot be had/);
  });
});
