/** What a user is told who asks for something that can't be done: the whole output, from outside. */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PACKAGE_ROOT, packageFolder } from '../lab/packages.ts';
import { type Ended, Place, START_LIMIT_MS } from './test-support.ts';

const LAB = ['app: app', 'phones:', '  - model: iPhone 15', "    ios: '18.6'", ''].join('\n');
const REFERENCE_APP = join(PACKAGE_ROOT, 'fixtures', 'apps', 'reference');

/** What is wrong, the command, and the whole answer. */
const REFUSALS: readonly (readonly [what: string, args: readonly string[], message: string])[] = [
  [
    'an unknown command, with the one that was meant',
    ['ruin'],
    "error: unknown command 'ruin'\n(Did you mean run?)\n(run with --help for the options)\n",
  ],
  [
    'an unknown option, with the one that was meant',
    ['run', '--phones', 'iPhone 15'],
    "error: unknown option '--phones'\n(Did you mean --phone?)\n(run with --help for the options)\n",
  ],
  [
    'a word too many',
    ['run', 'RP-ANS-001'],
    "error: too many arguments for 'run'. Expected 0 arguments but got 1.\n(run with --help for the options)\n",
  ],
  [
    'a port that is none',
    ['run', '--appium-port', '70000'],
    "error: option '--appium-port <port>' argument '70000' is invalid. Expected a port number from 0 to 65535.\n" +
      '(run with --help for the options)\n',
  ],
  [
    'a lab file that is not there',
    ['run', '--lab', 'nowhere.yaml'],
    'ringproof: Cannot read the lab file nowhere.yaml: there is no such file.\n' +
      'Give an existing file with --lab, or leave the option out to use the default lab.\n',
  ],
  [
    'a mistake in the lab file, with its line',
    ['run', '--lab', 'colour.yaml'],
    'ringproof: colour.yaml:5: phones[1].colour: is not a setting of a lab file.\n' +
      'See fixtures/labs/default.yaml for a complete example.\n',
  ],
  [
    'an app that is not there',
    ['serve', '--lab', 'app.yaml'],
    'ringproof: app.yaml:1: app: there is no folder <place>/elsewhere.\n' +
      'Give the folder of an app with its manifest.yaml, relative to the lab file.\n',
  ],
  [
    'a phone that is not in the lab',
    ['run', '--phone', 'nokia'],
    'ringproof: No phone of this lab matches "nokia".\n' +
      'The lab has "iPhone 6s", "iPhone 6", "iPhone 7", "iPhone 15", "iPhone 17".\n',
  ],
  [
    'a requirement that does not exist, with the areas that do',
    ['run', '--only', 'RP-XXX'],
    'ringproof: No requirement begins with "RP-XXX".\n' +
      'Ids begin with one of RP-CLM (Claims), RP-REG (Registration), RP-RTE (Routing), RP-STR (Strictness), ' +
      'RP-PSH (Push handling), RP-IDN (Identity), RP-RNG (Ringing), RP-ANS (Answering), RP-END (Ending), ' +
      'RP-OUT (Outgoing), RP-MLT (Several calls), RP-AUD (Audio), RP-FBK (Fallback), RP-LIF (Life cycle).\n',
  ],
  [
    'phones and requirements that have nothing in common',
    ['run', '--only', 'RP-REG-002', '--only', 'RP-FBK-001', '--phone', 'iPhone 15'],
    'ringproof: Nothing to check: none of RP-REG-002, RP-FBK-001 applies to iPhone 15.\n' +
      'Choose other phones with --phone or other requirements with --only.\n',
  ],
  [
    'a mutant that does not exist',
    ['selftest', '--mutant', 'deaf'],
    'ringproof: There is no mutant "deaf".\nMutants: <mutants>.\n',
  ],
];

describe('A command that cannot be carried out', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  /** It is the user's to mend: exit code 64, and nothing but the message. */
  function assertRefused(ended: Ended, message: string, stdout = ''): void {
    assert.equal(ended.stderr, message);
    assert.equal(ended.stdout, stdout);
    assert.equal(ended.exitCode, 64);
    assert.deepEqual(place.processes, []);
    assert.deepEqual(place.temporaryFiles, []);
    assert.deepEqual(existsSync(place.at('reports')) ? readdirSync(place.at('reports')) : [], []);
  }

  const STARTING = 'Starting phones, gateway, call server, Appium and WebdriverIO …\n';

  it('shows the help when there is no command', async () => {
    const ended = await place.run();
    assert.match(ended.stderr, /^Usage: ringproof \[options\] \[command\]\n[^]*\n {2}run \[options\] /);
    assert.equal(ended.stdout, '');
    assert.equal(ended.exitCode, 64);
  });

  it('is not the fault of who asks for help or version', async () => {
    const [help, runHelp, version] = await Promise.all([
      place.run('--help'),
      place.run('run', '--help'),
      place.run('--version'),
    ]);
    assert.match(help.stdout, /^Usage: ringproof \[options\] \[command\]\n/);
    assert.match(runHelp.stdout, / --only <id> +only requirements whose id begins so, such as RP-ANS or\n/);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    assert.deepEqual(
      [help, runHelp, version].map(({ exitCode, stderr }) => [exitCode, stderr]),
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    );
  });

  describe('by a mistake on its line', () => {
    const refused = new Map<string, Ended>();
    const shared = new Place();
    // All at once, since starting a command is most of the work.
    before(async () => {
      await shared.write('app/manifest.yaml', '');
      await shared.write('colour.yaml', `${LAB}    colour: blue\n`);
      await shared.write('app.yaml', LAB.replace('app: app', 'app: elsewhere'));
      await Promise.all(
        REFUSALS.map(async ([what, args]) => {
          refused.set(what, await shared.run(...args));
        }),
      );
    });
    after(() => shared.remove());

    for (const [what, , message] of REFUSALS) {
      it(`says ${what}`, () => {
        const { exitCode, stdout, stderr } = refused.get(what) as Ended;
        const said = stderr
          .replace(shared.path, '<place>')
          .replace(/(?<=Mutants: )[a-z0-9-]+(, [a-z0-9-]+)+/, '<mutants>');
        assert.deepEqual([exitCode, stdout, said], [64, '', message]);
      });
    }

    it('without leaving anything behind', () => {
      assert.deepEqual(shared.processes, []);
      assert.deepEqual(shared.temporaryFiles, []);
      assert.equal(existsSync(shared.at('reports')), false);
    });
  });

  it('says why reports cannot be written below a file, and where no folder can be made', async () => {
    await place.write('file', '');
    const folder = place.at('file', 'reports');
    const below = await place.run('run', '--reports', 'file/reports');
    assert.match(
      below.stderr,
      new RegExp(`^ringproof: The reports folder ${folder} cannot be written: ENOTDIR: .*\\.\n`),
    );
    assert.match(below.stderr, /\nMake it writable, or give another with --reports\.\n$/);
    assertRefused(below, below.stderr);
    // On other systems than Linux this is a folder at the root of the disk, which needs the root user.
    const nowhere = await place.run('run', '--reports', '/proc/ringproof');
    assert.match(nowhere.stderr, /^ringproof: The reports folder \/proc\/ringproof cannot be written: \w+: /);
    assertRefused(nowhere, nowhere.stderr);
  });

  it('names file and line of an app that does not bundle, and keeps no report', async () => {
    await place.write('lab.yaml', LAB);
    await cp(REFERENCE_APP, place.at('app'), { recursive: true });
    await place.write('app/main.ts', 'const x: number = ;\n');
    const ended = await place.run('run', '--lab', 'lab.yaml');
    assert.match(
      ended.stderr,
      /^ringproof: The app does not bundle: .*main\.ts\.\n {2}.*main\.ts:1:19 Unexpected ";"\nMend /,
    );
    assertRefused(ended, ended.stderr, STARTING);
  });

  it('names file and line of a wrong manifest', async () => {
    await place.write('lab.yaml', LAB);
    await cp(REFERENCE_APP, place.at('app'), { recursive: true });
    await place.write('app/manifest.yaml', 'CFBundleIdentifier: calls\n');
    const ended = await place.run('serve', '--lab', 'lab.yaml');
    assert.match(
      ended.stderr,
      /^ringproof: The manifest does not describe an app\.\n {2}.*manifest\.yaml:1:21 CFBundleId/,
    );
    assertRefused(ended, ended.stderr);
  });

  it('names the port that is in use, also when it is Appium that wants it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    try {
      for (const option of ['--control-port', '--appium-port', '--usbmuxd-port']) {
        assertRefused(
          await place.run('serve', option, String(port), '--phone', 'iPhone 15'),
          `ringproof: Port ${port} is already in use.\nGive another ${option}, or 0 for any free one.\n`,
        );
      }
    } finally {
      server.close();
    }
  });

  it('says which package is missing: Appium, its driver, or all of them', async () => {
    const rooms = 'cli lab conformance clock mock-apns call-server virtual-iphone requirements fixtures specs';
    for (const name of [...rooms.split(' '), 'package.json', 'tsconfig.json']) {
      await cp(join(PACKAGE_ROOT, name), place.at('copy', name), { recursive: true });
    }
    const command = place.at('copy', 'cli', 'ringproof.js');
    const bare = await (await place.start(['run'], { command })).ended;
    assert.match(bare.stderr, /^ringproof: a package is not installed: Cannot find package 'tsx' .*\nRun `npm ci` /);
    assertRefused(bare, bare.stderr);

    const modules = join(PACKAGE_ROOT, 'node_modules');
    await mkdir(place.at('copy', 'node_modules'));
    for (const name of await readdir(modules)) {
      if (name !== 'appium') await symlink(join(modules, name), place.at('copy', 'node_modules', name));
    }
    assertRefused(
      await (await place.start(['serve', '--phone', 'iPhone 15'], { command })).ended,
      `ringproof: The package appium is not installed in ${place.at('copy')}.\nRun \`npm ci\` there first.\n`,
    );
  });

  it('is told in the same way when WebdriverIO was started instead', async () => {
    const run = await place.start(['run', join(PACKAGE_ROOT, 'wdio.conf.ts')], {
      command: join(packageFolder('@wdio/cli'), 'bin', 'wdio.js'),
      environment: { RINGPROOF_LAB: place.at('nowhere.yaml') },
    });
    assertRefused(
      await run.ended,
      'ringproof: Cannot read the lab file nowhere.yaml: there is no such file.\n' +
        'Give an existing file with --lab, or leave the option out to use the default lab.\n',
    );
  });

  it('says which Node it needs', async () => {
    const old = await place.write(
      'old-node.cjs',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });\n" +
        "Object.defineProperty(process, 'version', { value: 'v18.20.4' });\n",
    );
    assertRefused(
      await (await place.start(['run'], { nodeArguments: ['--require', old] })).ended,
      'ringproof needs Node 20.20 or newer; this is v18.20.4. Install a newer Node and run again.\n',
    );
  });
});
