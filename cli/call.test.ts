/** `ringproof call` from outside: whole outputs and exit codes, by itself and on a phone of a lab. */

import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { phoneEntry, signIn } from '../bench/signed-in-phone.ts';
import { type ControlServer, startControlServer } from '../lab/control/server.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { createTestbed, type Testbed } from '../lab/testbed.ts';
import { makeCertificates } from '../mock-apns/index.ts';
import { Place, START_LIMIT_MS } from './test-support.ts';

const LIBRARY = join(PACKAGE_ROOT, 'fixtures', 'scripts');

describe('ringproof call', function () {
  this.timeout(START_LIMIT_MS);
  const place = new Place();
  after(() => place.remove());

  const script = (...lines: string[]) => place.write('script.yaml', `${lines.join('\n')}\n`);

  it('plays a script step by step, and tells what came of it', async () => {
    await script(
      'title: Bob answers',
      'variables: { talk: 8 s }',
      'before:',
      '  - register: bob/phone',
      'steps:',
      '  - dial: bob',
      '  - pass: 500 ms',
      '  - ringing: bob/phone',
      '  - pass: 1.5 s',
      '  - answer: bob/phone',
      '  - pass: ${talk}',
      '  - hangUp',
    );
    const { stdout, stderr, exitCode } = await place.run('call', 'script.yaml', '--set', 'talk=10 s');
    assert.deepEqual([stderr, exitCode], ['', 0]);
    assert.equal(
      stdout,
      [
        'Bob answers',
        '✓    4  register bob/phone',
        '✓    6  dial bob',
        '✓    7  pass 500 ms',
        '✓    8  ringing bob/phone',
        '✓    9  pass 1.5 s',
        '✓   10  answer bob/phone',
        '✓   11  pass 10 s',
        '✓   12  hangUp',
        '',
        'PASSED  1 of 1 run passed, 1 call dialled',
        'calls   1 hung-up',
        'pushes  1 voip 200',
        'since dialling  calls      min      p50      p90      p99      max',
        'set-up              1   500 ms   500 ms   500 ms   500 ms   500 ms',
        'answer              1  2000 ms  2000 ms  2000 ms  2000 ms  2000 ms',
        'end                 1   12.0 s   12.0 s   12.0 s   12.0 s   12.0 s',
        '',
      ].join('\n'),
    );
  });

  it('tells the step that failed, what was expected and what was seen, and exits with 1', async () => {
    await script(
      'title: Bob is told nothing',
      'before:',
      '  - register: bob/phone',
      'steps:',
      '  - dial: bob',
      '  - repeat:',
      '      times: 2',
      '      steps:',
      '        - see: { device: bob/phone, signal: incoming }',
      '  - cancel',
    );
    const { stdout, exitCode } = await place.run('call', 'script.yaml');
    assert.equal(exitCode, 1);
    assert.equal(
      stdout,
      [
        'Bob is told nothing',
        '✓    3  register bob/phone',
        '✓    5  dial bob',
        '✓    9  see { device: bob/phone, signal: incoming }',
        '✗    9  see { device: bob/phone, signal: incoming }',
        '',
        'script.yaml:9: see failed',
        '  expected  bob/phone to see incoming within 1000 ms',
        '  seen      it saw welcome, a push (voip) of the call',
        '',
        'FAILED  0 of 1 run passed, 1 call dialled',
        'calls   1 left open',
        'pushes  1 voip 200',
        '',
      ].join('\n'),
    );
  });

  it('plays many calls at a rate, and writes result and events to files', async () => {
    const load = ['--calls', '20', '--rate', '10', '--set', 'talk=1 s'];
    const files = ['--json', 'result.json', '--journal', 'events.jsonl'];
    const { stdout, exitCode } = await place.run('call', join(LIBRARY, 'many-calls.yaml'), ...load, ...files);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /^20 of 20 runs are over, none failed$/m);
    assert.match(stdout, /^PASSED {2}20 of 20 runs passed, 20 calls dialled, 10\.0 per second$/m);
    const result = JSON.parse(await readFile(place.at('result.json'), 'utf8'));
    assert.deepEqual([result.runs, result.passed, result.failures], [20, 20, []]);
    assert.deepEqual(result.calls.outcomes, { 'hung-up': 20 });
    assert.deepEqual([result.calls.setUp.p50, result.calls.answer.p99, result.calls.end.max], [200, 3_200, 4_200]);
    const lines = (await readFile(place.at('events.jsonl'), 'utf8')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { kind: string });
    assert.equal(events.filter(({ kind }) => kind === 'call.dialed').length, 20);
  });

  it('begins no further run after Ctrl-C, and tells what came of those before', async () => {
    const running = await place.start(['call', join(LIBRARY, 'many-calls.yaml'), '--calls', '5000', '--limit', '2']);
    // It has begun to play once the title is out.
    await running.says('Calls at a rate');
    running.process.kill('SIGINT');
    const { stdout, stderr, exitCode } = await running.ended;
    assert.deepEqual([stderr, exitCode], ['', 130]);
    const [, passed, runs] = /^(?:PASSED|NOTHING RAN) {2}(\d+) of (\d+) runs? passed/m.exec(stdout) ?? [];
    assert.equal(passed, runs);
    assert.ok(Number(runs) < 5_000);
  });

  it('tells every mistake of a script with its line, before anything runs', async () => {
    await script(
      'title: Full of mistakes',
      'steps:',
      '  - register: bob/phone',
      '  - dail: bob',
      '  - dial: { to: bob, as: first, vidoe: true }',
      '  - pass: a while',
      '  - cancel: frist',
      '  - see:',
      '      device: bob/fone',
      '      push: voip',
    );
    const { stdout, stderr, exitCode } = await place.run('call', 'script.yaml', '--set', 'talk=1 s');
    assert.deepEqual([stdout, exitCode], ['', 64]);
    assert.equal(
      stderr,
      [
        'ringproof: script.yaml:1: the script has no variable talk.',
        'script.yaml:4: there is no step dail; perhaps dial is meant.',
        'script.yaml:5: dial: there is no field vidoe; perhaps video is meant.',
        'script.yaml:6: pass: time: expected a time such as 500 ms, 2 s, 1.5 min or 1 h.',
        'script.yaml:7: cancel: no earlier step dials a call named frist.',
        'script.yaml:9: see: no earlier step registers bob/fone; perhaps bob/phone is meant.',
        'docs/guides/call-scripts.md lists the steps with their fields.',
        '',
      ].join('\n'),
    );
  });

  for (const [what, args, message] of [
    [
      'a script that is not there',
      ['nowhere.yaml'],
      'ringproof: Cannot read the call script nowhere.yaml: there is no such file.\nGive an existing file.\n',
    ],
    [
      'an address that is none',
      [join(LIBRARY, 'on-any-phone.yaml'), '--lab', 'lab.yaml'],
      'ringproof: --lab lab.yaml is no address such as http://127.0.0.1:40123.\n' +
        '`ringproof serve` prints the address of its control API, and the names of its phones.\n',
    ],
    [
      'a user where there is no lab',
      [join(LIBRARY, 'on-any-phone.yaml'), '--to', 'user-1'],
      'ringproof: --to user-1 is for a phone of a lab, where user-1 is signed in.\n' +
        'Give --lab too, or leave it out: the devices that the command plays belong to the users of the script.\n',
    ],
    [
      'a variable without a value',
      ['script.yaml', '--set', 'talk'],
      "error: option '--set <name=value>' argument 'talk' is invalid. Expected name=value.\n" +
        '(run with --help for the options)\n',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { stdout, stderr, exitCode } = await place.run('call', ...args);
      assert.deepEqual([stdout, stderr, exitCode], ['', message, 64]);
    });
  }

  describe('on a phone of a lab', () => {
    let testbed: Testbed;
    let server: ControlServer;
    before(async () => {
      testbed = await createTestbed(await phoneEntry(), await makeCertificates());
      await signIn(testbed);
      const { udid, entry, bundle } = testbed;
      const phone = {
        udid,
        name: entry.name,
        kind: 'virtual' as const,
        model: entry.model.name,
        ios: entry.ios.version,
        language: entry.language,
        bundleId: bundle.manifest.CFBundleIdentifier,
        appName: bundle.manifest.CFBundleDisplayName,
        callHosts: [],
        unlockedCall: 'banner' as const,
        backgroundModes: ['voip'],
        requirements: {},
        variants: [],
      };
      server = await startControlServer({
        info: () => ({ phones: [phone, { ...phone, udid: 'another', name: 'iPhone 15 Pro' }], appiumUrl: '' }),
        describe: () => phone,
        testbed: (wanted) => (wanted === udid ? testbed : undefined),
        capabilities: () => ({}),
        onRunEvent: () => undefined,
      });
    });
    after(async () => {
      await server.close();
      await testbed.close();
    });

    const onLab = (name: string, ...args: string[]) =>
      place.run('call', join(LIBRARY, name), '--lab', server.url, ...args);

    it('rings it, and returns it afterwards', async () => {
      for (const turn of [1, 2]) {
        const { stdout, stderr, exitCode } = await onLab('on-any-phone.yaml', '--phone', 'iPhone 15');
        assert.deepEqual([stderr, exitCode], ['', 0], stdout);
        assert.match(stdout, /^PASSED {2}1 of 1 run passed, 1 call dialled$/m, `turn ${turn}`);
      }
      const shown = testbed.journal.events({ kind: 'call.shown' }).map(({ data }) => data['call']);
      assert.equal(new Set(shown).size, 2);
    });

    it('is told apart by its name', async () => {
      const { stderr, exitCode } = await onLab('on-any-phone.yaml');
      assert.equal(exitCode, 64);
      assert.equal(
        stderr,
        'ringproof: 2 phones of this lab could be meant.\nChoose with --phone: "iPhone 15", "iPhone 15 Pro".\n',
      );
    });

    it('says who is not signed in on it', async () => {
      const { stdout, exitCode } = await onLab('on-any-phone.yaml', '--phone', 'iPhone 15', '--to', 'user-1');
      assert.equal(exitCode, 1);
      assert.match(stdout, /user-1 to be signed in on iPhone 15/);
    });

    it('refuses a script with a step that it cannot carry out, and is not kept', async () => {
      const { stderr, exitCode } = await onLab('decline.yaml', '--phone', 'iPhone 15');
      assert.equal(exitCode, 64);
      assert.match(
        stderr,
        /decline\.yaml:13: a lab's control API cannot carry out the step see\.\nIt knows register, /,
      );
      const { exitCode: next } = await onLab('on-any-phone.yaml', '--phone', 'iPhone 15');
      assert.equal(next, 0);
    });
  });
});
