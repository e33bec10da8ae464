/** Which protected data this process can read, kept up to date by the phone. */

import type { ProtectedData } from '../messages.ts';
import { launch, on } from './bridge.ts';

let state = launch.protectedData;
const last: (() => void)[] = [];

export function protectedData(): ProtectedData {
  return state;
}

/** Calls `act` each time before data of the class "when unlocked" can no longer be read. */
export function beforeProtectedDataGoes(act: () => void): void {
  last.push(act);
}

on('app.protected-data', ({ state: next }) => {
  if (state === 'unlocked' && next !== 'unlocked') for (const act of last) act();
  state = next;
});
