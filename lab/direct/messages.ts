/** What the process of a run and its workers say to each other when specs run without Appium. */

import type { JournalEvent } from '../../clock/index.ts';
import type { AppManifest } from '../../virtual-iphone/messages.ts';
import type { LabPhone, RunEvent } from '../control/protocol.ts';
import type { VirtualPhoneEntry } from '../inventory.ts';

/** A phone for a worker to check from its first spec file to its last. */
export interface Visit {
  readonly phone: VirtualPhoneEntry;
  /** The requirements to check on it, with their situations. */
  readonly requirements: LabPhone['requirements'];
  readonly specs: readonly string[];
}

export type WorkerMessage =
  /** All modules are loaded. */
  | { readonly type: 'ready' }
  /** The phone of the visit is on. */
  | { readonly type: 'opened'; readonly app: AppManifest }
  /** Something happened in the checks, with what the testbed wrote during the one that finished. */
  | { readonly type: 'event'; readonly event: RunEvent; readonly timeLine?: readonly JournalEvent[] }
  /** The visit is over, and its phone is off. */
  | { readonly type: 'left' }
  /** There is no phone to visit: the app or the lab file is at fault, or we are. */
  | { readonly type: 'refused'; readonly error: TravellingError };

/** An error of {@link UsageError}, AppLoadError or any other kind on its way to another process. */
export interface TravellingError {
  readonly kind: 'usage' | 'app' | 'other';
  readonly message: string;
  readonly advice?: string;
}
