/** The process of a push server under test: started, asked until it answers, watched for its death, ended. */

import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../../conformance/input-error.ts';
import { type ManagedChild, startChild } from '../child-process.ts';
import { messageOf } from '../errors.ts';
import { freePorts, isFree } from '../ports.ts';
import { ContractBreach, type StepAnswer } from './contract.ts';
import type { ProviderConfig } from './provider-config.ts';
import { type Ask, byCommand, contractClient, overHttp } from './transport.ts';

/** How often a server that is starting is asked, in milliseconds of real time. */
const ASKED_EVERY_MS = 25;

/** So much of what it printed last is kept for messages. */
const LAST_WORDS_LENGTH = 400;

/** The server ended, or does not answer at all: nothing can be said of its pushes. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

export interface VendorServer {
  /** What it said to `hello`. */
  readonly hello: StepAnswer<'hello'>;
  /** @throws ContractBreach, or ServerGone when it has ended */
  readonly ask: Ask;
  /** Why it has ended; undefined as long as it runs. */
  whyGone(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Where the server is to listen, settled before it is told. */
export interface Door {
  /** Null where a command takes the steps. */
  readonly port: number | null;
  readonly url: string | undefined;
}

/** @throws InputError when somebody else listens there */
export async function doorOf({ url, file }: Pick<ProviderConfig, 'url' | 'file'>): Promise<Door> {
  if (url === undefined) return { port: null, url };
  if (url.includes('{port}')) {
    const [port = 0] = await freePorts(1);
    return { port, url: url.replaceAll('{port}', String(port)) };
  }
  const { port: written, protocol } = new URL(url);
  const port = Number(written) || (protocol === 'https:' ? 443 : 80);
  if (await isFree(port)) return { port, url };
  throw new InputError(
    `The push server was not started: another program listens at port ${port} of ${url}.`,
    `End that program, or write {port} in the url of ${file} and let the server listen where RINGPROOF_PORT says.`,
  );
}

/** @throws InputError when it does not start, ContractBreach when its first answer is none */
export async function startVendorServer(config: ProviderConfig, door: Door, handOver: string): Promise<VendorServer> {
  const env = {
    ...process.env,
    ...config.environment,
    RINGPROOF_HANDOVER: handOver,
    ...(door.port === null ? {} : { RINGPROOF_PORT: String(door.port) }),
  };
  const options = { cwd: config.folder, env };
  const [program = '', ...args] = config.start;
  const child = startChild(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const watch = watchOver(child, config);
  const send = door.url === undefined ? byCommand(config.command ?? [], options) : overHttp(door.url);
  const contract = contractClient(send, config.limits.step);
  const ask: Ask = async (step, request) => {
    // A server that ends in the middle of a step is not to blame for a missing answer, but for its end.
    try {
      return await Promise.race([contract(step, request), watch.gone]);
    } catch (error) {
      if (error instanceof ContractBreach && (await watch.hasJustEnded())) throw await watch.goneError();
      throw error;
    }
  };
  try {
    const hello = await firstAnswer(ask, watch, config);
    const whyGone = async () => ((await watch.hasJustEnded()) ? (await watch.goneError()).message : undefined);
    return { hello, ask, whyGone, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

interface Watch {
  /** Rejects with ServerGone once the process has ended. */
  readonly gone: Promise<never>;
  goneError(): Promise<ServerGone>;
  hasJustEnded(): Promise<boolean>;
  lastWords(): string;
}

function watchOver(child: ManagedChild, { start }: Pick<ProviderConfig, 'start'>): Watch {
  let words = '';
  for (const stream of [child.process.stdout, child.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-LAST_WORDS_LENGTH);
    });
  }
  let cause: string | undefined;
  child.process.once('error', (error) => {
    cause = messageOf(error);
  });
  const lastWords = () => {
    const text = words.trim().replaceAll(/\s+/g, ' ');
    return text === '' ? 'It printed nothing.' : `Its last words: ${text}`;
  };
  const goneError = async () => {
    const exitCode = await child.exited;
    const how = cause === undefined ? `ended with exit code ${exitCode}` : `could not be run (${cause})`;
    return new ServerGone(`The push server, started as "${start.join(' ')}", ${how}. ${lastWords()}`);
  };
  const gone = child.exited.then(async () => {
    throw await goneError();
  });
  gone.catch(() => undefined);
  return {
    gone,
    goneError,
    lastWords,
    // The connection breaks a moment before the system reports the end of the process.
    hasJustEnded: () => Promise.race([child.exited.then(() => true), pause(100, false)]),
  };
}

async function firstAnswer(ask: Ask, watch: Watch, config: ProviderConfig): Promise<StepAnswer<'hello'>> {
  const deadline = performance.now() + config.limits.start;
  for (;;) {
    try {
      return await ask('hello', {});
    } catch (error) {
      if (error instanceof ServerGone) {
        throw new InputError(error.message, `Mend its start, or the command in ${config.file}.`);
      }
      if (!(error instanceof ContractBreach) || error.kind !== 'unreached') throw error;
      if (performance.now() < deadline) {
        await pause(ASKED_EVERY_MS);
        continue;
      }
      throw new InputError(
        `The push server took no step within ${config.limits.start} ms of its start: ${error.message} ${watch.lastWords()}`,
        'See that it listens where RINGPROOF_PORT or the url says, or raise limits.start.',
      );
    }
  }
}
