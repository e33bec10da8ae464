/** `--relay …`: where pushes to unknown device tokens go, and the credential shown there; read before anything starts. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../lab/errors.ts';
import type { Environment, RelayOptions } from '../../mock-apns/index.ts';

export interface RelayCommand {
  readonly relay?: Environment;
  readonly relayUrl?: string;
  readonly relayCa?: string;
  readonly relayKey?: string;
  readonly relayKeyId?: string;
  readonly relayTeamId?: string;
  readonly relayCert?: string;
}

/** @throws UsageError when options are missing, do not go together, or name a file that cannot be read */
export async function readRelay(command: RelayCommand): Promise<Partial<Record<Environment, RelayOptions>>> {
  const { relay, relayUrl, relayCa, relayKey, relayKeyId, relayTeamId, relayCert } = command;
  if (relay === undefined) {
    const [stray] = Object.keys(command).filter((name) => name.startsWith('relay'));
    if (stray === undefined) return {};
    throw new UsageError(
      `--${stray.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is of no use without --relay.`,
      'Say which world is relayed: --relay sandbox, or --relay production.',
    );
  }
  const to =
    relayUrl === undefined ? relay : { url: relayUrl, ...(relayCa === undefined ? {} : { ca: await textOf(relayCa) }) };
  if (relayCert !== undefined && relayKey === undefined) {
    const pem = await textOf(relayCert);
    return { [relay]: { to, credential: { cert: pem, key: pem } } };
  }
  if (relayCert !== undefined || relayKey === undefined || relayKeyId === undefined || relayTeamId === undefined) {
    throw new UsageError(
      `--relay ${relay} needs one credential of your own.`,
      'Give --relay-key AuthKey_X.p8 with --relay-key-id and --relay-team-id, or --relay-cert with a PEM file that has ' +
        'both certificate and private key.',
    );
  }
  return { [relay]: { to, credential: { key: await textOf(relayKey), keyId: relayKeyId, teamId: relayTeamId } } };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(resolve(file), 'utf8');
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it does not exist' : 'it cannot be read';
    throw new UsageError(`${file} was not read: ${why}.`, 'Give the path of a PEM file.');
  }
}
