/** Actions of notifications from a real app's code through the screen and back, of iOS 9's and of UNUserNotificationCenter. */

import { strict as assert } from 'node:assert';
import type { TestbedClock } from '../clock/index.ts';
import { inlineApp } from './app-process/app-under-test.ts';
import type { MemoryCourier } from './daemons/scripted-phone.ts';
import type { VirtualIphone } from './phone.ts';
import { realAppPhone } from './real-app-phone.test-data.ts';
import { nodesIn } from './ui/example-screens.ts';
import { screenMetrics } from './ui/metrics.ts';
import type { UiNode } from './ui/model.ts';

const BUNDLE_ID = 'com.example.inline';

const MODERN = `
  import { UIApplicationMain } from 'UIKit';
  import * as UN from 'UserNotifications';
  const { AuthenticationRequired, Destructive, Foreground } = UN.UNNotificationActionOptions;
  const center = UN.UNUserNotificationCenter.currentNotificationCenter();
  const action = UN.UNNotificationAction.actionWithIdentifierTitleOptions;
  const category = UN.UNNotificationCategory.categoryWithIdentifierActionsIntentIdentifiersOptions;
  const delegate = {
    userNotificationCenterDidReceiveNotificationResponseWithCompletionHandler(_center, response, completion) {
      console.log(response.actionIdentifier + ' ' + response.notification.request.content.userInfo.call);
      completion();
    },
  };
  UIApplicationMain(class {
    keep = delegate;
    applicationDidFinishLaunchingWithOptions(application) {
      center.delegate = delegate;
      center.requestAuthorizationWithOptionsCompletionHandler(4, () => {});
      const actions = [
        action('call-back', 'Call Back', Foreground),
        action('seen', 'Seen', Destructive),
        action('safe', 'Unlock First', AuthenticationRequired),
      ];
      center.setNotificationCategories(new Set([category('CALL', actions, [], 0)]));
      application.registerForRemoteNotifications();
      return true;
    }
  });
`;

const OF_IOS_9 = `
  import * as UIKit from 'UIKit';
  const action = (identifier, title, activationMode) =>
    Object.assign(new UIKit.UIMutableUserNotificationAction(), { identifier, title, activationMode });
  UIKit.UIApplicationMain(class {
    applicationDidFinishLaunchingWithOptions(application) {
      const { Background, Foreground } = UIKit.UIUserNotificationActivationMode;
      const category = new UIKit.UIMutableUserNotificationCategory();
      category.identifier = 'CALL';
      const actions = [action('call-back', 'Call Back', Foreground), action('seen', 'Seen', Background)];
      category.setActionsForContext(actions, UIKit.UIUserNotificationActionContext.Default);
      const settings = UIKit.UIUserNotificationSettings.settingsForTypesCategories(4, new Set([category]));
      application.registerUserNotificationSettings(settings);
      application.registerForRemoteNotifications();
      return true;
    }
    applicationHandleActionWithIdentifierForRemoteNotificationCompletionHandler(_app, identifier, userInfo, completion) {
      console.log(identifier + ' ' + userInfo.call);
      completion();
    }
  });
`;

describe('actions of a real app’s notifications', () => {
  let clock: TestbedClock;
  let courier: MemoryCourier;
  let phone: VirtualIphone;
  let log: string[];

  const start = async (source: string, ios: string) => {
    ({ clock, courier, phone } = realAppPhone({ ios }));
    log = [];
    phone.onLog(({ process, text }) => {
      if (process === 'Inline') log.push(text);
    });
    phone.install(await inlineApp(source));
    await phone.launch(BUNDLE_ID);
    await phone.pressHome();
  };
  afterEach(() => {
    phone.close();
    clock.close();
  });

  const push = async () => {
    await courier.push({
      topic: BUNDLE_ID,
      payload: { aps: { alert: 'Alice called', category: 'CALL' }, call: 'c1' },
    });
    await clock.quiet();
  };
  const middleOf = (which: (node: UiNode) => boolean) => {
    const node = phone
      .surfaces()
      .flatMap(({ root }) => nodesIn(root))
      .find(which);
    assert.ok(node);
    return { x: node.frame.x + node.frame.width / 2, y: node.frame.y + node.frame.height / 2 };
  };
  const act = async (title: string) => {
    const at = middleOf(({ identifier }) => identifier === 'NotificationShortLookView');
    await phone.drag(at, at, 1_000);
    await phone.tap(middleOf(({ type, label }) => type === 'Button' && label === title));
    await clock.quiet();
  };

  for (const [name, source, ios] of [
    ['UNNotificationAction', MODERN, '12.5'],
    ['handleActionWithIdentifier', OF_IOS_9, '9.3'],
  ] as const) {
    it(`run ${name} in front for an action of the foreground`, async () => {
      await start(source, ios);
      await push();
      await act('Call Back');
      assert.deepEqual([log, phone.appState(BUNDLE_ID)], [['call-back c1'], 4]);
    });

    it(`run ${name} of an app that does not run, behind the home screen`, async () => {
      await start(source, ios);
      await phone.terminate(BUNDLE_ID);
      await push();
      assert.deepEqual([log, phone.appState(BUNDLE_ID)], [[], 1]);
      await act('Seen');
      assert.deepEqual(log, ['seen c1']);
      assert.notEqual(phone.appState(BUNDLE_ID), 4);
    });
  }

  it('unlock the phone first where the action asks for it', async () => {
    await start(MODERN, '12.5');
    await phone.lock();
    await push();
    await act('Unlock First');
    assert.deepEqual([log, phone.isLocked], [['safe c1'], false]);
  });

  it('show in Notification Center', async () => {
    await start(MODERN, '12.5');
    await push();
    await clock.elapse(10_000);
    const { width, height } = screenMetrics(phone.model).screen;
    await phone.drag({ x: width / 2, y: 2 }, { x: width / 2, y: height * 0.8 }, 0);
    await act('Seen');
    assert.deepEqual(log, ['seen c1']);
  });
});
