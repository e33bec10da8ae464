/** `ringproof call-server` as a user has it: killed in the middle of a thousand calls, it knows what became of each. */

import { strict as assert } from 'node:assert';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import Database from 'libsql';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Gateway, startGateway } from '../mock-apns/index.ts';
import { Place, type Running } from './test-support.ts';

const BUNDLE_ID = 'com.example.app';
const JSON_TYPE = { 'content-type': 'application/json' };
const callBody = z.object({
  id: z.string(),
  state: z.string(),
  endReason: z.string().nullable(),
  endedBy: z.string().nullable(),
});

const without = (options: readonly string[], option: string) =>
  options.filter((_, index) => options[index] !== option && options[index - 1] !== option);

describe('A call server that runs alone', function () {
  this.timeout(120_000);

  const place = new Place();
  const clock = new TestbedClock();
  let gateway: Gateway;
  let credentials: string[];

  before(async () => {
    gateway = await startGateway({ clock, journal: new Journal(clock) });
    const { key, keyId, teamId } = gateway.issueKey();
    await place.write('ca.pem', gateway.certificateAuthority);
    await place.write('key.p8', key);
    const apns = `https://${gateway.host}:${gateway.port}`;
    credentials = ['--bundle-id', BUNDLE_ID, '--apns', apns, '--ca', 'ca.pem'];
    credentials.push('--key', 'key.p8', '--key-id', keyId, '--team-id', teamId);
  });
  after(async () => {
    await gateway.close();
    clock.close();
    place.remove();
  });

  async function start(...options: string[]): Promise<{ server: Running; url: string; output: string }> {
    const server = await place.start(['call-server', ...credentials, ...options]);
    const output = await server.says('Ctrl-C ends the call server.\n');
    return { server, output, url: /^HTTP +(\S+)$/m.exec(output)?.[1] ?? '' };
  }

  async function ask(url: string, method: string, body?: object) {
    const answer = await fetch(url, { method, headers: JSON_TYPE, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  const dial = (url: string, to: string) =>
    ask(`${url}/calls`, 'POST', { from: { name: 'Ada', handle: '+441632960001' }, to });

  async function register(url: string, user: string): Promise<void> {
    const phone = gateway.device(user);
    const tokens = {
      alertToken: await phone.register(BUNDLE_ID),
      voipToken: await phone.register(`${BUNDLE_ID}.voip`),
    };
    const registration = { bundleId: BUNDLE_ID, environment: 'sandbox', ...tokens };
    assert.equal((await ask(`${url}/users/${user}/devices/phone`, 'PUT', registration)).status, 204);
  }

  it('gives each of a thousand calls a final record when it is killed in their midst and started again', async () => {
    const { server, url } = await start('--data', 'killed');
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    for (const user of users) await register(url, user);
    // One user answers, so that some calls are connected when the server dies.
    const phone = new WebSocket(`${url.replace('http', 'ws')}/signalling?user=user-0&device=phone`);
    phone.on('error', () => undefined);
    phone.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string; call: { id: string } };
      if (message.type === 'incoming') phone.send(JSON.stringify({ type: 'accept', call: message.call.id }));
    });

    const dialled: string[] = [];
    const cancelled = new Set<string>();
    const kill = () => server.process.kill('SIGKILL');
    const calls = Array.from({ length: 1_000 }, async (_, index) => {
      const { body } = await dial(url, users[index % users.length] ?? '');
      const { id } = callBody.parse(body);
      dialled.push(id);
      if (index % 10 === 1) {
        const answer = await ask(`${url}/calls/${id}/cancel`, 'POST');
        if (answer.status === 200) cancelled.add(id);
      }
      if (dialled.length === 500) kill();
    });
    const settled = await Promise.allSettled(calls);
    await server.ended;
    assert.ok(
      settled.some(({ status }) => status === 'rejected'),
      'it died in the middle',
    );
    assert.ok(cancelled.size > 0);

    const again = await start('--data', 'killed');
    assert.match(again.output, /\d+ calls that were in progress when the last server ended have failed/);
    for (const id of dialled) {
      const call = callBody.parse((await ask(`${again.url}/calls/${id}`, 'GET')).body);
      assert.equal(call.state, 'ended', id);
      if (!cancelled.has(id)) continue;
      assert.deepEqual([call.endReason, call.endedBy], ['cancelled', 'caller']);
    }
    assert.equal((await ask(`${again.url}/users/user-7`, 'GET')).status, 200, 'its devices are known, too');
    const { status, body } = await dial(again.url, 'user-7');
    assert.deepEqual([status, callBody.parse(body).state], [201, 'ringing']);
    again.server.process.kill('SIGINT');
    assert.equal((await again.server.ended).exitCode, 0);

    const database = new Database(place.at('killed', 'call-server.db'));
    const count = (sql: string) => Number(database.prepare(`SELECT count(*) FROM ${sql}`).pluck().all()[0]);
    assert.equal(count("calls WHERE state <> 'ended'"), 0);
    assert.ok(count('calls') > dialled.length);
    assert.ok(count("final_records WHERE ended_by = 'restart' AND answered_by IS NOT NULL") > 0);
    assert.equal(count("final_records WHERE ended_by = 'shutdown'"), 1);
    assert.equal(count('tokens'), 40);
    database.close();
    assert.equal(statSync(place.at('killed', 'call-server.db')).mode & 0o777, 0o600);
  });

  it('refuses a data folder that another one uses, and a database that is damaged', async () => {
    const { server } = await start('--data', 'shared');
    const second = await place.run('call-server', ...credentials, '--data', 'shared');
    assert.equal(second.exitCode, 64);
    assert.match(second.stderr, /in use by another process/);
    server.process.kill('SIGINT');
    await server.ended;
    writeFileSync(place.at('shared', 'call-server.db'), 'this was a database once '.repeat(1_000));
    const third = await place.run('call-server', ...credentials, '--data', 'shared');
    assert.equal(third.exitCode, 64);
    assert.match(third.stderr, /is damaged \(.*\)\. It was left as it is: move it away/);
  });

  for (const [what, change, message] of [
    ['no credential', (options: string[]) => without(options, '--key'), /no credential to push with/],
    ['a key without its id', (options: string[]) => without(options, '--key-id'), /without its id or team/],
    ['a gateway without TLS', (options: string[]) => [...options, '--apns', 'http://localhost:1'], /such as https:/],
    ['a file that is not there', (options: string[]) => [...options, '--ca', 'none.pem'], /Cannot read --ca none.pem/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { exitCode, stderr } = await place.run('call-server', ...change(credentials), '--data', 'unused');
      assert.equal(exitCode, 64);
      assert.match(stderr, message);
      assert.equal(existsSync(place.at('unused')), false);
    });
  }
});
