import { strict as assert } from 'node:assert';
import type { AppState, PhoneState } from './catalogue.ts';
import { situationsOf } from './situations.ts';

function situations(app: AppState[], phone: PhoneState[]): string[] {
  return situationsOf({ states: { app, phone } }).map((situation) => `${situation.app}, ${situation.phone}`);
}

describe('The situations of a requirement', () => {
  it('are all pairs of its states', () => {
    assert.deepEqual(situations(['background', 'terminated'], ['unlocked', 'locked']), [
      'background, unlocked',
      'background, locked',
      'terminated, unlocked',
      'terminated, locked',
    ]);
  });

  it('leave out an app in front on a locked phone', () => {
    assert.deepEqual(situations(['foreground'], ['unlocked', 'locked', 'focus']), [
      'foreground, unlocked',
      'foreground, focus',
    ]);
    assert.deepEqual(situations(['foreground'], ['locked']), []);
  });

  it('have a phone before its first unlock locked, and only so', () => {
    assert.deepEqual(situations(['before-first-unlock'], ['unlocked', 'locked', 'focus']), [
      'before-first-unlock, locked',
    ]);
    assert.deepEqual(situations(['before-first-unlock'], ['unlocked']), ['before-first-unlock, locked']);
  });
});
