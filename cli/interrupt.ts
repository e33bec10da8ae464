/** Ctrl-C and SIGTERM as an AbortSignal, so that a command ends what it started before it goes. */

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node's default treatment. */
  release(): void;
}

/** The first signal aborts; a second one ends the process at once, and with it the groups of its children. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted('The run was interrupted.'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
