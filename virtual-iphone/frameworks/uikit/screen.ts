/** Tells the phone what the key window shows: once per turn at most, and only when it changed. */

import type { AppScreen } from '../../ui/model.ts';
import { atTurnEnd, send } from '../bridge.ts';

let describeScreen: (() => AppScreen | null) | null = null;
let lastSent = '';

/** The key window says here how it looks. */
export function showOnScreen(describe: () => AppScreen | null): void {
  describeScreen = describe;
  setNeedsDisplay();
}

export function setNeedsDisplay(): void {
  atTurnEnd(flush);
}

function flush(): void {
  const screen = describeScreen?.() ?? null;
  if (screen === null) return;
  const text = JSON.stringify(screen);
  if (text === lastSent) return;
  lastSent = text;
  send({ kind: 'app.screen', screen });
}
