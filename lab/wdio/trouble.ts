/**
 * Tells the lab what goes wrong in a worker outside of the checks, so that the verdicts can say why a check never ran.
 * WebdriverIO itself only logs it.
 */

import { EventEmitter } from 'node:events';
import { ControlClient } from '../control/client.ts';
import { fromEnvironment } from './environment.ts';

/** @param capabilities of the worker's session */
export async function tellTrouble(capabilities: unknown, message: string): Promise<void> {
  const phone = phoneNameIn(capabilities);
  await new ControlClient(fromEnvironment('controlUrl')).tell({ type: 'trouble', phone, message });
}

/** Which phone of the lab a session is for. */
export function phoneNameIn(capabilities: unknown): string {
  return String((capabilities as Record<string, unknown>)['appium:deviceName']);
}

/** A reporter, since nothing else is told why a session could not be opened. */
export class TroubleReporter extends EventEmitter {
  /** WebdriverIO waits for a reporter that is not. */
  isSynchronised = true;

  constructor() {
    super();
    let capabilities: unknown;
    this.on('runner:start', (runner: { capabilities: unknown }) => {
      capabilities = runner.capabilities;
    });
    this.on('runner:end', ({ error }: { error?: string }) => {
      if (error !== undefined) void this.#tell(capabilities, error);
    });
  }

  async #tell(capabilities: unknown, message: string): Promise<void> {
    this.isSynchronised = false;
    try {
      await tellTrouble(capabilities, `The Appium session could not be opened: ${message}`);
    } catch {
      // The lab is gone, and with it whoever would judge.
    } finally {
      this.isSynchronised = true;
    }
  }
}
