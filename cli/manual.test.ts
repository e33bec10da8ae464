/** A run by hand, from outside: the command on a pseudo-terminal, with a tester who reads it and holds an old phone. */

import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Journal, TestbedClock } from '../clock/index.ts';
import { type ConformanceReport, reportSchema } from '../conformance/report.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { freePorts } from '../lab/ports.ts';
import { type Gateway, startGateway } from '../mock-apns/index.ts';
import { Place, Running, START_LIMIT_MS } from './test-support.ts';

const BUNDLE_ID = 'com.example.calls';

describe('A run with a manual phone', function () {
  this.timeout(START_LIMIT_MS);

  const clock = new TestbedClock();
  let place: Place;
  /** Stands for Apple. */
  let apple: Gateway;
  let port: number;
  let lab: string;

  beforeEach(async () => {
    place = new Place();
    apple = await startGateway({ clock, journal: new Journal(clock) });
    [port = 0] = await freePorts(1);
    const { key, keyId, teamId } = apple.issueKey();
    await place.write('key.p8', key);
    await place.write('ca.pem', apple.certificateAuthority);
    lab = await place.write(
      'lab.yaml',
      `phones:
  - kind: manual
    name: Old phone
    model: iPhone 5
    ios: '9.3.5'
    app: { bundleId: ${BUNDLE_ID}, name: Calls, version: '1.4' }
    callServer: { host: 127.0.0.1, port: ${port} }
    apns: { environment: sandbox, key: key.p8, keyId: ${keyId}, teamId: ${teamId}, url: '${apple.url}', ca: ca.pem }
`,
    );
  });

  afterEach(async () => {
    await apple.close();
    place.removeClean();
  });

  after(() => clock.close());

  /** The app, as it runs on the phone: registers with the call server when somebody opens it. */
  async function openApp(): Promise<void> {
    const phone = apple.device('old phone');
    const body = {
      alertToken: await phone.register(BUNDLE_ID),
      voipToken: null,
      environment: 'sandbox',
      bundleId: BUNDLE_ID,
    };
    const url = `http://127.0.0.1:${port}/users/bob/devices/0a0b0c0d-0000-4000-8000-000000000001`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    assert.ok(response.ok, await response.text());
  }

  function report(): ConformanceReport {
    const file = place.at('reports', 'latest', 'conformance.json');
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }

  it('asks for what it cannot see, and marks what a tester said as human evidence', async function () {
    const version = spawnSync('script', ['--version'], { encoding: 'utf8' });
    if (version.error !== undefined || !version.stdout.includes('util-linux')) this.skip();
    let notification = false;
    apple.device('old phone').connect(async ({ payload }) => {
      notification = 'aps' in payload && JSON.stringify(payload['aps']).includes('alert');
    });
    const command = `${process.execPath} ${join(PACKAGE_ROOT, 'cli', 'ringproof.js')} run --lab ${lab} --only RP-FBK-003`;
    const { CI: _, ...environment } = process.env;
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: place.path, env: environment });
    const running = new Running(child);
    let heard = '';
    let answered = 0;
    const replyTo = async (asked: string): Promise<string> => {
      if (asked.startsWith('Open the app')) await openApp();
      if (!asked.startsWith('Do you see') && !asked.startsWith('Did it')) return '\r';
      return notification ? 'y\r' : 'n\r';
    };
    child.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const questions = [...heard.matchAll(/\d+\. ((?:Open|Press|Unlock|Do you|Did it)[^\r\n]*)/g)];
      for (const [, asked = ''] of questions.slice(answered)) {
        answered += 1;
        void replyTo(asked).then((reply) => child.stdin.write(reply));
      }
    });
    const { exitCode } = await running.ended;
    const { verdicts, checks, run } = report();
    assert.equal(run.driver, 'by-hand', heard);
    const [verdict] = verdicts.filter(({ requirement }) => requirement === 'RP-FBK-003');
    assert.equal(verdict?.verdict, 'pass', verdict?.reason);
    assert.equal(exitCode, 0);
    const [check] = checks;
    assert.ok(check !== undefined && check.witnesses?.includes('human'));
    assert.deepEqual(check.matches, ['answered by a tester at the terminal']);
    const html = readFileSync(place.at('reports', 'latest', 'conformance.html'), 'utf8');
    for (const told of [html, readFileSync(place.at('reports', 'latest', 'summary.md'), 'utf8'), heard]) {
      assert.match(
        told.replaceAll('\\', ''),
        /Human evidence: 1 of \d+ verdicts rest on what a tester saw on Old phone/,
      );
    }
    assert.match(
      readFileSync(place.at('reports', 'latest', 'junit.xml'), 'utf8'),
      /name="witnesses" value="[^"]*human/,
    );
  });

  it('is refused where nobody can be asked', async () => {
    const { exitCode, stderr } = await (await place.start(['run', '--lab', lab])).ended;
    assert.equal(exitCode, 64);
    assert.match(
      stderr,
      /A manual phone needs a tester who answers, and .*\nRun it in a terminal, or give the answers/,
    );
  });

  it('is inconclusive, and never a pass, when a question stays without an answer', async () => {
    const answers = await place.write('answers.yaml', 'answers: [{ to: Unlock, answer: done }]\n');
    const args = ['run', '--lab', lab, '--only', 'RP-FBK-003', '--answers', answers];
    const { exitCode } = await (await place.start(args)).ended;
    const [verdict] = report().verdicts.filter(({ requirement }) => requirement === 'RP-FBK-003');
    assert.equal(verdict?.verdict, 'inconclusive');
    assert.match(verdict.reason, /Nobody did in time: Open the app switcher/);
    assert.equal(exitCode, 2);
  });
});
