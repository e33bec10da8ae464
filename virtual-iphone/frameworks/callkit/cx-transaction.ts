/** CXTransaction: actions that are accepted together and performed one by one. */

import { requireCallKit } from '../availability.ts';
import { NSUUID } from '../foundation/ns-uuid.ts';
import type { CXAction } from './cx-action.ts';

export class CXTransaction {
  readonly UUID = NSUUID.UUID();
  readonly #actions: CXAction[];

  constructor(actions: CXAction | readonly CXAction[] = []) {
    requireCallKit('CXTransaction');
    this.#actions = 'length' in actions ? [...actions] : [actions];
  }

  get actions(): readonly CXAction[] {
    return this.#actions;
  }

  /** Every action was fulfilled or failed. */
  get complete(): boolean {
    return this.#actions.every((action) => action.complete);
  }

  addAction(action: CXAction): void {
    this.#actions.push(action);
  }
}
