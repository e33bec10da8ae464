/** A worker process of the pool: makes a new WebdriverIO runner for each spec file that it is sent. */

import Runner from '@wdio/runner';

interface RunMessage {
  readonly cid: string;
  readonly command: string;
}

/** What a runner listens to on the process, and never stops listening to by itself. */
const RUNNER_EVENTS = ['message', 'uncaughtException', 'unhandledRejection'] as const;

function tell(name: string, content: unknown): void {
  process.send?.({ origin: 'worker', name, content });
}

process.on('message', (message: RunMessage) => {
  if (message.command === 'run') void run(message);
});
process.once('disconnect', () => process.exit(0));

async function run(message: RunMessage): Promise<void> {
  process.env['WDIO_WORKER_ID'] = message.cid;
  const listenersBefore = new Set(RUNNER_EVENTS.flatMap((event) => process.rawListeners(event)));
  const runner = new Runner();
  let exitCode = 1;
  runner.on('exit', (code: number) => {
    exitCode = code;
  });
  runner.on('error', ({ name, message: text, stack }: Error) => tell('error', { name, message: text, stack }));
  try {
    await runner.run(message as never);
  } catch (error) {
    const { name, message: text, stack } = error as Error;
    tell('error', { name, message: text, stack });
  }
  // The next runner must not find the ears of this one still open.
  for (const event of RUNNER_EVENTS) {
    for (const listener of process.rawListeners(event)) {
      if (!listenersBefore.has(listener)) process.off(event, listener as () => void);
    }
  }
  tell('pool-run-ended', { exitCode });
}
