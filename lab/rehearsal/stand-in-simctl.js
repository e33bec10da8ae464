/**
 * Stands for Xcode's `xcrun` in a rehearsal: `node stand-in-simctl.js <simulator.json> <arguments of xcrun>`. It knows the
 * exact command lines that the file lists and does at the phone maker what each one does to a simulator; to anything
 * else it answers as simctl does, with exit code 64. Every command line is kept in `asked` beside the file.
 */

import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { dirname, join } from 'node:path';

const [file = '', ...args] = process.argv.slice(2);
const commandLine = args.join(' ');
appendFileSync(join(dirname(file), 'asked'), `${commandLine}\n`);

const { answers, phone } = JSON.parse(readFileSync(file, 'utf8'));
const { stdout = '', does } = answers[commandLine] ?? {};
const control = `${phone.control}/phones/${phone.udid}`;

const DOES = {
  /** The app's data goes with it on a simulator, and so it does there. */
  async install() {
    await mustBeWell(
      fetch(`${control}/install`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ variant: null }),
      }),
    );
  },
  /** By the gateway that stands for Apple: a simulator has the push from nobody else. */
  async push() {
    const { alert } = await (await mustBeWell(fetch(`${control}/issued-tokens`))).json();
    const session = connect(phone.gateway, { ca: readFileSync(phone.authority) });
    const request = session.request({
      ':method': 'POST',
      ':path': `/3/device/${alert}`,
      authorization: `bearer ${providerToken()}`,
      'apns-topic': phone.bundleId,
      'apns-push-type': 'alert',
    });
    request.end(readFileSync(0));
    const [{ ':status': status }] = await once(request, 'response');
    session.close();
    if (status !== 200) throw new Error(`the gateway answered ${status}`);
  },
};

if (answers[commandLine] === undefined) {
  process.stderr.write(`Unrecognized subcommand: ${commandLine}\n`);
  process.exitCode = 64;
} else {
  if (does !== undefined) await DOES[does]();
  process.stdout.write(stdout);
}

async function mustBeWell(asked) {
  const response = await asked;
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response;
}

/** RFC 7515, as APNs wants it: ES256 with the team as issuer. */
function providerToken() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = { alg: 'ES256', kid: phone.keyId };
  const text = `${part(head)}.${part({ iss: phone.teamId, iat: Math.floor(Date.now() / 1000) })}`;
  const key = createPrivateKey(readFileSync(phone.key));
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
