/**
 * `ringproof call-server`: the call server alone, in front of any APNs gateway. It keeps devices and calls in a data
 * folder, so that it can be ended in any way and started again.
 */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { type ApnsOptions, type ProviderCredential, StoreError, startCallServer } from '../call-server/index.ts';
import { Journal, TestbedClock } from '../clock/index.ts';
import { EXIT_CODE, messageOf, UsageError } from '../lab/errors.ts';
import { shownPath } from '../lab/shown-path.ts';
import { onInterrupt } from './interrupt.ts';

export interface CallServerCommand {
  readonly data: string;
  readonly dataLimit?: number;
  readonly host: string;
  readonly port?: number;
  readonly bundleId: string;
  readonly apns: URL;
  readonly productionApns?: URL;
  readonly ca: string;
  readonly key?: string;
  readonly keyId?: string;
  readonly teamId?: string;
  readonly cert?: string;
  readonly voipCert?: string;
  readonly fallback: boolean;
  /** File, or `-` for stdout. */
  readonly log?: string;
}

/** A server that runs for weeks keeps its newest events only; the log has them all. */
const JOURNAL_LIMIT = 10_000;

const MIB = 1024 * 1024;

/** @returns the exit code, when the user ends it. @throws UsageError when an option, a file or a port cannot be used */
export async function callServer(command: CallServerCommand): Promise<number> {
  const apns = await apnsOptions(command);
  const clock = new TestbedClock();
  const journal = new Journal(clock, { limit: JOURNAL_LIMIT });
  const interrupt = onInterrupt();
  const ends: (() => unknown)[] = [() => interrupt.release(), () => clock.close()];
  try {
    if (command.log !== undefined) {
      const { openLog } = await import('./gateway/log.ts');
      ends.push(await openLog(command.log, journal));
    }
    const folder = resolve(command.data);
    const { dataLimit, host, port = 0, fallback } = command;
    const store = { folder, ...(dataLimit === undefined ? {} : { limitBytes: dataLimit * MIB }) };
    const server = await startCallServer({ clock, journal, apns, host, port, fallback, store }).catch(asUsageError);
    ends.push(() => server.close());
    const leftOver = journal.events({ kind: 'call.ended' }).length;
    const lines = [
      `${pc.bold('HTTP')}         ${server.url}`,
      `${pc.bold('Signalling')}   ${server.signallingUrl}?user=…&device=…`,
      `${pc.bold('OpenAPI')}      ${server.url}/openapi.json`,
      `${pc.bold('AsyncAPI')}     ${server.url}/asyncapi.json`,
      `${pc.bold('Data')}         ${shownPath(folder)}`,
      ...(leftOver === 0 ? [] : [`${leftOver} calls that were in progress when the last server ended have failed.`]),
    ];
    // Lines of JSON on stdout are for a program, which other lines would confuse.
    if (command.log !== '-') process.stdout.write(`${lines.join('\n')}\n\nReady. Ctrl-C ends the call server.\n`);
    if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort');
    return EXIT_CODE.met;
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function apnsOptions(command: CallServerCommand): Promise<ApnsOptions> {
  const ca = await read(command.ca, '--ca');
  const at = ({ hostname, port }: URL) => ({ address: hostname, port: Number(port || 443), ca });
  const { apns, productionApns, bundleId } = command;
  const production = productionApns === undefined ? {} : { production: at(productionApns) };
  return { ...at(apns), ...production, bundleId, credentials: await credentials(command) };
}

/** One key for both kinds of push, or a certificate for each. */
async function credentials(command: CallServerCommand): Promise<ApnsOptions['credentials']> {
  const { key, keyId, teamId, cert, voipCert } = command;
  if (key !== undefined) {
    if (keyId === undefined || teamId === undefined) {
      throw new UsageError('A key (--key) was given without its id or team.', 'Add --key-id and --team-id.');
    }
    const credential = { key: await read(key, '--key'), keyId, teamId };
    return { alert: credential, voip: credential };
  }
  if (cert === undefined && voipCert === undefined) {
    throw new UsageError(
      'The call server has no credential to push with.',
      'Give --key, --key-id and --team-id; or --cert for ordinary pushes, --voip-cert for VoIP pushes, or both.',
    );
  }
  return {
    ...(cert === undefined ? {} : { alert: await certificate(cert, '--cert') }),
    ...(voipCert === undefined ? {} : { voip: await certificate(voipCert, '--voip-cert') }),
  };
}

/** A certificate and its private key in one PEM file. */
async function certificate(file: string, option: string): Promise<ProviderCredential> {
  const pem = await read(file, option);
  return { certificate: pem, key: pem };
}

async function read(file: string, option: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`Cannot read ${option} ${file}: ${error.message}.`, 'Give a file that is there.');
  });
}

function asUsageError(error: unknown): never {
  if (error instanceof StoreError) throw new UsageError(error.message, '--data names the data folder.');
  const isForeseen = error instanceof TypeError || (error instanceof Error && 'code' in error);
  if (!isForeseen) throw error;
  throw new UsageError(messageOf(error), 'See `ringproof call-server --help` for the options.');
}
