/** What automation finds on the screens of a waiting call, of two calls and on the keypad. */

import { strict as assert } from 'node:assert';
import { CALL, callOf, LANGUAGES, NOW, nodesIn, screenOf } from './example-screens.ts';
import { composeScreen, treeOf } from './index.ts';
import type { AnswerWay, ScreenModel, ShownCall, UiNode } from './model.ts';

const active = callOf({ id: 'ACTIVE', state: 'connected', connectedAt: NOW });
const held = callOf({ id: 'HELD', caller: 'Boris', state: 'held' });

function buttons(model: ScreenModel): readonly UiNode[] {
  const tree = treeOf(composeScreen(model), model.ios.features.callHost);
  return tree === undefined ? [] : nodesIn(tree).filter((node) => node.type === 'Button' && node.visible !== false);
}

function waiting(version: string, answers: readonly AnswerWay[], more: Partial<ScreenModel & ShownCall> = {}) {
  const { language = 'en', locked = false, ...call } = more;
  const ringing = callOf({ choices: { answers, voicemail: false }, ...call });
  return screenOf(version, { language, locked, calls: [active, ringing] });
}

/** Identifier, label and meaning of each button. */
function said(nodes: readonly UiNode[]): readonly unknown[] {
  return nodes.map(({ identifier, label, tap }) => [
    identifier,
    label,
    tap?.kind === 'answer-call' ? (tap.way ?? 'plain') : tap?.kind,
  ]);
}

describe('Calls beside each other as automation sees them', () => {
  for (const [version, decline] of [
    ['12.5', 'Decline'],
    ['16.7', 'Decline'],
    ['18.6', 'rejectCall'],
    ['26.4', 'rejectCall'],
  ] as const) {
    it(`offers End & Accept, Decline and Hold & Accept for a waiting call (iOS ${version})`, () => {
      assert.deepEqual(said(buttons(waiting(version, ['end', 'hold']))), [
        ['End & Accept', 'End & Accept', 'end'],
        [decline, 'Decline', 'end-call'],
        ['Hold & Accept', 'Hold & Accept', 'hold'],
      ]);
    });
  }

  it('offers End Held & Accept while another call is on hold', () => {
    const titles = buttons(waiting('16.7', ['end', 'end-held'])).map(({ label }) => label);
    assert.deepEqual(titles, ['End & Accept', 'Decline', 'End Held & Accept']);
  });

  it('offers Decline and End & Accept when nothing can be held', () => {
    const titles = buttons(waiting('16.7', ['end'])).map(({ label }) => label);
    assert.deepEqual(titles, ['Decline', 'End & Accept']);
  });

  it('shows the call that is heard on the call screen, although it is the held one that filled it', () => {
    const calls = [
      { ...active, presentation: 'status-bar' as const, choices: { answers: [], voicemail: false, swapWith: 'HELD' } },
      held,
    ];
    const titles = buttons(screenOf('18.6', { calls })).map(({ label }) => label);
    assert.ok(titles.includes('Swap'), titles.join(', '));
  });

  it('names the answers in Chinese on a Chinese phone', () => {
    const titles = buttons(waiting('16.7', ['end', 'hold'], { language: 'zh-Hans' })).map(({ label }) => label);
    assert.deepEqual(titles, ['结束并接受', '拒绝', '保留并接受']);
  });

  it('sends a waiting cellular call to voicemail', () => {
    const cellular = { cellular: true, choices: { answers: ['end', 'hold'], voicemail: true } } as const;
    const [, decline] = buttons(waiting('18.6', [], cellular));
    assert.deepEqual(said(decline === undefined ? [] : [decline]), [
      ['Send to Voicemail', 'Send to Voicemail', 'end-call'],
    ]);
  });

  it('has the same buttons while the phone is locked', () => {
    assert.equal(buttons(waiting('16.7', ['end', 'hold'], { locked: true })).length, 3);
  });

  it('offers neither Message nor Remind Me for a call of an app', () => {
    for (const version of ['12.5', '16.7', '18.6', '26.4']) {
      assert.equal(buttons(screenOf(version, { calls: [callOf()] })).length, 2, version);
    }
  });

  it('has a plain Accept where the system asks nothing', () => {
    assert.deepEqual(said(buttons(waiting('26.4', ['plain']))).at(-1), ['acceptCall', 'Answer call', 'plain']);
  });

  it('has End & Accept in the banner where that is the only answer', () => {
    assert.deepEqual(said(buttons(waiting('26.4', ['end'], { presentation: 'banner' }))).at(-1), [
      'End & Accept',
      'End & Accept',
      'end',
    ]);
  });

  it('keeps all buttons on the screen and apart', () => {
    for (const version of ['12.5', '16.7', '26.4']) {
      for (const language of LANGUAGES) {
        const model = waiting(version, ['end', 'hold'], { language });
        const frames = buttons(model).map(({ frame }) => frame);
        frames.forEach((frame, index) => {
          const next = frames[index + 1];
          assert.ok(frame.x >= 0 && frame.x + frame.width <= model.model.screen.width, version);
          assert.ok(next === undefined || frame.x + frame.width <= next.x, version);
        });
      }
    }
  });

  for (const [version, swap, merge] of [
    ['16.7', 'swap', 'merge calls'],
    ['18.6', 'Swap', 'Merge Calls'],
  ] as const) {
    it(`offers ${swap} and ${merge} beside a held call (iOS ${version})`, () => {
      const choices = { answers: [], voicemail: false, swapWith: 'HELD', mergeWith: 'HELD' };
      const nodes = buttons(screenOf(version, { calls: [{ ...active, choices }, held] }));
      const tapOf = (title: string) => nodes.find(({ label }) => label === title)?.tap;
      assert.deepEqual(tapOf(swap), { kind: 'set-held', call: 'HELD', held: false });
      assert.deepEqual(tapOf(merge), { kind: 'merge-calls', call: 'ACTIVE', other: 'HELD' });
    });
  }

  for (const [version, count] of [
    ['17.7', 0],
    ['18.6', 0],
    ['26.4', 1],
  ] as const) {
    it(`${count === 0 ? 'has no' : 'has a'} swap banner over an app on iOS ${version}`, () => {
      const choices = { answers: [], voicemail: false, swapWith: 'HELD' };
      const calls = [
        { ...active, presentation: 'status-bar', choices } as const,
        { ...held, presentation: 'status-bar' } as const,
      ];
      const swaps = buttons(screenOf(version, { calls })).filter(({ tap }) => tap?.kind === 'set-held');
      assert.equal(swaps.length, count);
    });
  }

  it('has no app button on a cellular call, but contacts', () => {
    const labels = buttons(screenOf('16.7', { calls: [{ ...active, cellular: true }] })).map(({ label }) => label);
    assert.ok(labels.includes('contacts') && labels.includes('FaceTime') && !labels.includes('Ringer'));
  });

  it('has Cancel and Call Back on an outgoing call that failed', () => {
    const nodes = buttons(screenOf('18.6', { calls: [callOf({ state: 'failed', outgoing: true })] }));
    assert.deepEqual(said(nodes), [
      ['Cancel', 'Cancel', 'dismiss-call'],
      ['Call Back', 'Call Back', 'call-back'],
    ]);
  });

  it('has twelve keys, End and Hide on the keypad, and the digits so far', () => {
    const model = screenOf('18.6', { calls: [callOf({ state: 'connected', keypad: '12#' })] });
    const nodes = buttons(model);
    assert.deepEqual(
      nodes.map(({ label }) => label),
      ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#', 'End call', 'Hide'],
    );
    assert.deepEqual(nodes[11]?.tap, { kind: 'press-key', call: CALL, key: '#' });
    const tree = treeOf(composeScreen(model), model.ios.features.callHost);
    assert.ok(tree && nodesIn(tree).some(({ type, label }) => type === 'StaticText' && label === '12#'));
  });

  it('disables the keypad’s button on a call without tones', () => {
    const nodes = buttons(screenOf('18.6', { calls: [callOf({ state: 'connected', supportsDTMF: false })] }));
    assert.equal(nodes.find(({ label }) => label === 'Keypad')?.enabled, false);
  });
});
