/** What automation finds behind the buttons of a call screen that open choices. */

import { strict as assert } from 'node:assert';
import { CALL, callOf, LANGUAGES, NOW, nodesIn, screenOf } from './example-screens.ts';
import { composeScreen, treeOf } from './index.ts';
import type { CallSheet, ScreenModel, ShownCall, UiNode } from './model.ts';

function buttons(model: ScreenModel): readonly UiNode[] {
  const tree = treeOf(composeScreen(model), model.ios.features.callHost);
  return tree === undefined ? [] : nodesIn(tree).filter((node) => node.type === 'Button' && node.visible !== false);
}

const meaning = ({ label, tap }: UiNode): readonly unknown[] => [label, tap?.kind];

const WORDS = {
  en: {
    buttons: ['Remind Me', 'Message'],
    message: ['Sorry, I can’t talk right now.', 'I’m on my way.', 'Can I call you later?'],
    reminder: ['In 1 hour', 'When I leave'],
    cancel: 'Cancel',
    grid: ['Speaker', 'Video', 'Mute', 'More', 'End call', 'Keypad'],
    hold: 'Hold',
    merge: 'Merge Calls',
  },
  'zh-Hans': {
    buttons: ['提醒我', '发信息'],
    message: ['抱歉，我现在不方便接听。', '我正在路上。', '我可以稍后打给你吗？'],
    reminder: ['1小时后', '当我离开时'],
    cancel: '取消',
    grid: ['免提', '视频', '静音', '更多', '结束通话', '拨号键盘'],
    hold: '保留',
    merge: '合并通话',
  },
} as const;

describe('Choices on a call screen', () => {
  for (const version of ['12.5', '16.7', '18.6', '26.4']) {
    for (const language of LANGUAGES) {
      for (const presentation of ['full-screen', 'locked'] as const) {
        const place = presentation === 'locked' ? 'slider' : 'buttons';
        it(`are behind Message and Remind Me above the ${place} (iOS ${version}, ${language})`, () => {
          const words = WORDS[language];
          const shown = (sheet?: CallSheet) =>
            buttons(
              screenOf(version, {
                language,
                locked: presentation === 'locked',
                calls: [callOf({ cellular: true, replies: true, presentation, ...(sheet && { sheet }) })],
              }),
            );
          const [remind, message] = shown().slice(-2);
          assert.deepEqual([remind?.label, message?.label], words.buttons);
          assert.deepEqual(message?.tap, { kind: 'show-call-sheet', call: CALL, sheet: 'message' });
          assert.deepEqual(remind?.tap, { kind: 'show-call-sheet', call: CALL, sheet: 'reminder' });
          for (const sheet of ['message', 'reminder'] as const) {
            assert.deepEqual(shown(sheet).slice(shown().length).map(meaning), [
              ...words[sheet].map((title) => [title, 'end-call']),
              [words.cancel, 'show-call-sheet'],
            ]);
          }
        });
      }
    }
  }

  it('has neither beside another call, which needs the room for its three answers', () => {
    const waiting = callOf({ cellular: true, replies: true, choices: { answers: ['end', 'hold'], voicemail: true } });
    const labels = buttons(screenOf('18.6', { calls: [waiting] })).map(({ label }) => label);
    assert.deepEqual(labels, ['End & Accept', 'Send to Voicemail', 'Hold & Accept']);
  });

  const inCall = (more: Partial<ShownCall> = {}) =>
    callOf({ state: 'connected', connectedAt: NOW, supportsHolding: true, moreMenu: true, ...more });

  for (const version of ['17.7', '18.6', '26.4']) {
    for (const language of LANGUAGES) {
      it(`are behind More in the grid (iOS ${version}, ${language})`, () => {
        const { grid, hold, cancel, merge } = WORDS[language];
        const shown = (more: Partial<ShownCall> = {}) =>
          buttons(screenOf(version, { language, calls: [inCall(more)] }));
        assert.deepEqual(
          shown().map(({ label }) => label),
          grid,
        );
        assert.deepEqual(shown({ sheet: 'more' }).slice(6).map(meaning), [
          [hold, 'set-held'],
          ['Ringer', 'open-call-app'],
          [cancel, 'show-call-sheet'],
        ]);
        const choices = { answers: [], voicemail: false, swapWith: 'HELD', mergeWith: 'HELD' };
        assert.equal(shown({ choices, sheet: 'more' })[6]?.label, merge);
      });
    }
  }

  it('has no More to iOS 16', () => {
    const labels = buttons(screenOf('16.7', { calls: [inCall()] })).map(({ label }) => label);
    assert.deepEqual(labels, ['mute', 'keypad', 'speaker', 'hold', 'video', 'Ringer', 'End call']);
  });
});
