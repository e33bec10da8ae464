/**
 * `ringproof gateway`: the mock APNs gateway alone, for a provider that is tested without phones. What only some options
 * need is loaded when they are given; docs/decisions/start-time.md has the figures.
 */

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { Journal, TestbedClock } from '../clock/index.ts';
import { EXIT_CODE, messageOf, UsageError } from '../lab/errors.ts';
import {
  CredentialsError,
  loadCredentials,
  type ProviderKey,
  startWorlds,
  type Worlds,
  type WorldsOptions,
} from '../mock-apns/index.ts';
import type { GatewayConfig } from '../mock-apns/settings/gateway-config.ts';
import { type ControlCommand, openControl } from './gateway/control.ts';
import { LiveView } from './gateway/live-view.ts';
import type { ExampleDevice, Pushing } from './gateway/push-once.ts';
import { type RelayCommand, readRelay } from './gateway/relay.ts';
import { onInterrupt } from './interrupt.ts';

/** The command line; what it gives goes before the config file. */
export interface GatewayCommand extends RelayCommand, ControlCommand {
  readonly config?: string;
  readonly host?: string;
  readonly sandboxPort?: number;
  readonly productionPort?: number;
  readonly sandboxManagePort?: number;
  readonly productionManagePort?: number;
  readonly credentials?: string;
  /** Processes that serve providers. */
  readonly workers?: number;
  /** File, or `-` for stdout. */
  readonly log?: string;
  readonly once?: true;
  readonly quiet?: true;
}

const EXAMPLE: NonNullable<GatewayConfig['devices']> = [
  { id: 'example', topics: ['com.example.app', 'com.example.app.voip'] },
];

/** A gateway that runs for weeks keeps its newest events only; the log has them all. */
const JOURNAL_LIMIT = 10_000;

/** @returns the exit code, when the user ends it. @throws UsageError when an option, a file or a port cannot be used */
export async function gateway(command: GatewayCommand): Promise<number> {
  const config = command.config === undefined ? {} : await readConfig(resolve(command.config));
  const relays = await readRelay(command);
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
  const interrupt = onInterrupt();
  const ends: (() => unknown)[] = [() => interrupt.release(), () => clock.close()];
  try {
    const folder = command.credentials === undefined ? config.credentials : resolve(command.credentials);
    const credentials = folder === undefined ? undefined : await loadCredentials(folder).catch(asUsageError);
    const log = command.log ?? config.log;
    if (log !== undefined) {
      const { openLog } = await import('./gateway/log.ts');
      ends.push(await openLog(log, journal));
    }
    const workers = command.workers ?? config.workers ?? 1;
    const worlds = await startWorlds({
      clock,
      journal,
      host: command.host ?? config.host ?? '127.0.0.1',
      ports: {
        sandbox: command.sandboxPort ?? config.ports?.sandbox ?? 0,
        production: command.productionPort ?? config.ports?.production ?? 0,
      },
      settings: config.settings ?? {},
      relays,
      workers,
      ...channelPorts(command, config, workers),
      ...(credentials === undefined ? {} : { credentials }),
    }).catch(asUsageError);
    ends.push(() => worlds.close());
    for (const world of [worlds.sandbox, worlds.production]) {
      for (const fault of config.faults ?? []) world.failNext(fault);
    }
    const control = await openControl(command, config, { worlds, clock, journal }).catch(asUsageError);
    if (control !== undefined) ends.push(() => control.close());
    // Lines of JSON on stdout are for a program, which other lines would confuse.
    const print = (text: string) => log !== '-' && process.stdout.write(`${text}\n`);
    const view = new LiveView((line) => command.quiet !== true && print(line));
    ends.push(journal.subscribe((event) => view.show(event)));

    const devices = await registerDevices(worlds, config.devices ?? EXAMPLE);
    const runtimeFolder = await mkdtemp(join(tmpdir(), 'ringproof-gateway-'));
    ends.push(() => rm(runtimeFolder, { recursive: true, force: true }));
    const key = worlds.issueKey();
    print(await directory({ worlds, devices, runtimeFolder, key, folder }));
    if (control !== undefined) print(control.line);
    for (const [world, { to }] of Object.entries(relays))
      print(
        `${pc.bold('Relay')}        unknown tokens of ${world} → ${typeof to === 'string' ? `Apple's ${to}` : to.url}`,
      );
    print('\nReady. Ctrl-C ends the gateway.');
    if (command.once === true) {
      const { pushOnce } = await import('./gateway/push-once.ts');
      await pushOnce({ worlds, key, device: firstOf(devices) });
    } else if (!interrupt.signal.aborted) {
      await once(interrupt.signal, 'abort');
    }
    await worlds.close();
    print(view.sum);
    return EXIT_CODE.met;
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/**
 * Broadcast channels are known to one process: with several there are none.
 * @throws UsageError when they are asked for all the same.
 */
function channelPorts(
  command: GatewayCommand,
  config: GatewayConfig,
  workers: number,
): Pick<WorldsOptions, 'managePorts'> {
  const sandbox = command.sandboxManagePort ?? config.managePorts?.sandbox;
  const production = command.productionManagePort ?? config.managePorts?.production;
  if (workers === 1) return { managePorts: { sandbox: sandbox ?? 0, production: production ?? 0 } };
  if (sandbox === undefined && production === undefined) return {};
  throw new UsageError(
    `A port for broadcast channels (${sandbox ?? production}) was asked for together with ${workers} workers, but ` +
      'channels are known to one process only.',
    'Leave --workers out, or the manage ports; both may stand in the config file, too.',
  );
}

async function readConfig(file: string): Promise<GatewayConfig> {
  const { readGatewayConfig } = await import('./gateway/config.ts');
  return readGatewayConfig(file);
}

/** Each device is on line and takes every push, in both worlds. */
async function registerDevices(worlds: Worlds, wanted: typeof EXAMPLE): Promise<ExampleDevice[]> {
  const devices: ExampleDevice[] = [];
  for (const world of [worlds.sandbox, worlds.production]) {
    for (const { id, topics, tokens = {} } of wanted) {
      const device = world.device(id);
      device.connect(async () => undefined);
      for (const topic of topics) {
        const given = tokens[topic];
        const token = await device.register(topic, given === undefined ? {} : { token: given });
        devices.push({ environment: world.environment, id, topic, token });
      }
    }
  }
  return devices;
}

function firstOf(devices: readonly ExampleDevice[]): ExampleDevice {
  const [device] = devices;
  if (device === undefined) throw new UsageError('There is no device to push to.', 'List one under `devices`.');
  return device;
}

/** The authority and a key are written as files, since every APNs client wants files; they go with the gateway. */
async function directory({
  worlds,
  devices,
  runtimeFolder,
  key,
  folder,
}: Pick<Pushing, 'worlds' | 'key'> & {
  readonly devices: readonly ExampleDevice[];
  readonly runtimeFolder: string;
  readonly key: ProviderKey;
  readonly folder: string | undefined;
}): Promise<string> {
  const authority = join(folder ?? runtimeFolder, 'ca.pem');
  const keyFile = join(runtimeFolder, `AuthKey_${key.keyId}.p8`);
  if (folder === undefined) await writeFile(authority, worlds.certificateAuthority, { mode: 0o600 });
  await writeFile(keyFile, key.key, { mode: 0o600 });
  return [
    `${pc.bold('Sandbox')}      ${worlds.sandbox.url}`,
    `${pc.bold('Production')}   ${worlds.production.url}`,
    ...[worlds.sandbox, worlds.production].flatMap(({ environment, manageUrl }) =>
      manageUrl === undefined ? [] : [`${pc.bold('Channels')}     ${manageUrl}  of ${environment}`],
    ),
    `${pc.bold('CA')}           ${authority}`,
    `${pc.bold('Key')}          ${keyFile}  key id ${key.keyId}  team id ${key.teamId}`,
    ...(folder === undefined ? [] : [`${pc.bold('Credentials')}  ${folder}`]),
    pc.bold('Device tokens'),
    ...devices.map(
      ({ environment, id, topic, token }) => `  ${environment.padEnd(10)}  ${id}  topic ${topic}  token ${token}`,
    ),
  ].join('\n');
}

/** What keeps a gateway from starting is a port, a folder or a setting: all of the user's choice. */
function asUsageError(error: unknown): never {
  if (error instanceof CredentialsError)
    throw new UsageError(error.what, error.advice || 'See --help for the options.');
  const isForeseen =
    error instanceof Error &&
    (error.cause !== undefined || 'code' in error || /^The (relay|control API) was not opened/.test(error.message));
  if (!isForeseen) throw error;
  throw new UsageError(messageOf(error), 'See `ringproof gateway --help` for the options.');
}
