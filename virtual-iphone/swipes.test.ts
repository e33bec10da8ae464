/** What a finger does that swipes: banners, the edges of the screen, and cards of the app switcher. */

import { strict as assert } from 'node:assert';
import { BUNDLE_ID, CALL, ScriptedPhone, type ScriptedPhoneOptions } from './daemons/scripted-phone.ts';
import { nodesIn } from './ui/example-screens.ts';
import { composeScreen, SPRINGBOARD } from './ui/index.ts';
import { screenMetrics } from './ui/metrics.ts';
import type { UiNode } from './ui/model.ts';

describe('a finger that swipes', () => {
  let bed: ScriptedPhone;
  const start = async (options: Partial<ScriptedPhoneOptions> = {}): Promise<void> => {
    bed = new ScriptedPhone({ ios: '18.6', compose: composeScreen, ...options });
    await bed.phone.launch(BUNDLE_ID);
  };
  afterEach(() => bed.close());

  const seen = (which: (node: UiNode) => boolean): UiNode | undefined =>
    bed.phone
      .surfaces()
      .flatMap(({ root }) => nodesIn(root))
      .find((node) => node.visible !== false && which(node));
  const swipeUp = async (which: (node: UiNode) => boolean): Promise<void> => {
    const node = seen(which);
    assert.ok(node);
    const at = { x: node.frame.x + 20, y: node.frame.y + node.frame.height / 2 };
    await bed.phone.drag(at, { x: at.x, y: at.y - 30 }, 0);
  };
  /** From the bottom edge up to this share of the screen's height. */
  const fromEdge = async (share: number): Promise<void> => {
    const { width, height } = screenMetrics(bed.phone.model).screen;
    await bed.phone.drag({ x: width / 2, y: height - 4 }, { x: width / 2, y: height * share }, 0);
  };
  const card = ({ identifier }: UiNode) => identifier?.startsWith(`card:${BUNDLE_ID}`) === true;
  const state = () => bed.app.of('app.state').at(-1)?.state;

  it('shrinks the banner of a ringing call to a sign in the status bar, where it rings on silently', async () => {
    await start();
    await bed.voipPush();
    await swipeUp(({ key }) => key === `call.${CALL}.banner`);
    assert.deepEqual(bed.last('call.silenced'), { call: CALL });
    assert.deepEqual(
      bed.phone.calls().map((call) => [call.state, call.presentation]),
      [['ringing', 'status-bar']],
    );
    const sign = seen(({ identifier }) => identifier === 'systemApertureElementIdentifierCall');
    assert.ok(sign);
    assert.match(sign.label ?? '', /^Incoming call/);
    await bed.phone.tap({ x: sign.frame.x + 5, y: sign.frame.y + 5 });
    assert.ok(seen(({ identifier }) => identifier === 'acceptCall'));
  });

  const ISLAND = 'systemApertureElementIdentifierCall';
  /** A connected call that has shrunk into the Dynamic Island, and the middle of that. */
  const inIsland = async (options: Partial<ScriptedPhoneOptions> = {}): Promise<{ x: number; y: number }> => {
    await start(options);
    await bed.voipPush();
    await bed.touch(`call.${CALL}.accept`);
    await bed.clock.elapse(4_000);
    const { frame } = seen(({ identifier }) => identifier === ISLAND) ?? {};
    assert.ok(frame);
    return { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
  };
  const presentation = () => bed.phone.calls()[0]?.presentation;

  it('expands the Dynamic Island by a long touch, and shrinks it by a swipe up', async () => {
    const at = await inIsland();
    await bed.phone.drag(at, at, 1_000);
    assert.equal(presentation(), 'island');
    assert.deepEqual(bed.last('call.shown'), { call: CALL, presentation: 'island' });
    await swipeUp(({ key }) => key === `call.${CALL}.banner`);
    assert.equal(presentation(), 'status-bar');
  });

  it('opens the call by a touch on the Dynamic Island, or expands it first where the phone is set so', async () => {
    const compact = await inIsland();
    await bed.phone.tap(compact);
    assert.equal(presentation(), 'full-screen');
    bed.close();
    const at = await inIsland({ settings: { islandTouch: 'expand' } });
    await bed.phone.tap(at);
    assert.equal(presentation(), 'island');
    await bed.phone.tap(at);
    assert.equal(presentation(), 'full-screen');
  });

  it('puts a notification away, which stays in the list', async () => {
    await start();
    await bed.phone.pressHome();
    await bed.alertPush({ aps: { alert: 'Hello' } });
    await swipeUp(({ identifier }) => identifier === 'NotificationShortLookView');
    assert.equal(
      seen(({ identifier }) => identifier === 'NotificationShortLookView'),
      undefined,
    );
    await bed.phone.lock();
    await bed.phone.pressSideButton();
    assert.ok(seen(({ identifier }) => identifier === 'NotificationShortLookView'));
  });

  it('leads home from the bottom edge, and unlocks a lit phone', async () => {
    await start();
    await fromEdge(0.3);
    assert.equal(bed.phone.activeApps()[0]?.bundleId, SPRINGBOARD);
    await bed.phone.lock();
    await fromEdge(0.3);
    assert.equal(bed.phone.isLocked, true);
    await bed.phone.pressSideButton();
    await fromEdge(0.3);
    assert.equal(bed.phone.isLocked, false);
  });

  it('pulls Notification Center down from the top edge, over an app that is inactive until it is closed', async () => {
    await start();
    await bed.phone.pressHome();
    await bed.alertPush({ aps: { alert: 'Hello' } });
    await bed.phone.launch(BUNDLE_ID);
    await bed.clock.elapse(6_000);
    assert.equal(
      seen(({ label }) => label === 'Notification Center'),
      undefined,
    );
    await bed.phone.drag({ x: 100, y: 2 }, { x: 100, y: 400 }, 0);
    assert.ok(seen(({ label, type }) => label === 'Notification Center' && type === 'StaticText'));
    assert.ok(seen(({ identifier }) => identifier === 'SBCoverSheetWindow'));
    assert.ok(seen(({ identifier, label }) => identifier === 'NotificationShortLookView' && /Hello/.test(label ?? '')));
    assert.equal(state(), 'inactive');
    await bed.phone.pressHome();
    assert.deepEqual([state(), bed.phone.activeApps()[0]?.bundleId], ['active', BUNDLE_ID]);
  });

  it('does nothing at the edge of a phone with a home button', async () => {
    await start({ ios: '9.3', model: 'iPhone 6s' });
    await fromEdge(0.3);
    assert.equal(bed.phone.activeApps()[0]?.bundleId, BUNDLE_ID);
  });

  it('opens the app switcher where it stops half way, over an app that is inactive until it is chosen', async () => {
    await start();
    await fromEdge(0.6);
    assert.equal(state(), 'inactive');
    const shown = seen(card);
    assert.equal(shown?.label, 'Caller');
    await bed.phone.tap({ x: shown.frame.x + 60, y: shown.frame.y + 60 });
    assert.deepEqual([state(), seen(card)], ['active', undefined]);
  });

  it('swipes an app away in the app switcher, as forceQuit does', async () => {
    await start();
    await fromEdge(0.6);
    await swipeUp(card);
    assert.equal(bed.phone.appState(BUNDLE_ID), 1);
    assert.ok(bed.app.kinds().includes('app.will-terminate'));
    assert.equal(seen(card), undefined);
  });
});
