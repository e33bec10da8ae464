/** `ringproof gateway` as a user has it: what it prints is used with a stock client, and what is wrong is told. */

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import apn from '@parse/node-apn';
import { Journal, TestbedClock } from '../clock/index.ts';
import { type Gateway, startGateway } from '../mock-apns/index.ts';
import { Place, type Running } from './test-support.ts';

describe('A gateway that runs alone', function () {
  this.timeout(30_000);

  const place = new Place();
  after(() => place.remove());

  function said(output: string, pattern: RegExp): string {
    const value = pattern.exec(output)?.[1];
    assert.ok(value !== undefined, `${pattern} is not in the output:\n${output}`);
    return value;
  }

  /** Sends a push with node-apn to the sandbox that a gateway printed. */
  async function send(output: string, topic: string, token: string) {
    const { hostname: address, port } = new URL(said(output, /^Sandbox +(\S+)$/m));
    const [, key = '', keyId = '', teamId = ''] = /^Key +(\S+) {2}key id (\S+) {2}team id (\S+)$/m.exec(output) ?? [];
    const ca = [await readFile(said(output, /^CA +(\S+)$/m), 'utf8')];
    const provider = new apn.Provider({ token: { key, keyId, teamId }, address, port: Number(port), ca });
    const push = new apn.Notification();
    push.topic = topic;
    push.pushType = 'voip';
    push.rawPayload = { aps: {} };
    try {
      return await provider.send(push, token);
    } finally {
      await provider.shutdown();
    }
  }

  describe('that is started', () => {
    let gateway: Running;
    let output: string;

    before(async () => {
      gateway = await place.start(['gateway', '--log', 'events.jsonl']);
      output = await gateway.says('Ctrl-C ends the gateway.\n');
    });

    it('takes a push from node-apn to what it printed, and shows it', async () => {
      const token = said(output, /^ {2}sandbox .* topic com\.example\.app\.voip {2}token (\S+)$/m);
      const { sent, failed } = await send(output, 'com.example.app.voip', token);
      assert.deepEqual([sent.length, failed], [1, []]);
      const shown = await gateway.says('delivered\n');
      assert.match(shown, /\d sandbox +200 voip com\.example\.app\.voip [0-9a-f]{8}… delivered\n/);
    });

    it('makes a broadcast channel at the port that it printed', async () => {
      const { hostname, port } = new URL(said(output, /^Channels +(\S+) {2}of sandbox$/m));
      const [, key = '', keyId = '', teamId = ''] = /^Key +(\S+) {2}key id (\S+) {2}team id (\S+)$/m.exec(output) ?? [];
      const provider = new apn.Provider({
        token: { key, keyId, teamId },
        manageChannelsAddress: hostname,
        manageChannelsPort: Number(port),
        ca: [await readFile(said(output, /^CA +(\S+)$/m), 'utf8')],
      });
      const channel = new apn.Notification();
      channel.payload = { 'message-storage-policy': 1 };
      const { sent, failed } = await provider.manageChannels(channel, 'com.example.app', 'create');
      await provider.shutdown();
      assert.deepEqual([sent.length, failed], [1, []]);
    });

    it('shows why it refused one', async () => {
      const { failed } = await send(output, 'com.example.app.voip', 'ab'.repeat(32));
      assert.equal(failed[0]?.response?.reason, 'BadDeviceToken');
      assert.match(
        await gateway.says('BadDeviceToken'),
        /sandbox +400 BadDeviceToken com\.example\.app\.voip abababab…/,
      );
    });

    it('ends by Ctrl-C: tells its clients, removes its keys, sums up', async () => {
      const ca = await readFile(said(output, /^CA +(\S+)$/m));
      const client = connect(said(output, /^Sandbox +(\S+)$/m), { ca });
      await once(client, 'remoteSettings');
      const goaway = once(client, 'goaway');
      gateway.process.kill('SIGINT');
      const [code, , data] = await goaway;
      client.destroy();
      assert.deepEqual([code, JSON.parse(String(data)).reason], [0, 'Shutdown']);
      const { exitCode, stdout, stderr } = await gateway.ended;
      assert.deepEqual([exitCode, stderr], [0, '']);
      assert.ok(stdout.endsWith('1 accepted (1 delivered), 1 refused\n'), stdout);
      assert.deepEqual([place.processes, place.temporaryFiles], [[], []]);
    });

    it('has logged every event as a line of JSON, without whole tokens', async () => {
      const log = await readFile(place.at('events.jsonl'), 'utf8');
      const events = log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const kinds = events.map(({ kind }) => kind);
      for (const kind of ['connection.opened', 'push.accepted', 'push.delivered', 'push.rejected']) {
        assert.ok(kinds.includes(kind), kind);
      }
      assert.doesNotMatch(log, /[0-9a-f]{64}|eyJ|PRIVATE KEY/);
    });
  });

  it('takes one push from itself with --once, and ends', async () => {
    const { exitCode, stdout } = await place.run('gateway', '--once', '--quiet');
    assert.equal(exitCode, 0);
    assert.ok(stdout.endsWith('Ctrl-C ends the gateway.\n1 accepted (1 delivered), 0 refused\n'), stdout);
  });

  it('writes nothing but JSON with --log -', async () => {
    const { stdout } = await place.run('gateway', '--once', '--log', '-');
    const kinds = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind);
    assert.ok(kinds.includes('push.delivered'));
  });

  it('reads devices and settings from a config file', async () => {
    const config = 'devices: [{ id: phone-7, topics: [org.example.calls] }]\nsettings: { deviceTokenBytes: 64 }\n';
    await place.write('good.yaml', config);
    const { exitCode, stdout, stderr } = await place.run('gateway', '--once', '--config', 'good.yaml');
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, / {2}sandbox +phone-7 {2}topic org\.example\.calls {2}token [0-9a-f]{128}\n/);
  });

  it('gives devices the tokens that the config file has, in both worlds', async () => {
    const token = 'C0FFEE00'.repeat(8);
    const device = `- id: phone-7\n    topics: [org.example.calls]\n    tokens: { org.example.calls: ${token} }\n`;
    await place.write('tokens.yaml', `devices:\n  ${device}`);
    const { exitCode, stdout, stderr } = await place.run('gateway', '--once', '--config', 'tokens.yaml');
    assert.deepEqual([exitCode, stderr], [0, '']);
    const lines = stdout.split('\n').filter((line) => line.includes(`token ${token.toLowerCase()}`));
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ +/)[0]),
      ['sandbox', 'production'],
    );
  });

  it('makes pushes fail as the config file says', async () => {
    await place.write('faults.yaml', 'faults:\n  - { reason: BadTopic }\n');
    const { exitCode, stderr } = await place.run('gateway', '--once', '--config', 'faults.yaml');
    assert.equal(exitCode, 3);
    assert.match(stderr, /did not take its own push: BadTopic/);
    assert.deepEqual([place.processes, place.temporaryFiles], [[], []]);
  });

  it('takes credentials from a folder', async () => {
    const made = await place.run('credentials', '--out', 'mine');
    assert.equal(made.exitCode, 0, made.stderr);
    const gateway = await place.start(['gateway', '--credentials', 'mine']);
    const output = await gateway.says('Ctrl-C ends the gateway.\n');
    assert.equal(said(output, /^CA +(\S+)$/m), place.at('mine', 'ca.pem'));
    const client = connect(said(output, /^Production +(\S+)$/m), { ca: await readFile(place.at('mine', 'ca.pem')) });
    await once(client, 'remoteSettings');
    client.destroy();
    gateway.process.kill('SIGTERM');
    const { exitCode, stderr } = await gateway.ended;
    assert.deepEqual([exitCode, stderr], [0, '']);
  });

  it('ends when nobody reads its output any more, and leaves nothing behind', async () => {
    const gateway = await place.start(['gateway']);
    const output = await gateway.says('Ctrl-C ends the gateway.\n');
    gateway.process.stdout?.destroy();
    const client = connect(said(output, /^Sandbox +(\S+)$/m), { rejectUnauthorized: false });
    client.on('error', () => undefined);
    const { stderr } = await gateway.ended;
    client.destroy();
    assert.equal(stderr, '');
    assert.deepEqual(place.temporaryFiles, []);
  });

  describe('that relays', () => {
    const clock = new TestbedClock();
    let far: Gateway;
    before(async () => {
      far = await startGateway({ clock, journal: new Journal(clock) });
      const { key, keyId, teamId } = far.issueKey();
      await place.write('far.p8', key);
      await place.write('far-ca.pem', far.certificateAuthority);
      credential = ['--relay-key', 'far.p8', '--relay-key-id', keyId, '--relay-team-id', teamId];
    });
    after(async () => {
      await far.close();
      clock.close();
    });
    let credential: string[];

    it('hands a push to an unknown device token on, with the credential given', async () => {
      const there = ['--relay', 'sandbox', '--relay-url', far.url, '--relay-ca', 'far-ca.pem', ...credential];
      const near = await place.start(['gateway', ...there]);
      const output = await near.says('Ctrl-C ends the gateway.\n');
      assert.ok(output.includes(`unknown tokens of sandbox → ${far.url}\n`), output);
      const token = await far.device('phone-1').register('com.example.app.voip');
      const { sent, failed } = await send(output, 'com.example.app.voip', token);
      assert.deepEqual([sent.length, failed], [1, []]);
      await far.expectPush({ device: 'phone-1', pushType: 'voip', payload: { aps: {} } });
      near.process.kill('SIGTERM');
      assert.equal((await near.ended).exitCode, 0);
    });

    it('says what its options lack', async () => {
      const lacking: readonly [string[], string][] = [
        [['--relay', 'sandbox'], '--relay sandbox needs one credential of your own.'],
        [['--relay-url', far.url], '--relay-url is of no use without --relay.'],
        [['--relay', 'sandbox', ...credential.with(1, 'gone.p8')], 'gone.p8 was not read: it does not exist.'],
        [['--relay', 'sandbox', '--relay-url', 'far', ...credential], "The relay was not opened: its url is 'far'."],
        [['--relay', 'sandbox', ...credential.with(1, 'far-ca.pem')], 'The relay was not opened: '],
      ];
      for (const [options, problem] of lacking) {
        const { exitCode, stderr } = await place.run('gateway', '--once', ...options);
        assert.deepEqual([exitCode, stderr.includes(problem)], [64, true], stderr);
      }
      assert.deepEqual([place.processes, place.temporaryFiles], [[], []]);
    });
  });

  it('shows a push that a fault left unanswered', async () => {
    await place.write('reset.yaml', 'faults:\n  - { reset: CANCEL, times: always }\n');
    const { stdout } = await place.run('gateway', '--once', '--config', 'reset.yaml');
    assert.match(stdout, /sandbox +unanswered \(.+\) com\.example\.app [0-9a-f]{8}…/);
  });

  const BAD_CONFIGS: readonly (readonly [told: string, config: string, expected: RegExp])[] = [
    ['an unknown field', 'host: 127.0.0.1\nport: 2197\n', /bad\.yaml:2: there is no field port; perhaps ports is/],
    [
      'an unknown setting',
      'settings:\n  storageSlots: topic\n',
      /bad\.yaml:2: .*storageSlots; perhaps storageSlot is meant/,
    ],
    [
      'a wrong setting',
      'settings:\n  earlyStreams: drop\n',
      /bad\.yaml:2: .* must be "serve" or "refuse"; found "drop"/,
    ],
    [
      'a wrong fault',
      'faults:\n  - { silence: true }\n  - { reason: Sunday }\n',
      /bad\.yaml:3: faults\[2\]: .*'Sunday'/,
    ],
    [
      'a misspelled world of a port for channels',
      'managePorts:\n  sandbx: 2195\n',
      /bad\.yaml:2: managePorts: there is no field sandbx; perhaps sandbox is meant/,
    ],
    ['a wrong port', 'ports:\n\n  sandbox: 70000\n', /bad\.yaml:3: ports\.sandbox: .*65535/],
    [
      'a token that is none',
      'devices:\n  - id: a\n    topics: [x.y]\n    tokens:\n      x.y: abc\n',
      /bad\.yaml:5: devices\[1\]\.tokens\.x\.y: the token has 3 hex digits; expected an even number/,
    ],
    [
      'a token for a topic that the device has not',
      'devices:\n  - id: a\n    topics: [x.y]\n    tokens:\n      x.z: abcdabcdabcdabcd\n',
      /bad\.yaml:5: devices\[1\]\.tokens\.x\.z: there is no such topic among the device's; they are x\.y/,
    ],
    [
      'a token twice',
      `devices:\n${['a', 'b'].map((id) => `  - { id: ${id}, topics: [x.y], tokens: { x.y: ${'ab'.repeat(8)} } }\n`).join('')}`,
      /bad\.yaml:3: devices\[2\]\.tokens\.x\.y: the token is taken: a for the topic x\.y has it/,
    ],
    [
      'a misspelled field above a block',
      'sttings:\n  storageSlot: topic\n',
      /bad\.yaml:1: there is no field sttings; perhaps settings is/,
    ],
    ['no YAML', 'host: [\n', /bad\.yaml:\d: not valid YAML/],
  ];
  for (const [told, config, expected] of BAD_CONFIGS) {
    it(`refuses a config file with ${told}, with its line`, async () => {
      await place.write('bad.yaml', config);
      const { exitCode, stdout, stderr } = await place.run('gateway', '--config', 'bad.yaml');
      assert.deepEqual([exitCode, stdout], [64, '']);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  it('says which port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { exitCode, stderr } = await place.run('gateway', '--production-port', String(address.port));
    other.close();
    assert.equal(exitCode, 64);
    assert.match(stderr, new RegExp(`production gateway did not start: .*:${address.port}, another program uses it`));
    assert.deepEqual([place.processes, place.temporaryFiles], [[], []]);
  });

  for (const [told, args, expected] of [
    ['a config file that is not there', ['--config', 'none.yaml'], /Cannot read the config file none\.yaml/],
    ['a credentials folder that is not there', ['--credentials', 'none'], /none/],
    ['a log in no folder', ['--log', 'none/events.jsonl'], /Cannot write the log none\/events\.jsonl/],
    [
      'ports for channels of several workers',
      ['--workers', '2', '--sandbox-manage-port', '2195'],
      /A port for broadcast channels \(2195\) was asked for together with 2 workers/,
    ],
    ['an address of another machine', ['--host', '192.0.2.1'], /this machine does not have the address/],
  ] as const) {
    it(`refuses ${told}`, async () => {
      const { exitCode, stdout, stderr } = await place.run('gateway', ...args);
      assert.deepEqual([exitCode, stdout], [64, '']);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }
});
