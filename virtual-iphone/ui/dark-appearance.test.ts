/** Light and dark: the same elements, drawn in other colours where iOS does so. */

import { strict as assert } from 'node:assert';
import { APP, allScreens, callOf, IN_APP_CALL, LANGUAGES, nodesIn, SIGN_IN, screenOf } from './example-screens.ts';
import { composeScreen, treeOf } from './index.ts';
import type { Appearance, AppScreen, ScreenModel } from './model.ts';
import { uncovered } from './surfaces.ts';

const LOOKS = ['13.7', '17.7', '26.4'];

/** All that automation reads, and not how it is drawn. */
function elements(model: ScreenModel, appearance: Appearance): string {
  return JSON.stringify(composeScreen({ ...model, appearance }), (field, value) =>
    field === 'look' ? undefined : value,
  );
}

function drawn(model: ScreenModel, appearance: Appearance): string {
  return JSON.stringify(uncovered(composeScreen({ ...model, appearance })));
}

function front(screen: AppScreen | undefined): Partial<ScreenModel> {
  return { front: { bundleId: APP, displayName: 'Ringer', screen } };
}

/** Fill of the app's window. */
function backdrop(screen: AppScreen, appearance: Appearance): unknown {
  const tree = treeOf(composeScreen(screenOf('18.6', { appearance, ...front(screen) })), APP);
  return tree?.children?.[0]?.look?.fill;
}

describe('The dark appearance', () => {
  for (const version of LOOKS) {
    it(`has the same elements as the light one on every screen (iOS ${version})`, () => {
      for (const language of LANGUAGES) {
        for (const [name, model] of allScreens(version, language)) {
          assert.equal(elements(model, 'dark'), elements(model, 'light'), `${name}, ${language}`);
        }
      }
    });

    it(`draws the system's screens, notifications and the keyboard in other colours (iOS ${version})`, () => {
      const screens = allScreens(version, 'en');
      for (const name of ['home', 'lock', 'launch', 'sign-in', 'notification', 'recents']) {
        const model = screens.get(name);
        assert.ok(model && drawn(model, 'dark') !== drawn(model, 'light'), name);
      }
    });

    it(`leaves call screens as they are (iOS ${version})`, () => {
      for (const calls of [
        [callOf()],
        [callOf({ state: 'connected' })],
        [callOf({ state: 'connected', keypad: '1' })],
      ]) {
        const model = screenOf(version, { calls });
        assert.equal(drawn(model, 'dark'), drawn(model, 'light'));
      }
    });
  }

  it('is for apps with the system background, not for those with their own', () => {
    assert.deepEqual([backdrop(SIGN_IN, 'light'), backdrop(SIGN_IN, 'dark')], ['#ffffff', '#000000']);
    assert.deepEqual(backdrop(IN_APP_CALL, 'dark'), backdrop(IN_APP_CALL, 'light'));
  });

  it('writes nothing in the colour of what is behind it', () => {
    for (const version of LOOKS) {
      for (const model of [screenOf(version, front(SIGN_IN)), ...allScreens(version, 'en').values()]) {
        for (const { root } of uncovered(composeScreen({ ...model, appearance: 'dark' }))) {
          for (const { look } of nodesIn(root)) {
            if (look?.text !== undefined && typeof look.fill === 'string') assert.notEqual(look.text.color, look.fill);
            assert.notEqual(look?.text?.color, '#000000');
          }
        }
      }
    }
  });
});
