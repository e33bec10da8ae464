/** The tree that both readers of a screen rely on: where nodes are, what they are called, whose they are. */

import { strict as assert } from 'node:assert';
import {
  APP,
  allScreens,
  callOf,
  LANGUAGES,
  nodesIn,
  notificationOf,
  PHONES,
  SIGN_IN,
  screenOf,
} from './example-screens.ts';
import { composeScreen, IN_CALL_SERVICE, SPRINGBOARD, treeOf } from './index.ts';

const FRONT = { bundleId: APP, displayName: 'Ringer', screen: SIGN_IN };

function keyOfAccept(presentation: 'banner' | 'full-screen'): string | undefined {
  const surfaces = composeScreen(screenOf('18.6', { calls: [callOf({ presentation })] }));
  const tree = treeOf(surfaces, IN_CALL_SERVICE);
  return tree && nodesIn(tree).find((node) => node.identifier === 'acceptCall')?.key;
}

describe('Screens of a phone', () => {
  for (const { version, model } of PHONES) {
    for (const language of LANGUAGES) {
      it(`keeps every node of every screen on the glass, under its own key (iOS ${version}, ${language})`, () => {
        for (const [name, screen] of allScreens(version, language)) {
          const surfaces = composeScreen(screen);
          for (const bundleId of new Set(surfaces.map((surface) => surface.bundleId))) {
            const tree = treeOf(surfaces, bundleId);
            assert.ok(tree);
            const nodes = nodesIn(tree);
            const keys = nodes.map((node) => node.key);
            assert.deepEqual(
              keys.filter((key, index) => keys.indexOf(key) !== index),
              [],
              `${name}: keys used twice in ${bundleId}`,
            );
            for (const { key, frame, visible } of nodes) {
              const { x, y, width, height } = frame;
              // SpringBoard's own windows stay upright behind an app in landscape.
              const inside = [model, screen.model].some(
                (glass) => x >= 0 && y >= 0 && x + width <= glass.screen.width && y + height <= glass.screen.height,
              );
              assert.ok(
                inside && width > 0 && (height > 0 || visible === false),
                `${name}: ${key} is at ${JSON.stringify(frame)}`,
              );
            }
          }
        }
      });
    }
  }

  it('puts SpringBoard first on every screen', () => {
    for (const [name, screen] of allScreens('18.6', 'en')) {
      assert.equal(composeScreen(screen)[0]?.bundleId, SPRINGBOARD, name);
    }
  });

  it('lays the app over the home screen, whose icons stay in the tree but are not visible', () => {
    const surfaces = composeScreen(screenOf('18.6', { front: FRONT }));
    assert.deepEqual(
      surfaces.map(({ bundleId, covers }) => [bundleId, covers]),
      [
        [SPRINGBOARD, 'screen'],
        [APP, 'screen'],
      ],
    );
    const icon = surfaces[0] && nodesIn(surfaces[0].root).find((node) => node.label === 'Ringer');
    assert.equal(icon?.type, 'Icon');
    assert.equal(icon?.visible, false);
  });

  it('leaves the app out while the phone is locked', () => {
    const surfaces = composeScreen(screenOf('18.6', { front: FRONT, locked: true }));
    assert.deepEqual(new Set(surfaces.map((surface) => surface.bundleId)), new Set([SPRINGBOARD]));
  });

  it('joins the home screen and a notification over an app into one SpringBoard tree', () => {
    const surfaces = composeScreen(screenOf('15.8', { front: FRONT, notifications: [notificationOf()] }));
    const tree = treeOf(surfaces, SPRINGBOARD);
    assert.deepEqual(
      tree?.children?.map((child) => child.key),
      ['home', 'notification-banner'],
    );
  });

  it('names a notification by app, age, title and body', () => {
    const at = screenOf('18.6').now - 5 * 60_000;
    const surfaces = composeScreen(screenOf('18.6', { notifications: [notificationOf({ at })] }));
    const tree = treeOf(surfaces, SPRINGBOARD);
    const look = tree && nodesIn(tree).find((node) => node.identifier === 'NotificationShortLookView');
    assert.equal(look?.label, 'Ringer, 5m ago, Incoming call, Anna Bell is calling');
    assert.deepEqual(look?.tap, { kind: 'open-notification', notification: 'N1' });
  });

  it('shows the keyboard while a field has the focus, and dots for a password', () => {
    const tree = treeOf(composeScreen(screenOf('18.6', { front: FRONT })), APP);
    const nodes = tree === undefined ? [] : nodesIn(tree);
    assert.ok(nodes.some((node) => node.type === 'Keyboard'));
    assert.equal(nodes.find((node) => node.type === 'SecureTextField')?.value, '••••••');
    assert.equal(nodes.find((node) => node.identifier === 'user-field')?.value, 'anna');
  });

  it('keeps the key of a button when the call moves from banner to full screen', () => {
    assert.ok(keyOfAccept('banner'));
    assert.equal(keyOfAccept('banner'), keyOfAccept('full-screen'));
  });

  it('keeps views that do not fit in the tree, as not visible', () => {
    const content = Array.from({ length: 30 }, (_, id) => ({
      kind: 'button' as const,
      id,
      title: `Button ${id}`,
      style: 'filled' as const,
      enabled: true,
      selected: false,
    }));
    const tree = treeOf(composeScreen(screenOf('12.5', { front: { ...FRONT, screen: { ...SIGN_IN, content } } })), APP);
    const last = tree && nodesIn(tree).find((node) => node.label === 'Button 29');
    assert.equal(last?.visible, false);
  });

  it('goes dark when a locked phone sleeps', () => {
    const top = composeScreen(screenOf('18.6', { locked: true, awake: false })).at(-1);
    assert.equal(top?.root.children?.[0]?.look?.fill, '#000000');
  });
});
