/** Leases a phone of the lab for each worker of WebdriverIO, and accounts for its spec files when it is done. */

import { fileURLToPath } from 'node:url';
import { ControlClient } from '../control/client.ts';
import { messageOf } from '../errors.ts';
import { fromEnvironment } from './environment.ts';
import { phoneNameIn, tellTrouble } from './trouble.ts';

/**
 * WebdriverIO starts the next spec file of a phone when the last one has ended, whether or not our hook about that end
 * is done. So a lease waits for its predecessor, which takes milliseconds; the limit is for one that never comes back.
 */
const RETURN_LIMIT_MS = 30_000;

interface Holder {
  readonly phone: string;
  readonly lease?: string;
}

export class PhoneLeases {
  /** By worker id. */
  readonly #holders = new Map<string, Holder>();

  /** Completes the capabilities of a worker that is about to start. @throws ControlApiError */
  async take(cid: string, capabilities: object): Promise<void> {
    const phone = phoneNameIn(capabilities);
    this.#holders.set(cid, { phone });
    try {
      const lease = await control().lease(phone, RETURN_LIMIT_MS, `worker ${cid} of a run`);
      this.#holders.set(cid, { phone, lease: lease.id });
      Object.assign(capabilities, lease.capabilities);
    } catch (error) {
      // WebdriverIO logs it and starts the worker all the same, whose own complaint would lead astray.
      await tellTrouble(capabilities, messageOf(error));
      throw error;
    }
  }

  /** @param specs addresses of the spec files that the worker had */
  async giveBack(cid: string, exitCode: number, specs: readonly string[]): Promise<void> {
    const holder = this.#holders.get(cid);
    if (holder === undefined) return;
    this.#holders.delete(cid);
    const files = specs.map((spec) => fileURLToPath(spec));
    try {
      await control().tell({ type: 'specs-ended', phone: holder.phone, specs: files, exitCode });
    } finally {
      // Whatever became of the specs, the phone is free.
      if (holder.lease !== undefined) await control().returnLease(holder.lease);
    }
  }
}

function control(): ControlClient {
  return new ControlClient(fromEnvironment('controlUrl'));
}
