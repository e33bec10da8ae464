/**
 * A worker process: both worlds' gateways, without devices and without a port. Connections come from the primary process,
 * and events and accepted pushes go there; it ends with that process.
 */

import { rmSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { Journal } from '../../clock/index.ts';
import { listen } from '../connections/listener.ts';
import { type Environment, ProviderKeys } from '../credentials/provider-keys.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { sharedState } from './shared-state.ts';
import { Store } from './store.ts';
import { KeyTable } from './tables.ts';
import { WorkerClock } from './worker-clock.ts';

const WORLDS = ['sandbox', 'production'] as const;

interface World {
  readonly gateway: Gateway;
  /** Never listens: connections are put into it. */
  readonly door: Server;
}

const worlds = new Map<Environment, World>();

// Ctrl-C goes to every process of the terminal; the primary process says what is to be done.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

process.on('message', (message: ToWorker, handle: unknown) => {
  if (message.kind === 'start') void start(message).catch(fail);
  else if (message.kind === 'close') void close(message.environment);
  else {
    void tell({ kind: 'took', handover: message.handover });
    // A provider that went meanwhile comes without a socket.
    if (handle instanceof Socket) worlds.get(message.environment)?.door.emit('connection', handle);
  }
});

function tell(message: FromWorker): Promise<void> {
  return new Promise((done) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => done());
    else done();
  });
}

async function start({ number, folder, options }: Extract<ToWorker, { kind: 'start' }>): Promise<void> {
  process.once('disconnect', () => {
    // The primary process is gone, or has let this one go. Nobody else is left to clear up.
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  const store = new Store(folder);
  const clock = new WorkerClock(store);
  store.onPost(() => void tell({ kind: 'post' }));
  const journal = new Journal(clock, { limit: 1 });
  journal.subscribe(({ part, kind: event, data, phone }) =>
    store.post({ kind: 'event', worker: number, part, event, data, phone }),
  );
  const keys = new ProviderKeys('both', new KeyTable(store));
  const { certificates, settings, relays } = options;
  for (const environment of WORLDS) {
    const door = createServer();
    const relay = relays[environment];
    const gateway = await startGateway({
      clock,
      journal,
      environment,
      certificates,
      keys,
      settings,
      ...(relay === undefined ? {} : { relay }),
      share: {
        ...sharedState(store, environment),
        // Whether a connection is let in was decided where it came in.
        listen: (listenOptions) => listen({ ...listenOptions, door, admit: () => ({ kind: 'accept', afterMs: 0 }) }),
        forward: (push, chance) => store.post({ kind: 'push', environment, push, chance }),
      },
    });
    worlds.set(environment, { gateway, door });
  }
  await tell({ kind: 'ready' });
}

async function close(environment: Environment): Promise<void> {
  await worlds.get(environment)?.gateway.close();
  await tell({ kind: 'closed', environment });
}

async function fail(error: unknown): Promise<void> {
  await tell({ kind: 'failed', because: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
