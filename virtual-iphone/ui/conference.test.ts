/** What automation finds on the call screen of a conference and in the list of its calls. */

import { strict as assert } from 'node:assert';
import { CALL, callOf, NOW, nodesIn, screenOf } from './example-screens.ts';
import { composeScreen, treeOf } from './index.ts';
import type { Language, ShownCall, UiNode } from './model.ts';

const conference = [
  { call: CALL, caller: 'Anna Bell', splits: true },
  { call: 'BORIS', caller: 'Boris', splits: false },
];
const choices = { answers: [], voicemail: false, conference };
const anna = callOf({ state: 'connected', connectedAt: NOW, choices });
const boris = callOf({ id: 'BORIS', caller: 'Boris', state: 'held', choices });

function nodes(version: string, more: Partial<ShownCall> = {}, language: Language = 'en'): readonly UiNode[] {
  const model = screenOf(version, { language, calls: [{ ...anna, ...more }, boris] });
  const tree = treeOf(composeScreen(model), model.ios.features.callHost);
  assert.ok(tree);
  return nodesIn(tree).filter(({ visible }) => visible !== false);
}

/** Label and meaning of each button below a node. */
function buttons(within: readonly UiNode[]): readonly unknown[] {
  return within
    .filter(({ type }) => type === 'Button')
    .map(({ label, tap }) => [label, tap?.kind, tap && 'call' in tap && tap.call]);
}

describe('A conference as automation sees it', () => {
  for (const version of ['12.5', '16.7', '18.6', '26.4']) {
    it(`is one call screen, named Conference, that ends as a whole (iOS ${version})`, () => {
      const all = nodes(version);
      assert.equal(all.find(({ key }) => key === `call.${CALL}.name`)?.label, 'Conference');
      assert.deepEqual(all.find(({ label }) => label === 'End call')?.tap, { kind: 'end-conference', call: CALL });
      assert.equal(
        all.some(({ label }) => label === 'Boris'),
        false,
      );
      const info = all.find(({ label }) => label === 'More Info');
      assert.deepEqual(info?.tap, { kind: 'show-conference', call: CALL, shown: true });
    });

    it(`lists its calls, each with End, and with Private where it can be taken out (iOS ${version})`, () => {
      const all = nodes(version, { conferenceShown: true });
      const cells = all.filter(({ type }) => type === 'Cell').map((cell) => nodesIn(cell));
      assert.deepEqual(
        cells.map((cell) => cell.find(({ type }) => type === 'StaticText')?.label),
        ['Anna Bell', 'Boris'],
      );
      assert.deepEqual(cells.map(buttons), [
        [
          ['Private', 'split-call', CALL],
          ['End', 'end-call', CALL],
        ],
        [['End', 'end-call', 'BORIS']],
      ]);
      assert.deepEqual(buttons(all).at(-1), ['Back', 'show-conference', CALL]);
    });
  }

  it('has its words in Chinese on a Chinese phone', () => {
    const labels = nodes('18.6', { conferenceShown: true }, 'zh-Hans').map(({ label }) => label);
    for (const word of ['电话会议', '私人', '结束', '返回']) assert.ok(labels.includes(word), word);
  });

  it('is named Conference in the banner too, whose End ends all', () => {
    const all = nodes('18.6', { presentation: 'banner' });
    assert.ok(all.some(({ label }) => label === 'Conference'));
    assert.equal(all.find(({ key }) => key === `call.${CALL}.decline`)?.tap?.kind, 'end-conference');
  });
});
