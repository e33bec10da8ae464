import { strict as assert } from 'node:assert';
import type { NotificationActionData } from '../../messages.ts';
import { nodesIn } from '../../ui/example-screens.ts';
import { composeScreen } from '../../ui/index.ts';
import type { UiNode } from '../../ui/model.ts';
import { BUNDLE_ID, ScriptedPhone } from '../scripted-phone.ts';

const CALL_BACK: NotificationActionData = {
  identifier: 'call-back',
  title: 'Call Back',
  foreground: true,
  destructive: false,
  authenticationRequired: false,
};
const DECLINE: NotificationActionData = { ...CALL_BACK, identifier: 'decline', title: 'Decline', foreground: false };
const LATER: NotificationActionData = { ...DECLINE, identifier: 'later', title: 'Later' };

describe('actions of notifications', () => {
  let bed: ScriptedPhone;
  const start = async (ios = '18.6'): Promise<void> => {
    bed = new ScriptedPhone({ ios, compose: composeScreen });
    await bed.startedOnce();
    await bed.phone.launch(BUNDLE_ID);
    const categories = [{ identifier: 'CALL', actions: [CALL_BACK, DECLINE, LATER] }];
    bed.app.send({ kind: 'notifications.categories', categories });
    await bed.phone.pressHome();
  };
  afterEach(() => bed.close());

  const seen = (which: (node: UiNode) => boolean): UiNode | undefined =>
    bed.phone
      .surfaces()
      .flatMap(({ root }) => nodesIn(root))
      .find(which);
  const found = (which: (node: UiNode) => boolean): UiNode => {
    const node = seen(which);
    assert.ok(node);
    return node;
  };
  const middle = ({ frame }: UiNode) => ({ x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 });
  const notification = () => found(({ identifier }) => identifier === 'NotificationShortLookView');
  const button =
    (title: string) =>
    ({ type, label }: UiNode) =>
      type === 'Button' && label === title;
  const push = () => bed.alertPush({ aps: { alert: 'Alice called', category: 'CALL' } }, { id: 'p1' });
  const pressLong = () => {
    const at = middle(notification());
    return bed.phone.drag(at, at, 1_000);
  };

  it('show on a banner pressed long, and bring the app to the front with the one that is tapped', async () => {
    await start();
    await push();
    assert.equal(seen(button('Call Back')), undefined);
    await pressLong();
    await bed.phone.tap(middle(found(button('Call Back'))));
    assert.equal(bed.app.of('notifications.response')[0]?.action, 'call-back');
    assert.deepEqual(bed.last('notification.acted')?.['action'], 'call-back');
    assert.equal(bed.phone.appState(BUNDLE_ID), 4);
  });

  it('show on a banner pulled down, and leave the app in the background where they do not ask for the front', async () => {
    await start();
    await push();
    const at = middle(notification());
    await bed.phone.drag(at, { x: at.x, y: at.y + 60 }, 0);
    await bed.phone.tap(middle(found(button('Decline'))));
    assert.equal(bed.app.of('notifications.response')[0]?.action, 'decline');
    assert.notEqual(bed.phone.appState(BUNDLE_ID), 4);
  });

  it('show on the lock screen, which a background action does not unlock', async () => {
    await start();
    await bed.phone.lock();
    await push();
    await pressLong();
    await bed.phone.tap(middle(found(button('Later'))));
    assert.deepEqual([bed.phone.isLocked, bed.app.of('notifications.response')[0]?.action], [true, 'later']);
  });

  it('are two on a banner of iOS 9', async () => {
    await start('9.3');
    await push();
    await pressLong();
    assert.ok(seen(button('Decline')));
    assert.equal(seen(button('Later')), undefined);
  });
});
