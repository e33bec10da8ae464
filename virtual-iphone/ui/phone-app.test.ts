/** What automation finds in the Phone app, and which buttons of a call lead there. */

import { strict as assert } from 'node:assert';
import { CALL, callOf, nodesIn, screenOf } from './example-screens.ts';
import { composeScreen, treeOf } from './index.ts';
import type { Language, ScreenModel, ShownCall, ShownPhoneApp, UiNode } from './model.ts';
import { PHONE } from './surfaces.ts';

function phoneApp(more: Partial<ShownPhoneApp>, language: Language = 'en'): readonly UiNode[] {
  const shown = { tab: 'keypad', recents: [], contacts: [], digits: '', ...more } as const;
  const tree = treeOf(composeScreen(screenOf('18.6', { language, phoneApp: shown })), PHONE);
  assert.ok(tree);
  return nodesIn(tree);
}

/** Buttons of the call screen, by label. */
function callButtons(version: string, more: Partial<ShownCall>): ReadonlyMap<string | undefined, UiNode> {
  const model: ScreenModel = screenOf(version, { calls: [callOf({ state: 'connected', ...more })] });
  const tree = treeOf(composeScreen(model), model.ios.features.callHost);
  assert.ok(tree);
  return new Map(nodesIn(tree).flatMap((node) => (node.type === 'Button' ? [[node.label, node]] : [])));
}

describe('The Phone app as automation sees it', () => {
  for (const [language, names] of [
    ['en', ['Recents', 'Contacts', 'Keypad']],
    ['zh-Hans', ['最近通话', '通讯录', '拨号键盘']],
  ] as const) {
    it(`has ${names.join(', ')} behind its tab bar, the shown one selected`, () => {
      const bar = phoneApp({ tab: 'contacts' }, language).find(({ type }) => type === 'TabBar');
      assert.deepEqual(
        bar?.children?.filter(({ type }) => type === 'Button').map(({ label, selected }) => [label, selected]),
        names.map((name, index) => [name, index === 1]),
      );
    });
  }

  it('calls a contact that has a number, and no other', () => {
    const cells = phoneApp({ tab: 'contacts', contacts: ['+1 555 0100', 'anna@example.com'] }).filter(
      ({ type }) => type === 'Cell',
    );
    assert.deepEqual(
      cells.map(({ tap }) => tap),
      [{ kind: 'dial', number: '+1 555 0100' }, undefined],
    );
  });

  it('calls the digits of its keypad once there are any', () => {
    const call = (digits: string) => phoneApp({ digits }).find(({ key }) => key === 'dial-pad.call');
    assert.equal(call('')?.enabled, false);
    assert.deepEqual([call('12')?.enabled, call('12')?.tap], [true, { kind: 'dial', number: '12' }]);
    assert.equal(
      phoneApp({ digits: '' }).some(({ label }) => label === 'delete'),
      false,
    );
  });
});

describe('The buttons of a call that lead away from it', () => {
  const contacts = { kind: 'open-phone-app', tab: 'contacts' };

  it('are Add Call to iOS 16 for an app’s call that cannot be held, which opens the contacts', () => {
    assert.deepEqual(callButtons('16.7', { supportsHolding: false }).get('add call')?.tap, contacts);
    assert.equal(callButtons('16.7', { supportsHolding: true }).has('add call'), false);
    assert.equal(callButtons('18.6', { supportsHolding: false }).has('Add Call'), false);
  });

  for (const [version, labels] of [
    ['16.7', ['mute', 'keypad', 'speaker', 'add call', 'FaceTime', 'contacts', 'End call']],
    ['18.6', ['Speaker', 'FaceTime', 'Mute', 'Add Call', 'End call', 'Keypad']],
  ] as const) {
    it(`are ${labels.slice(3, 4).join()} and FaceTime, which has nobody to call, for a cellular call (iOS ${version})`, () => {
      const found = callButtons(version, { cellular: true, supportsHolding: true });
      assert.deepEqual([...found.keys()], labels);
      assert.equal(found.get('FaceTime')?.enabled, false);
      for (const name of ['add call', 'Add Call', 'contacts']) {
        if (found.has(name)) assert.deepEqual(found.get(name)?.tap, contacts);
      }
    });
  }

  for (const supportsVideo of [true, false]) {
    it(`are Video, which ${supportsVideo ? 'asks the app' : 'is disabled'} when its provider ${supportsVideo ? 'supports' : 'does not support'} video`, () => {
      const video = callButtons('17.7', { supportsVideo }).get('Video');
      assert.equal(video?.enabled, supportsVideo);
      assert.deepEqual(video?.tap, { kind: 'open-call-app', call: CALL, video: true });
    });
  }
});
