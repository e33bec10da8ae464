/** The host on the wire: envelope, routes, refusals, sessions, and what runs when. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'mocha';
import { errorOf, useWire } from './wire.ts';

const VOIP = 'com.example.voip';

describe('The envelope of WebDriverAgent', () => {
  const wire = useWire();

  it('says that it is ready', async () => {
    const { status, value, sessionId } = await wire.call('GET', '/status');
    assert.equal(status, 200);
    assert.equal(sessionId, null);
    assert.equal((value as { ready: boolean; os: { version: string } }).ready, true);
    assert.equal((value as { os: { version: string } }).os.version, '18.6');
  });

  it('names itself and lets every origin in', async () => {
    const response = await fetch(`${wire.url}/status`);
    assert.equal(response.headers.get('server'), 'WebDriverAgent/1.0');
    assert.equal(response.headers.get('content-type'), 'application/json;charset=UTF-8');
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(await response.text(), /^\{\n {2}"value": \{\n/);
  });

  it('answers null for commands without a result', async () => {
    assert.deepEqual(await wire.call('POST', '/wda/homescreen'), { status: 200, value: null, sessionId: null });
  });

  it('does not know other routes, phones and sessions', async () => {
    assert.equal(errorOf(await wire.call('GET', '/wda/nothing')), '404 unknown command');
    assert.equal(errorOf(await wire.call('GET', '/session/1234/appium/settings')), '404 invalid session id');
    assert.equal(errorOf(await wire.call('POST', '/element', {})), '404 unknown command');
    assert.equal(errorOf(await wire.call('GET', '/session/1234/status')), '404 unknown command');
    const other = await fetch(wire.url.replace(wire.phone.udid, 'nobody'));
    assert.equal(other.status, 404);
    assert.match(await other.text(), /Served are: 00008120-000A1B2C3D4E5F60/);
  });

  it('answers OPTIONS for any path', async () => {
    assert.deepEqual(await wire.call('OPTIONS', '/anything'), { status: 200, value: null, sessionId: null });
  });

  it('takes malformed JSON for an empty object', async () => {
    const session = await wire.open();
    assert.equal(errorOf(await wire.call('POST', `${session}/element`, '{')), '400 invalid argument');
  });

  it('refuses chunked bodies and long headers', async () => {
    const path = new URL(wire.url).pathname;
    const head = `POST ${path}/session HTTP/1.1\r\nHost: x\r\n`;
    assert.match(
      await raw(wire.host.port, `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
      /^HTTP\/1.1 400 /,
    );
    assert.match(await raw(wire.host.port, `${head}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`), /^HTTP\/1.1 400 /);
  });

  it('serves a wire.phone once, until it is removed', async () => {
    assert.throws(() => wire.host.add(wire.phone), /already served/);
    wire.host.remove(wire.phone.udid);
    assert.equal((await fetch(`${wire.url}/status`)).status, 404);
    assert.equal(wire.host.add(wire.phone), wire.url);
  });
});

describe('A WebDriverAgent session', () => {
  const wire = useWire();

  it('starts the app with its arguments and ends it with the session', async () => {
    const session = await wire.open({ 'appium:bundleId': VOIP, arguments: ['-AppleLanguages', '(en)'] });
    assert.equal((await wire.call('DELETE', session)).sessionId, null);
    assert.deepEqual(wire.phone.deeds, [
      `terminate ${VOIP}`,
      `launch ${VOIP} -AppleLanguages (en)`,
      `terminate ${VOIP}`,
    ]);
    assert.equal(errorOf(await wire.call('GET', session)), '404 invalid session id');
  });

  it('leaves a foreground app alone when told not to force and not to end it', async () => {
    const session = await wire.open({ bundleId: VOIP, forceAppLaunch: false, shouldTerminateApp: false });
    await wire.call('DELETE', session);
    assert.deepEqual(wire.phone.deeds, []);
  });

  it('is not created for an app that is not installed, nor from bad capabilities', async () => {
    const create = async (capabilities: unknown) => errorOf(await wire.call('POST', '/session', { capabilities }));
    assert.equal(await create({ alwaysMatch: { bundleId: 'com.example.none' } }), '500 session not created');
    assert.equal(await create({ alwaysMatch: { a: 1 }, firstMatch: [{ 'appium:a': 2 }] }), '500 session not created');
    assert.equal(await create(undefined), '500 session not created');
  });

  it('ends the older one', async () => {
    const first = await wire.open();
    await wire.open();
    assert.equal(errorOf(await wire.call('GET', `${first}/window/rect`)), '404 invalid session id');
  });

  it('is answered at once for all that waits when it ends', async () => {
    const session = await wire.open();
    wire.phone.onTap = () => new Promise(() => undefined);
    const id = await wire.idOf(session, 'accept');
    const waiting = [wire.call('POST', `${session}/element/${id}/click`), wire.call('GET', `${session}/source`)];
    await wire.call('GET', '/status');
    await wire.call('DELETE', session);
    assert.deepEqual((await Promise.all(waiting)).map(errorOf), ['404 invalid session id', '404 invalid session id']);
  });

  it('runs one command at a time, beside status and screenshots', async () => {
    const session = await wire.open();
    let finish = (): void => undefined;
    wire.phone.onTap = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const order: string[] = [];
    const click = wire.call('POST', `${session}/wda/tap`, { x: 1, y: 2 }).then(() => order.push('tap'));
    await wire.call('GET', '/status');
    const rect = wire.call('GET', `${session}/window/rect`).then(() => order.push('rect'));
    await wire.call('GET', '/screenshot').then(() => order.push('screenshot'));
    finish();
    await Promise.all([click, rect]);
    assert.deepEqual(order, ['screenshot', 'tap', 'rect']);
  });
});

/** Sends bytes and answers what comes back until the connection closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}
