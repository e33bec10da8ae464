/** Fingers: who gets a touch, and what it means. */

import { strict as assert } from 'node:assert';
import { APP, CALL, callOf, nodesIn, notificationOf, SIGN_IN, screenOf } from './example-screens.ts';
import { composeScreen, hitTest, SPRINGBOARD, slideIntentAt, tapIntentAt } from './index.ts';
import type { Point, ScreenModel, Surface, UiNode } from './model.ts';

const FRONT = { bundleId: APP, displayName: 'Ringer', screen: SIGN_IN };

function find(surfaces: readonly Surface[], matches: (node: UiNode) => boolean): UiNode {
  const node = surfaces.flatMap((surface) => nodesIn(surface.root)).find(matches);
  assert.ok(node);
  return node;
}

const middle = ({ frame }: UiNode): Point => ({ x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 });

function lockedCall(version: string): ScreenModel {
  return screenOf(version, { locked: true, calls: [callOf({ presentation: 'locked' })] });
}

describe('A finger on the screen', () => {
  it('answers on Accept', () => {
    const surfaces = composeScreen(screenOf('18.6', { calls: [callOf()] }));
    const accept = find(surfaces, (node) => node.identifier === 'acceptCall');
    assert.deepEqual(tapIntentAt(surfaces, middle(accept)), { kind: 'answer-call', call: CALL });
  });

  it('meets the banner above the app, and the app beside the banner', () => {
    const surfaces = composeScreen(screenOf('15.8', { front: FRONT, calls: [callOf({ presentation: 'banner' })] }));
    const banner = find(surfaces, (node) => node.key === `call.${CALL}.banner`);
    const field = find(surfaces, (node) => node.type === 'SecureTextField');
    assert.equal(hitTest(surfaces, middle(banner))?.surface.bundleId, SPRINGBOARD);
    assert.deepEqual(tapIntentAt(surfaces, middle(banner)), { kind: 'expand-call', call: CALL });
    assert.equal(hitTest(surfaces, middle(field))?.surface.bundleId, APP);
    assert.deepEqual(tapIntentAt(surfaces, middle(field)), { kind: 'focus-view', bundleId: APP, view: 3 });
  });

  it('does not reach the app through a call that fills the screen', () => {
    const surfaces = composeScreen(screenOf('12.5', { front: FRONT, calls: [callOf()] }));
    const field = find(surfaces, (node) => node.type === 'SecureTextField');
    assert.equal(tapIntentAt(surfaces, middle(field)), undefined);
  });

  it('does nothing on a button that is not enabled', () => {
    const surfaces = composeScreen(screenOf('12.5', { front: FRONT }));
    const help = find(surfaces, (node) => node.label === 'Help');
    assert.equal(help.enabled, false);
    assert.equal(tapIntentAt(surfaces, middle(help)), undefined);
  });

  it('opens the notification on the lock screen', () => {
    const surfaces = composeScreen(
      screenOf('15.8', { locked: true, notifications: [notificationOf({ place: 'list' })] }),
    );
    const look = find(surfaces, (node) => node.identifier === 'NotificationShortLookView');
    assert.deepEqual(tapIntentAt(surfaces, middle(look)), { kind: 'open-notification', notification: 'N1' });
  });

  it('answers by sliding to the right over half of the track, no less', () => {
    const surfaces = composeScreen(lockedCall('26.4'));
    const { frame } = find(surfaces, (node) => node.slide !== undefined && node.visible !== false);
    const from = { x: frame.x + 30, y: frame.y + frame.height / 2 };
    const half = { x: from.x + frame.width / 2, y: from.y };
    assert.deepEqual(slideIntentAt(surfaces, from, half), { kind: 'answer-call', call: CALL });
    assert.equal(slideIntentAt(surfaces, from, { ...half, x: half.x - 2 }), undefined);
    assert.equal(slideIntentAt(surfaces, half, from), undefined);
    assert.equal(tapIntentAt(surfaces, from), undefined);
  });

  it('finds nothing to touch on a dark screen', () => {
    const surfaces = composeScreen({ ...lockedCall('18.6'), awake: false });
    assert.equal(slideIntentAt(surfaces, { x: 80, y: 730 }, { x: 380, y: 730 }), undefined);
    assert.equal(hitTest(surfaces, { x: 80, y: 730 })?.node.key, 'sleep');
  });

  it('finds nothing beside the screen', () => {
    assert.equal(hitTest(composeScreen(screenOf('18.6')), { x: -1, y: 20 }), undefined);
  });
});
