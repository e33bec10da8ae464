/** What automation finds on a call, by iOS version and language, and what a touch on it means. */

import { strict as assert } from 'node:assert';
import { CALL, callOf, NOW, nodesIn, screenOf } from './example-screens.ts';
import { composeScreen, IN_CALL_SERVICE, SPRINGBOARD, treeOf } from './index.ts';
import type { Language, ScreenModel, UiNode } from './model.ts';

const HOSTS = [SPRINGBOARD, IN_CALL_SERVICE];

/** Nodes of the process that hosts calls, and its bundle id. */
function callNodes(model: ScreenModel): readonly UiNode[] {
  const tree = treeOf(composeScreen(model), model.ios.features.callHost);
  return tree === undefined ? [] : nodesIn(tree);
}

function button(model: ScreenModel, name: string): UiNode {
  const found = callNodes(model).find((node) => node.type === 'Button' && (node.identifier ?? node.label) === name);
  assert.ok(found, `no button named ${name}`);
  return found;
}

function textsWhileRinging(language: Language, video: boolean): readonly (string | undefined)[] {
  return callNodes(screenOf('18.6', { language, calls: [callOf({ video })] }))
    .filter((node) => node.type === 'StaticText' && node.visible !== false)
    .map((node) => node.label);
}

function buttonLabels(version: string, language: Language): readonly (string | undefined)[] {
  return callNodes(screenOf(version, { language, calls: [callOf({ state: 'connected' })] }))
    .filter((node) => node.type === 'Button')
    .map((node) => node.label);
}

function offersHold(supportsHolding: boolean): boolean {
  const nodes = callNodes(screenOf('15.8', { calls: [callOf({ state: 'connected', supportsHolding })] }));
  return nodes.some((node) => node.tap?.kind === 'set-held');
}

const INCOMING: readonly (readonly [
  versions: readonly string[],
  language: Language,
  host: string,
  accept: readonly [identifier: string, label: string],
  decline: readonly [identifier: string, label: string],
])[] = [
  [
    ['10.3', '12.5', '13.7', '14.8', '15.8', '17.7'],
    'en',
    SPRINGBOARD,
    ['Accept', 'Answer call'],
    ['Decline', 'Decline'],
  ],
  [['10.3', '12.5', '13.7', '14.8', '15.8', '17.7'], 'zh-Hans', SPRINGBOARD, ['接受', '接听'], ['拒绝', '拒绝']],
  [['18.6', '26.0', '26.4'], 'en', IN_CALL_SERVICE, ['acceptCall', 'Answer call'], ['rejectCall', 'Decline']],
  [['18.6', '26.0', '26.4'], 'zh-Hans', IN_CALL_SERVICE, ['acceptCall', '接听'], ['rejectCall', '拒绝']],
];

describe('Call screens as automation sees them', () => {
  for (const [versions, language, host, accept, decline] of INCOMING) {
    for (const version of versions) {
      for (const presentation of ['full-screen', 'banner'] as const) {
        it(`offers ${accept[0]} and ${decline[0]} in ${host} (iOS ${version}, ${language}, ${presentation})`, () => {
          const surfaces = composeScreen(screenOf(version, { language, calls: [callOf({ presentation })] }));
          const found = HOSTS.flatMap((bundleId) => {
            const tree = treeOf(surfaces, bundleId);
            return tree === undefined
              ? []
              : nodesIn(tree)
                  .filter((node) => node.key === `call.${CALL}.accept` || node.key === `call.${CALL}.decline`)
                  .map((node) => [bundleId, node.type, node.identifier, node.label, node.tap?.kind]);
          });
          assert.deepEqual(found, [
            [host, 'Button', ...decline, 'end-call'],
            [host, 'Button', ...accept, 'answer-call'],
          ]);
        });
      }
    }
  }

  for (const [language, text] of [
    ['en', 'slide to answer'],
    ['zh-Hans', '滑动来接听'],
  ] as const) {
    it(`has a slider and no buttons while the phone is locked (${language})`, () => {
      for (const version of ['12.5', '15.8', '18.6', '26.4']) {
        const nodes = callNodes(
          screenOf(version, { language, locked: true, calls: [callOf({ presentation: 'locked' })] }),
        );
        const slider = nodes.find((node) => node.label === text);
        assert.deepEqual(slider?.slide, { kind: 'answer-call', call: CALL }, version);
        assert.equal(slider?.identifier, undefined);
        assert.deepEqual(
          nodes.filter((node) => node.tap?.kind === 'answer-call' || node.tap?.kind === 'end-call'),
          [],
        );
      }
    });
  }

  it('has no slider while the phone is unlocked', () => {
    for (const version of ['12.5', '15.8', '18.6', '26.4']) {
      const nodes = callNodes(screenOf(version, { calls: [callOf()] }));
      assert.ok(
        nodes.every((node) => node.slide === undefined),
        version,
      );
    }
  });

  it('tells the app and the kind of call while it rings', () => {
    assert.deepEqual(textsWhileRinging('en', false), ['Ringer Audio…', 'Anna Bell']);
    assert.deepEqual(textsWhileRinging('en', true), ['Ringer Video…', 'Anna Bell']);
    assert.deepEqual(textsWhileRinging('zh-Hans', false), ['Ringer音频…', 'Anna Bell']);
  });

  const STATUS = [
    [{ state: 'ringing', outgoing: true }, 'calling…', '正在呼叫…'],
    [{ state: 'connecting' }, 'connecting…', '正在连接…'],
    [{ state: 'connected', connectedAt: NOW - 5000 }, '00:05', '00:05'],
    [{ state: 'connected', connectedAt: NOW - 3_605_000 }, '1:00:05', '1:00:05'],
    [{ state: 'held' }, 'on hold', '已保留'],
    [{ state: 'ended' }, 'Call Ended', '通话结束'],
    [{ state: 'failed' }, 'Call Failed', '通话失败'],
  ] as const;
  for (const [more, en, zh] of STATUS) {
    it(`says "${en}" when a call is ${more.state}`, () => {
      for (const [language, text] of [
        ['en', en],
        ['zh-Hans', zh],
      ] as const) {
        const nodes = callNodes(screenOf('15.8', { language, calls: [callOf(more)] }));
        assert.equal(nodes.find((node) => node.key === `call.${CALL}.status-text`)?.label, text);
      }
    });
  }

  it('names the in-call grid in the capitals of the version, with the app among its buttons', () => {
    assert.deepEqual(buttonLabels('16.7', 'en'), [
      'mute',
      'keypad',
      'speaker',
      'add call',
      'video',
      'Ringer',
      'End call',
    ]);
    assert.deepEqual(buttonLabels('17.7', 'en'), ['Speaker', 'Video', 'Mute', 'Ringer', 'End call', 'Keypad']);
    assert.deepEqual(buttonLabels('18.6', 'zh-Hans'), ['免提', '视频', '静音', 'Ringer', '结束通话', '拨号键盘']);
  });

  it('turns mute, speaker and hold round', () => {
    const on = screenOf('18.6', {
      speaker: true,
      calls: [callOf({ state: 'held', muted: true, supportsHolding: true })],
    });
    assert.deepEqual(button(on, 'Mute').tap, { kind: 'set-muted', call: CALL, muted: false });
    assert.deepEqual(button(on, 'Speaker').tap, { kind: 'set-speaker', on: false });
    assert.deepEqual(button(on, 'Hold').tap, { kind: 'set-held', call: CALL, held: false });
    assert.ok(button(on, 'Mute').selected && button(on, 'Speaker').selected && button(on, 'Hold').selected);
  });

  it('offers Hold only for calls that support it', () => {
    assert.equal(offersHold(true), true);
    assert.equal(offersHold(false), false);
  });

  it('titles End only inside the grid', () => {
    const connected = { calls: [callOf({ state: 'connected' })] };
    assert.equal(button(screenOf('15.8', connected), 'End call').identifier, undefined);
    assert.equal(button(screenOf('18.6', connected), 'End').label, 'End call');
  });

  it('leads back to the app from its own button', () => {
    const model = screenOf('12.5', { calls: [callOf({ state: 'connected' })] });
    assert.deepEqual(button(model, 'Ringer').tap, { kind: 'open-call-app', call: CALL });
  });

  it('turns the buttons of the banner into End and audio route after the answer', () => {
    const banner = callOf({ state: 'connected', presentation: 'banner' });
    const before = screenOf('15.8', { calls: [banner] });
    assert.equal(button(before, 'Decline').label, 'End call');
    assert.equal(button(before, 'Decline').tap?.kind, 'end-call');
    assert.equal(button(before, 'Audio').tap?.kind, 'set-speaker');
    assert.equal(button(screenOf('26.4', { calls: [banner] }), 'rejectCall').label, 'End call');
  });

  it('disables the grid once the call is over', () => {
    const nodes = callNodes(screenOf('18.6', { calls: [callOf({ state: 'ended' })] }));
    assert.ok(nodes.filter((node) => node.type === 'Button').every((node) => node.enabled === false));
  });

  for (const [version, type, identifier] of [
    ['18.6', 'Other', 'systemApertureElementIdentifierCall'],
    ['16.7', 'Button', undefined],
    ['12.5', 'Button', undefined],
  ] as const) {
    it(`shows a call in the background in SpringBoard's status bar (iOS ${version})`, () => {
      const calls = [callOf({ state: 'connected', connectedAt: NOW - 5000, presentation: 'status-bar' })];
      const tree = treeOf(composeScreen(screenOf(version, { calls })), SPRINGBOARD);
      const node = tree && nodesIn(tree).find((one) => one.tap?.kind === 'expand-call');
      assert.deepEqual([node?.type, node?.identifier, node?.label], [type, identifier, 'In call, 00:05']);
    });
  }

  for (const [version, language, label, buttons] of [
    ['17.7', 'en', 'In call, 00:05', ['Audio', 'Decline']],
    ['18.6', 'en', 'In call, 00:05', ['Audio', 'rejectCall']],
    ['26.4', 'en', 'In call, 00:05', ['Audio', 'rejectCall']],
    ['26.4', 'zh-Hans', '通话中, 00:05', ['音频', 'rejectCall']],
  ] as const) {
    it(`has the banner’s buttons in an expanded Dynamic Island (iOS ${version}, ${language})`, () => {
      const call = callOf({ state: 'connected', connectedAt: NOW - 5000, presentation: 'island' });
      const model = screenOf(version, { language, calls: [call] });
      const compact = composeScreen(screenOf(version, { language, calls: [{ ...call, presentation: 'status-bar' }] }));
      const islandIn = (surfaces: ReturnType<typeof composeScreen>) => {
        const tree = treeOf(surfaces, SPRINGBOARD);
        return tree && nodesIn(tree).find(({ identifier }) => identifier === 'systemApertureElementIdentifierCall');
      };
      const expanded = islandIn(composeScreen(model));
      assert.deepEqual([expanded?.label, expanded?.key], [label, islandIn(compact)?.key]);
      assert.ok((expanded?.frame.height ?? 0) > (islandIn(compact)?.frame.height ?? 0));
      assert.deepEqual(
        callNodes(model)
          .filter(({ type }) => type === 'Button')
          .map(({ identifier }) => identifier),
        buttons,
      );
    });
  }

  it('lists a held call above the one in front and takes it back on a touch', () => {
    const held = callOf({ id: 'HELD', caller: 'Boris', state: 'held' });
    const nodes = callNodes(screenOf('26.4', { calls: [held, callOf({ state: 'connected' })] }));
    assert.deepEqual(nodes.find((node) => node.key === 'call.HELD.other')?.tap, {
      kind: 'set-held',
      call: 'HELD',
      held: false,
    });
  });
});
