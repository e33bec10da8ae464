/** The `ringproof` command. Options and their errors live here; the work is done by the rooms. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { PHONE_KINDS, type PhoneKind } from '../conformance/catalogue.ts';
import { CLAIM_NAMES } from '../conformance/claims/claims.ts';
import { DRIVERS, type Driver, MOST_SEED } from '../conformance/vocabulary.ts';
import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { EXIT_CODE } from '../lab/errors.ts';
import { packageVersion } from '../lab/packages.ts';
import { PROFILES, type Profile } from '../lab/run/profiles.ts';
import { shownPath } from '../lab/shown-path.ts';
import { MOST_WORKERS } from '../mock-apns/workers/most-workers.ts';
import type { AnnotateCommand } from './annotate.ts';
import type { CallCommand } from './call.ts';
import type { CallServerCommand } from './call-server.ts';
import type { CertifyCommand } from './certify.ts';
import type { CredentialKind, CredentialsOptions } from './credentials.ts';
import type { DoctorCommand } from './doctor.ts';
import type { GatewayCommand } from './gateway.ts';
import type { InitCommand } from './init.ts';
import type { MergeCommand } from './merge.ts';
import type { PhonesCommand } from './phones.ts';
import type { SelftestCommand } from './selftest.ts';
import type { VerifyCommand } from './verify.ts';

interface LabOptions {
  readonly lab: string;
  readonly phone: string[];
  readonly controlPort?: number;
  readonly appiumPort?: number;
}

interface RunOptions extends LabOptions {
  readonly driver: Driver;
  readonly only: string[];
  readonly reports: string;
  readonly baseline?: string | true;
  readonly fix?: boolean;
  readonly profile?: Profile;
  readonly claims?: string;
  readonly provider?: string;
}

function repeatable(flags: string, description: string, read: (value: string) => string = String): Option {
  return new Option(flags, `${description}; may be repeated`)
    .argParser((value: string, earlier: readonly string[]) => [...earlier, read(value)])
    .default([], 'all');
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError('Expected a port number from 0 to 65535.');
}

function workerCount(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= MOST_WORKERS) return number;
  throw new InvalidArgumentError(`Expected a number of processes from 1 to ${MOST_WORKERS}; 1 is the default.`);
}

function count(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 1_000_000) return number;
  throw new InvalidArgumentError('Expected a whole number from 1.');
}

function seed(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= MOST_SEED) return number;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${MOST_SEED}.`);
}

function rate(value: string): number {
  const number = Number(value);
  if (number > 0 && number <= 100_000) return number;
  throw new InvalidArgumentError('Expected runs per second, such as 10 or 0.5.');
}

function gatewayUrl(value: string): URL {
  const url = URL.parse(value);
  if (url?.protocol === 'https:' && url.pathname === '/') return url;
  throw new InvalidArgumentError('Expected an address such as https://127.0.0.1:2197.');
}

/** `name=value`, added to earlier ones. Whole numbers, fractions, true and false are taken for what they are. */
function variable(text: string, earlier: CallCommand['set']): CallCommand['set'] {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('Expected name=value.');
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value);
  const isTruth = value === 'true' || value === 'false';
  return { ...earlier, [name]: isNumber ? Number(value) : isTruth ? value === 'true' : value };
}

/** `name=yes` or `name=no`, added to earlier ones. */
function claim(text: string, earlier: InitCommand['set']): InitCommand['set'] {
  const [, name = '', answer = ''] = /^([\w-]+)=(yes|no)$/.exec(text) ?? [];
  if (CLAIM_NAMES.some((known) => known === name)) return { ...earlier, [name]: answer === 'yes' };
  throw new InvalidArgumentError(`Expected yes or no for one of ${CLAIM_NAMES.join(', ')}, such as hold=no.`);
}

function phoneKind(value: string): PhoneKind {
  const kind = PHONE_KINDS.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`Allowed choices are ${PHONE_KINDS.join(', ')}.`);
}

function webAddress(value: string): URL {
  const url = URL.parse(value);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:8100.');
}

const CREDENTIAL_KINDS: readonly CredentialKind[] = ['key', 'certificate', 'voip-certificate'];

function credentialKind(value: string): string {
  if (CREDENTIAL_KINDS.some((kind) => kind === value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${CREDENTIAL_KINDS.join(', ')}.`);
}

/** Key ids and team ids have one form. */
function appleId(value: string): string {
  if (/^[A-Z0-9]{10}$/.test(value)) return value;
  throw new InvalidArgumentError('Expected ten upper-case letters and digits.');
}

function bundleId(value: string): string {
  if (/^[\w-]+(\.[\w-]+)+$/.test(value)) return value;
  throw new InvalidArgumentError('Expected a bundle id such as com.example.app.');
}

function driverOption(usual: Driver): Option {
  return new Option('--driver <name>', 'what drives the phones: stock Appium, or Ringproof directly, far faster')
    .choices(DRIVERS)
    .default(usual);
}

function withLabOptions(command: Command): Command {
  return command
    .option('--lab <file>', 'lab file: lists the phones, and the app under test', shownPath(DEFAULT_LAB_FILE))
    .addOption(repeatable('--phone <name>', 'only phones with this in their name, such as "iPhone 15"'))
    .option('--control-port <port>', 'port of the control API (default: any free one)', port)
    .option('--appium-port <port>', 'port of Appium (default: any free one)', port);
}

function build(): Command {
  const program = new Command('ringproof')
    .description('Proves that a VoIP call rings: conformance tests for iOS apps that use PushKit and CallKit.')
    .version(packageVersion(), '-V, --version')
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();

  withLabOptions(program.command('run'))
    .description('start a lab, run the conformance suite on its phones, write the reports')
    .addOption(repeatable('--only <id>', 'only requirements whose id begins so, such as RP-ANS or RP-ANS-001'))
    .addOption(driverOption('appium'))
    .option('--answers <file>', 'answers of a tester, for manual phones where nobody can be asked')
    .option('--reports <folder>', 'folder for the reports of all runs', 'reports')
    .option('--baseline [file]', 'expect the failures that this file lists (without a name: ringproof.baseline.yaml)')
    .option('--fix', 'take off that list what has passed')
    .addOption(new Option('--profile <name>', 'part of the catalogue to run (default: full)').choices(PROFILES))
    .option('--claims <file>', "what the app says that it offers (default: the app's ringproof.claims.yaml)")
    .option('--seed <number>', 'draw identifiers and the order of spec files from it, as another run did', seed)
    .option('--provider <file>', 'with --profile push-server: the file that says how your push server is started')
    .action(async (options: RunOptions) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(options);
    });

  program
    .command('init')
    .description('write a claims file for an app, and a lab file; asks what it cannot see in the app')
    .argument('[app]', "the app's folder, with its manifest.yaml or Info.plist", '.')
    .option('--lab <file>', 'lab file to write unless it is there', 'lab.yaml')
    .addOption(
      new Option('--claim <name=yes|no>', 'answer for a claim; may be repeated').argParser(claim).default({}, 'asked'),
    )
    .option('--yes', 'ask nothing: what cannot be seen is not claimed')
    .option('--overwrite', 'write a claims file anew that is there already')
    .action(
      async (
        app: string,
        { claim: set, ...options }: Omit<InitCommand, 'app' | 'set'> & { claim: InitCommand['set'] },
      ) => {
        const { init } = await import('./init.ts');
        process.exitCode = await init({ ...options, app, set });
      },
    );

  program
    .command('doctor')
    .description('check what this machine has for the phones of a lab, and tell what to do about the rest')
    .option('--lab <file>', 'lab file: lists the phones', shownPath(DEFAULT_LAB_FILE))
    .addOption(
      new Option('--kind <kind>', 'as if the lab had a phone of this kind, too; may be repeated')
        .argParser((value: string, earlier: readonly PhoneKind[]) => [...earlier, phoneKind(value)])
        .default([], 'those of the lab'),
    )
    .option('--wda <url>', 'as if a real phone had its WebDriverAgent there', webAddress)
    .option(
      '--network [url]',
      "reach Apple's sandbox too, or the gateway there; no push and no credential goes out",
      gatewayUrl,
    )
    .option('--json', 'as data')
    .action(async (options: DoctorCommand) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(options);
    });

  program
    .command('phones')
    .description('list the phones that are there: of a lab file, on the cable, simulators; or of a lab that is up')
    .option('--lab <file or url>', 'lab file, or the address of a control API', shownPath(DEFAULT_LAB_FILE))
    .option('--json', 'as data')
    .action(async (options: PhonesCommand) => {
      const { phones } = await import('./phones.ts');
      process.exitCode = await phones(options);
    });

  withLabOptions(program.command('serve'))
    .description('keep a lab up and print what to point clients at')
    .option('--reports <folder>', 'folder for logs', 'reports')
    .option('--call-server <url>', "call server that the apps reach in place of the lab's own", webAddress)
    .option('--usbmuxd-port <port>', 'serve usbmuxd at this port of 127.0.0.1 too, 0 for any free one', port)
    .action(async (options: LabOptions & { reports: string; callServer?: URL; usbmuxdPort?: number }) => {
      const { serve } = await import('./serve.ts');
      process.exitCode = await serve(options);
    });

  program
    .command('selftest')
    .description(
      'prove the suite: broken apps fail the requirement that each one breaks, and correct apps fail nothing',
    )
    .addOption(repeatable('--mutant <name>', 'only this mutant'))
    .option('--fast', 'one mutant of each area of the catalogue, and each correct app on one phone')
    .option('--push-servers', 'broken push servers in place of broken apps')
    .addOption(driverOption('direct'))
    .option('--reports <folder>', 'folder for the reports of all runs', 'reports')
    .action(async (options: SelftestCommand & { pushServers?: boolean }) => {
      const { selftest, selftestOfPushServers } = await import('./selftest.ts');
      process.exitCode = await (options.pushServers === true ? selftestOfPushServers(options) : selftest(options));
    });

  program
    .command('merge')
    .description('join runs on different phones or of different requirements into one report')
    .argument('<run...>', "each run's folder, or its conformance.json")
    .requiredOption('--out <folder>', 'new folder for the reports')
    .option('--partial', 'take it that requirements which no run selected were not to be checked')
    .option('--lab <file>', 'expect every phone of this lab file')
    .action(async (runs: string[], options: MergeCommand) => {
      const { merge } = await import('./merge.ts');
      process.exitCode = await merge(runs, options);
    });

  program
    .command('diff')
    .description('tell which verdicts changed between two runs; exit code 1 when one got worse')
    .argument('<before>', 'a run: its folder, or its conformance.json')
    .argument('<after>', 'the run to compare with it')
    .option('--json', 'as data')
    .action(async (before: string, after: string, options: { json?: boolean }) => {
      const { diff } = await import('./diff.ts');
      process.exitCode = await diff(before, after, options);
    });

  program
    .command('annotate')
    .description('print the findings of a run as a CI server shows them: workflow commands, or a Code Quality report')
    .argument('<run>', 'a run: its folder, or its conformance.json')
    .addOption(new Option('--format <server>', 'for whom').choices(['github', 'gitlab']).default('github'))
    .option('--file <file>', 'file of the repository on which to show them, such as the lab file')
    .action(async (run: string, options: AnnotateCommand) => {
      const { annotate } = await import('./annotate.ts');
      process.exitCode = await annotate(run, options);
    });

  program
    .command('certify')
    .description(
      'run the whole suite three times with three seeds, and sign what it saw when every requirement was met each time',
    )
    .option('--lab <file>', 'lab file: lists the phones, and the app under test', shownPath(DEFAULT_LAB_FILE))
    .addOption(new Option('--profile <name>', 'part of the catalogue to certify (default: full)').choices(PROFILES))
    .option('--claims <file>', "what the app says that it offers (default: the app's ringproof.claims.yaml)")
    .option('--seed <number>', 'seed of the first run; the other two take the next ones (default: a random one)', seed)
    .option('--out <folder>', 'folder of the certificate', 'reports/certificate')
    .option('--key <file>', 'Ed25519 private key to sign with (PEM); one is made and kept beside the folder without')
    .option('--reports <folder>', 'folder for the reports of all runs', 'reports')
    .option('--control-port <port>', 'port of the control API (default: any free one)', port)
    .option('--appium-port <port>', 'port of Appium (default: any free one)', port)
    .action(async (options: CertifyCommand) => {
      const { certify } = await import('./certify.ts');
      process.exitCode = await certify(options);
    });

  program
    .command('verify')
    .argument('<bundle>', 'folder of a certificate')
    .description('judge a certificate, offline: signature, every file, and whether its reports bear it out')
    .option('--public-key <file>', "key of who should have signed (PEM); the certificate's own without")
    .addOption(new Option('--profile <name>', 'what it has to be a certificate of').choices(PROFILES))
    .action(async (bundle: string, options: VerifyCommand) => {
      const { verify } = await import('./verify.ts');
      process.exitCode = await verify(bundle, options);
    });

  program
    .command('call')
    .argument('<script>', 'call script (YAML), such as those of fixtures/scripts')
    .description('play a call script, and tell the step that failed and what came of the calls')
    .option('--lab <url>', 'control API of a running lab; without it the command plays the devices itself')
    .option('--phone <name>', 'phone of that lab with this in its name; not needed when it has one')
    .option('--to <user>', 'who is signed in on that phone, and is called (default: bob)')
    .option('--calls <n>', 'how many runs (default: as the script says)', count)
    .option('--rate <n>', 'runs begun per second of testbed time (default: as the script says)', rate)
    .option('--limit <n>', 'how many runs may go on at once (default: as the script says)', count)
    .addOption(
      new Option('--set <name=value>', 'value for a variable of the script; may be repeated')
        .argParser(variable)
        .default({}, 'those of the script'),
    )
    .option('--json <file>', 'write the result to this file')
    .option('--journal <file>', 'write every event to this file, as lines of JSON')
    .option('--quiet', 'nothing but the result')
    .action(async (script: string, options: CallCommand) => {
      const { call } = await import('./call.ts');
      process.exitCode = await call(script, options);
    });

  program
    .command('gateway')
    .description('keep the mock APNs gateway up alone, print what to point a provider at, and show every push')
    .option('--config <file>', 'config file; options go before it')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--sandbox-port <port>', 'port of the sandbox (default: any free one)', port)
    .option('--production-port <port>', 'port of production (default: any free one)', port)
    .option('--sandbox-manage-port <port>', 'port of the sandbox for broadcast channels (default: any free one)', port)
    .option('--production-manage-port <port>', 'the same of production (default: any free one)', port)
    .option('--credentials <folder>', 'what `ringproof credentials` made (default: temporary ones)')
    .option('--workers <n>', `processes that serve providers, 1 to ${MOST_WORKERS} (default: this one)`, workerCount)
    .option('--control-port <port>', 'open the control API at this port, 0 for any free one', port)
    .option('--control-host <address>', 'address of the control API (default: 127.0.0.1); another one needs a token')
    .addOption(new Option('--control-token <token>', 'ask for this token').env('RINGPROOF_CONTROL_TOKEN'))
    .option('--log <file>', 'add every event to this file as a line of JSON; - for stdout, and nothing else there')
    .addOption(
      new Option(
        '--relay <world>',
        'hand pushes of this world to unknown device tokens to Apple, with your credential',
      ).choices(['sandbox', 'production']),
    )
    .option('--relay-url <url>', 'hand them to this gateway in place of Apple, such as https://127.0.0.1:2197')
    .option('--relay-ca <file>', 'authority that the gateway there is trusted by (PEM)')
    .option('--relay-key <file>', 'your key (.p8); with --relay-key-id and --relay-team-id')
    .option('--relay-key-id <id>', 'id of that key', appleId)
    .option('--relay-team-id <id>', 'team of that key', appleId)
    .option('--relay-cert <file>', 'or your certificate and its private key in one file (PEM)')
    .option('--once', 'take one push from itself, then end')
    .option('--quiet', 'no line per push')
    .action(async (options: GatewayCommand) => {
      const { gateway } = await import('./gateway.ts');
      process.exitCode = await gateway(options);
    });

  program
    .command('call-server')
    .description('keep the call server up alone, in front of any APNs gateway; calls outlive it in its data folder')
    .requiredOption('--bundle-id <id>', 'the app that it calls, such as com.example.app', bundleId)
    .requiredOption('--apns <url>', 'the gateway, such as https://127.0.0.1:2197', gatewayUrl)
    .option('--production-apns <url>', 'the gateway for devices of production (default: the same)', gatewayUrl)
    .requiredOption('--ca <file>', 'authority that the gateway is trusted by (PEM)')
    .option('--key <file>', 'key for all pushes (.p8); with --key-id and --team-id')
    .option('--key-id <id>', 'id of that key', appleId)
    .option('--team-id <id>', 'team of that key', appleId)
    .option('--cert <file>', 'or a certificate for ordinary pushes, with its private key in one file (PEM)')
    .option('--voip-cert <file>', 'and a VoIP Services certificate for VoIP pushes, likewise')
    .option('--data <folder>', 'where devices and calls are kept', 'call-server-data')
    .option('--data-limit <MiB>', 'how far the database there may grow (default: as the disk allows)', count)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port of HTTP and signalling (default: any free one)', port)
    .option('--no-fallback', 'ring by no ordinary push where a VoIP push was refused or seems to launch nothing')
    .option('--log <file>', 'add every event to this file as a line of JSON; - for stdout, and nothing else there')
    .action(async (options: CallServerCommand) => {
      const { callServer } = await import('./call-server.ts');
      process.exitCode = await callServer(options);
    });

  program
    .command('credentials')
    .description('make keys and certificates for a provider, and the authority that it must trust; adds to a folder')
    .option('--out <folder>', 'folder to write to', 'credentials')
    .addOption(
      repeatable('--kind <kind>', `what to make: ${CREDENTIAL_KINDS.join(', ')}`, credentialKind).default(
        [],
        'key, and with --bundle-id certificate',
      ),
    )
    .option('--bundle-id <id>', 'the app that certificates are for, such as com.example.app', bundleId)
    .option('--team-id <id>', 'team of the key (default: one of Ringproof)', appleId)
    .addOption(repeatable('--topic <topic>', 'topic that the key may push to, in full').default([], 'every topic'))
    .option('--related-to <key id>', 'key with topics that the new one shares connections with', appleId)
    .addOption(
      new Option('--environment <world>', 'where they are good')
        .choices(['sandbox', 'production', 'both'])
        .default('both'),
    )
    .addOption(new Option('--password <password>', 'of the .p12 files').default('', 'an empty one'))
    .option('--import <file>', 'a key of your own (.p8): the gateway is to know it; only its public part is copied')
    .option('--key-id <id>', 'id of the key of your own (default: from the name AuthKey_<id>.p8)', appleId)
    .action(async (options: CredentialsOptions) => {
      const { credentials } = await import('./credentials.ts');
      process.exitCode = await credentials(options);
    });
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Whoever read the output has gone, as in `ringproof gateway | head`: there is nobody to go on for. */
function endWithReader(): void {
  let hasGone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!hasGone) process.kill(process.pid, 'SIGINT');
    hasGone = true;
  });
}

async function main(): Promise<void> {
  endWithReader();
  try {
    await build().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message; help and version are no mistakes.
      process.exitCode = error.exitCode === 0 ? EXIT_CODE.met : EXIT_CODE.usage;
    } else {
      const { reportError } = await import('./report-error.ts');
      process.exitCode = reportError(error);
    }
  }
}

// Not awaited: compiled, this is CommonJS.
void main();
