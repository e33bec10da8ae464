/** WebDriverAgent on one phone: its session, settings, element cache and the trees that commands look at. */

import type { Clock } from '../../clock/index.ts';
import type { PhoneAutomation } from '../automation.ts';
import type { UiNode } from '../ui/model.ts';
import { activeApplication } from './active-application.ts';
import type { Location } from './commands/location.ts';
import type { Pasteboard } from './commands/pasteboard.ts';
import { ElementCache } from './element-cache.ts';
import { WdaError } from './errors.ts';
import { isHittable } from './hit-test.ts';
import { SerialQueue } from './serial-queue.ts';
import type { Session } from './session.ts';
import { Settings } from './settings.ts';
import { type ScreenElement, Snapshot } from './snapshot.ts';

interface KeptSnapshot {
  readonly revision: number;
  readonly pid: number;
  readonly root: UiNode;
  readonly limits: string;
  readonly snapshot: Snapshot;
}

export class Agent {
  readonly phone: PhoneAutomation;
  /** Without a clock, what takes testbed time (deactivateApp) takes none, and alerts are not handled automatically. */
  readonly clock: Clock | undefined;
  readonly log: (line: string) => void;
  readonly settings = new Settings();
  readonly elements = new ElementCache();
  readonly queue = new SerialQueue();
  session: Session | undefined;
  /** Where a test has put the phone. */
  simulatedLocation: Location | undefined;
  /** What a test has copied. */
  pasteboard: Pasteboard | undefined;
  readonly #snapshots = new Map<string, KeptSnapshot>();

  constructor(phone: PhoneAutomation, clock: Clock | undefined, log: (line: string) => void) {
    this.phone = phone;
    this.clock = clock;
    this.log = (line) => log(`[${phone.udid}] ${line}`);
  }

  activeBundleId(): string {
    return activeApplication(this.phone, this.settings, this.session);
  }

  /** The application element of the active application. */
  activeRoot(): ScreenElement {
    const bundleId = this.activeBundleId();
    const snapshot = this.snapshot(bundleId);
    if (snapshot !== undefined) return snapshot.root;
    throw new WdaError('unknown error', `The active application '${bundleId}' has no elements: it is not running.`);
  }

  /** The application's tree as it is now, or undefined when it is not running. */
  snapshot(bundleId: string): Snapshot | undefined {
    const { phone, settings } = this;
    const [maxDepth, maxChildren] = [settings.number('snapshotMaxDepth'), settings.number('snapshotMaxChildren')];
    const revision = phone.screenRevision;
    const limits = `${maxDepth} ${maxChildren}`;
    const shown = phone.activeApps().find((app) => app.bundleId === bundleId);
    const kept = this.#snapshots.get(bundleId);
    // The revision speaks for what is on screen only; a hidden application's tree is compared by identity.
    const pid = shown?.pid ?? kept?.pid ?? 0;
    const same = kept !== undefined && kept.limits === limits && kept.pid === pid;
    if (same && shown !== undefined && kept.revision === revision) return kept.snapshot;
    const root = phone.tree(bundleId);
    if (root === undefined) {
      this.#snapshots.delete(bundleId);
      return undefined;
    }
    const snapshot =
      same && kept.root === root
        ? kept.snapshot
        : new Snapshot(root, {
            bundleId,
            pid,
            ios: phone.ios,
            maxDepth,
            maxChildren,
            isHittable: (element) => isHittable(phone, element),
          });
    this.#snapshots.set(bundleId, { revision, pid, root, limits, snapshot });
    return snapshot;
  }

  /** @throws WdaError `stale element reference` when the element is unknown or no longer there. */
  element(id: string): ScreenElement {
    const { bundleId, pid, key } = this.elements.get(id);
    const snapshot = this.snapshot(bundleId);
    const element = snapshot?.options.pid === pid ? snapshot.byKey(key) : undefined;
    if (element === undefined) throw this.elements.vanished(id);
    return element;
  }

  /** @throws WdaError `invalid session id` */
  demandSession(): Session {
    if (this.session !== undefined) return this.session;
    throw new WdaError('invalid session id', 'There is no session. Create one with POST /session.');
  }
}
