/** What automation finds in an alert of the system's, and what the alert keeps it from. */

import { strict as assert } from 'node:assert';
import { allScreens, nodesIn } from './example-screens.ts';
import { hitTest, tapIntentAt } from './hit-test.ts';
import { composeScreen, SPRINGBOARD, treeOf } from './index.ts';
import type { Language, Surface } from './model.ts';

function shown(version: string, language: Language): readonly Surface[] {
  const model = allScreens(version, language).get('alert');
  assert.ok(model);
  return composeScreen(model);
}

describe('An alert of the system', () => {
  for (const [language, title, buttons] of [
    ['en', '“Ringer” Would Like to Send You Notifications', ['Don’t Allow', 'Allow']],
    ['zh-Hans', '“Ringer”想给你发送通知', ['不允许', '允许']],
  ] as const) {
    it(`is one Alert in SpringBoard, with its texts and buttons (${language})`, () => {
      for (const version of ['9.3', '15.8', '26.4']) {
        const tree = treeOf(shown(version, language), SPRINGBOARD);
        const alert = tree && nodesIn(tree).find(({ type }) => type === 'Alert');
        assert.equal(alert?.label, title);
        const inside = alert === undefined ? [] : nodesIn(alert);
        assert.deepEqual(
          inside.filter(({ type }) => type === 'Button').map(({ label }) => label),
          buttons,
        );
        assert.equal(inside.find(({ type }) => type === 'StaticText')?.label, title);
      }
    });
  }

  it('keeps touches from the app below', () => {
    const surfaces = shown('18.6', 'en');
    const signIn = surfaces.flatMap(({ root }) => nodesIn(root)).find(({ identifier }) => identifier === 'sign-in');
    assert.ok(signIn);
    const at = { x: signIn.frame.x + 5, y: signIn.frame.y + 5 };
    assert.equal(tapIntentAt(surfaces, at), undefined);
    assert.equal(hitTest(surfaces, at)?.surface.bundleId, SPRINGBOARD);
  });
});
