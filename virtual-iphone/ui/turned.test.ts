/** What is on a phone that is held in landscape. */

import { strict as assert } from 'node:assert';
import { APP, callOf, LANGUAGES, nodesIn, notificationOf, SIGN_IN, screenOf, TURNS } from './example-screens.ts';
import { composeScreen, SPRINGBOARD, treeOf } from './index.ts';
import type { ScreenModel, UiNode } from './model.ts';
import { landscapeOf, turned } from './turned.ts';

const front = { bundleId: APP, displayName: 'Ringer', screen: SIGN_IN, ...TURNS };

function held(version: string, more: Partial<ScreenModel> = {}): ScreenModel {
  return turned(screenOf(version, { front, orientation: 'landscape-left', ...more }));
}

const within = (inner: UiNode, { x, y, width, height }: UiNode['frame']): boolean =>
  inner.frame.x >= x &&
  inner.frame.y >= y &&
  inner.frame.x + inner.frame.width <= x + width &&
  inner.frame.y + inner.frame.height <= y + height;

describe('A phone held in landscape', () => {
  for (const version of ['9.3', '12.5', '15.8', '18.6', '26.4']) {
    for (const language of LANGUAGES) {
      it(`lays an app out across the phone (iOS ${version}, ${language})`, () => {
        const { width, height } = screenOf(version).model.screen;
        const tree = treeOf(composeScreen(held(version, { language })), APP);
        assert.ok(tree);
        assert.deepEqual(tree.frame, { x: 0, y: 0, width: height, height: width });
        const shown = nodesIn(tree).filter(({ visible }) => visible !== false);
        assert.ok(shown.every((node) => within(node, tree.frame)));
        assert.ok(shown.every(({ type }) => type !== 'StatusBar'));
        assert.ok(shown.some(({ identifier }) => identifier === 'user-field'));
      });
    }
  }

  it('keeps the app clear of the cut-out at both sides', () => {
    const left = (version: string) => {
      const tree = treeOf(composeScreen(held(version)), APP);
      return tree && nodesIn(tree).find(({ identifier }) => identifier === 'user-field')?.frame.x;
    };
    assert.deepEqual([left('9.3'), left('26.4')], [20, 79]);
  });

  it('leaves SpringBoard’s own windows upright behind it', () => {
    const model = held('26.4');
    const home = treeOf(composeScreen(model), SPRINGBOARD)?.children?.[0];
    assert.equal(home?.frame.width, model.model.screen.height);
  });

  it('hangs the banners of calls and notifications over the app', () => {
    for (const version of ['15.8', '18.6', '26.4']) {
      const model = held(version, { calls: [callOf({ presentation: 'banner' })], notifications: [notificationOf()] });
      const { width, height } = model.model.screen;
      const banners = composeScreen(model).filter(({ covers }) => covers === 'part');
      assert.equal(banners.length, 2);
      for (const node of banners.flatMap(({ root }) => (root.children ?? []).flatMap(nodesIn))) {
        assert.ok(within(node, { x: 0, y: 0, width, height }), node.key);
      }
    }
  });

  const UPRIGHT: Readonly<Record<string, Partial<ScreenModel>>> = {
    'on the home screen': { front: undefined },
    'while locked': { locked: true },
    'under a call that fills it': { calls: [callOf()] },
    'in the app switcher': { appSwitcher: [] },
    'in Notification Center': { notificationCenter: true },
    'with an app that does not turn': { front: { ...front, landscapes: [] } },
    'with an app that turns the other way': { front: { ...front, landscapes: ['landscape-right'] } },
  };
  for (const [when, more] of Object.entries(UPRIGHT)) {
    it(`stays upright ${when}`, () => {
      const model = held('18.6', more);
      assert.equal(landscapeOf(model), undefined);
      assert.equal(model.model, screenOf('18.6').model);
    });
  }
});
