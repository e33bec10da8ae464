/** Notifications on trial, from a real app's request to the user's word on them. */

import { strict as assert } from 'node:assert';
import type { Journal, TestbedClock } from '../clock/index.ts';
import { inlineApp } from './app-process/app-under-test.ts';
import type { MemoryCourier } from './daemons/scripted-phone.ts';
import type { PhoneSettings } from './daemons/settings.ts';
import type { VirtualIphone } from './phone.ts';
import { realAppPhone } from './real-app-phone.test-data.ts';
import { nodesIn } from './ui/example-screens.ts';
import { screenMetrics } from './ui/metrics.ts';
import type { UiNode } from './ui/model.ts';

const BUNDLE_ID = 'com.example.inline';

/** Asks for alerts and sounds with the option that is given, and logs its status and alert setting when it comes to the front. */
const source = (option: string) => `
  import { UIApplicationMain } from 'UIKit';
  import { UNAuthorizationOptions, UNUserNotificationCenter } from 'UserNotifications';
  const center = UNUserNotificationCenter.currentNotificationCenter();
  UIApplicationMain(class {
    applicationDidFinishLaunchingWithOptions(application) {
      const { Alert, Sound, Provisional } = UNAuthorizationOptions;
      void Provisional;
      center.requestAuthorizationWithOptionsCompletionHandler(Alert | Sound | ${option}, (granted) => console.log(granted));
      application.registerForRemoteNotifications();
      return true;
    }
    applicationDidBecomeActive() {
      center.getNotificationSettingsWithCompletionHandler((settings) => {
        const { authorizationStatus, alertSetting, soundSetting, badgeSetting, notificationCenterSetting } = settings;
        console.log(authorizationStatus, alertSetting, soundSetting, badgeSetting, notificationCenterSetting);
      });
    }
  });
`;

describe('notifications on trial', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let courier: MemoryCourier;
  let phone: VirtualIphone;
  let log: string[];

  const start = async (ios = '18.6', settings: Partial<PhoneSettings> = { asksForNotifications: true }) => {
    ({ clock, journal, courier, phone } = realAppPhone({ model: 'iPhone 15', ios, settings }));
    log = [];
    phone.onLog(({ process, text }) => {
      if (process === 'Inline') log.push(text);
    });
    phone.install(await inlineApp(source('Provisional')));
    await launch();
  };
  const launch = async () => {
    await phone.launch(BUNDLE_ID);
    await clock.quiet();
  };
  afterEach(() => {
    phone.close();
    clock.close();
  });

  const push = async () => {
    await phone.pressHome();
    await courier.push({ topic: BUNDLE_ID, payload: { aps: { alert: 'Hello', sound: 'default', badge: 3 } } });
    await clock.quiet();
  };
  const seen = (which: (node: UiNode) => boolean): UiNode | undefined =>
    phone
      .surfaces()
      .flatMap(({ root }) => nodesIn(root))
      .find(which);
  const notification = ({ identifier }: UiNode) => identifier === 'NotificationShortLookView';
  const tap = async (title: string) => {
    const node = seen(({ type, label }) => type === 'Button' && label === title);
    assert.ok(node, `no button "${title}"`);
    await phone.tap({ x: node.frame.x + node.frame.width / 2, y: node.frame.y + node.frame.height / 2 });
    await clock.quiet();
  };
  const pullDown = async () => {
    const { width, height } = screenMetrics(phone.model).screen;
    await phone.drag({ x: width / 2, y: 2 }, { x: width / 2, y: height * 0.8 }, 0);
  };
  const shown = () => journal.events({ kind: 'notification.shown' }).map(({ data }) => [data['sound'], data['quiet']]);

  it('are granted without asking, and shown in Notification Center only, with no sound and no badge', async () => {
    await start();
    assert.deepEqual(log, ['true', '3 1 1 0 2']);
    await push();
    assert.equal(seen(notification), undefined);
    assert.deepEqual([shown(), journal.events({ kind: 'alert.shown' }).length], [[[null, true]], 0]);
    await phone.lock();
    await phone.pressHome();
    assert.equal(seen(notification), undefined);
    await phone.unlock();
    await pullDown();
    assert.ok(seen(notification));
    assert.equal(phone.badge(BUNDLE_ID), 0);
  });

  it('can be kept, prominently from then on', async () => {
    await start();
    await push();
    await pullDown();
    await tap('Keep…');
    await tap('Deliver Prominently');
    await launch();
    assert.equal(log.at(-1), '2 2 2 0 2');
    await push();
    assert.ok(seen(notification));
    assert.deepEqual(shown().at(-1), ['default', undefined]);
  });

  it('can be kept quiet, and have no more buttons then', async () => {
    await start();
    await push();
    await pullDown();
    await tap('Keep…');
    await tap('Keep Delivering Quietly');
    assert.equal(
      seen(({ label }) => label === 'Keep…'),
      undefined,
    );
    await launch();
    assert.equal(log.at(-1), '2 1 1 0 2');
  });

  it('can be turned off, after one more question', async () => {
    await start();
    await push();
    await pullDown();
    await tap('Turn Off…');
    await tap('Cancel');
    await tap('Turn Off…');
    await tap('Turn Off');
    await push();
    assert.equal(shown().length, 1);
    await launch();
    assert.equal(log.at(-1), '1 1 1 0 1');
  });

  it('end when the app asks in earnest and the user allows it', async () => {
    await start();
    phone.install(await inlineApp(source('0')));
    await launch();
    await tap('Allow');
    assert.deepEqual(log.slice(-2), ['true', '2 2 2 0 2']);
    await push();
    assert.deepEqual(shown(), [['default', undefined]]);
  });

  it('are no option to iOS 11, whose user is asked', async () => {
    await start('11.4');
    assert.equal(journal.events({ kind: 'alert.shown' }).length, 1);
  });

  it('are refused where the user has turned the app’s notifications off', async () => {
    await start('18.6', { notificationsGranted: false });
    assert.deepEqual(log, ['false', '1 1 1 0 1']);
  });
});
