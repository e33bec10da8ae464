import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppUnderTest } from '../../app-process/app-under-test.ts';
import { type AppLoadError, loadApp } from '../../app-process/index.ts';
import type { AppBundle, AppLaunch, NotificationData } from '../../messages.ts';

const EXTENSION = `
  import { CXProvider } from 'CallKit';
  import { NSExtensionMain, UNMutableNotificationContent, UNNotificationServiceExtension } from 'UserNotifications';
  class CallFinder extends UNNotificationServiceExtension {
    override didReceiveNotificationRequestWithContentHandler(request: any, contentHandler: any) {
      const { title, userInfo } = request.content;
      if (userInfo.call === undefined) {
        if (title === 'slow') this.serviceExtensionTimeWillExpire = () => contentHandler(request.content);
        else super.didReceiveNotificationRequestWithContentHandler(request, contentHandler);
        return;
      }
      CXProvider.reportNewIncomingVoIPPushPayloadCompletion({ call: userInfo.call }, (error) => {
        console.log(String(error?.code ?? 'none'));
        contentHandler(new UNMutableNotificationContent());
        contentHandler(request.content);
      });
    }
  }
  NSExtensionMain(CallFinder);
`;

async function appWithExtension(extensionId: string): Promise<AppBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-app-'));
  const manifest = (id: string) => `
CFBundleIdentifier: ${id}
CFBundleDisplayName: Inline
CFBundleShortVersionString: '1.0'
MinimumOSVersion: '10.0'
DTSDKName: iphoneos18.0
UIBackgroundModes: [voip]
entitlements: { aps-environment: development }
`;
  try {
    await mkdir(join(folder, 'notification-service'));
    await writeFile(join(folder, 'manifest.yaml'), manifest('com.example.inline'));
    await writeFile(join(folder, 'main.ts'), `import { UIApplicationMain } from 'UIKit'; UIApplicationMain(class {});`);
    await writeFile(join(folder, 'notification-service', 'manifest.yaml'), manifest(extensionId));
    await writeFile(join(folder, 'notification-service', 'main.ts'), EXTENSION);
    return await loadApp(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const notification = (title: string, userInfo: NotificationData['userInfo']): NotificationData => ({
  id: title,
  title,
  body: 'text',
  userInfo,
  remote: true,
});

async function start(launch: Partial<AppLaunch> = {}): Promise<AppUnderTest> {
  const { notificationService } = await appWithExtension('com.example.inline.service');
  assert.ok(notificationService);
  return AppUnderTest.start(notificationService, { ...launch, extension: 'notification-service' });
}

describe('a notification service extension in its process', () => {
  it('shows what it writes, at the latest when its time is over', async () => {
    const app = await start();
    const plain = notification('plain', {});
    await app.deliver({ kind: 'extension.notification', request: 'r1', notification: plain });
    await app.deliver({ kind: 'extension.notification', request: 'r2', notification: notification('slow', {}) });
    assert.equal(app.sentOf('extension.content').length, 1);
    await app.deliver({ kind: 'extension.time-over', request: 'r2' }, { kind: 'extension.time-over', request: 'r1' });
    app.stop();
    assert.deepEqual(
      app.sentOf('extension.content').map(({ request, notification: content }) => [request, content?.title]),
      [
        ['r1', 'plain'],
        ['r2', 'slow'],
      ],
    );
    assert.deepEqual(app.sentOf('extension.content')[0]?.notification, { ...plain, id: 'r1' });
  });

  it('reports a VoIP payload, hears of it, and answers once, with nothing to show', async () => {
    const app = await start();
    await app.deliver({
      kind: 'extension.notification',
      request: 'r1',
      notification: notification('call', { call: 'c1' }),
    });
    const [report] = app.sentOf('callkit.report-voip-payload');
    assert.deepEqual(report?.payload, { call: 'c1' });
    await app.deliver({ kind: 'callkit.voip-payload-reported', request: report?.request ?? 0, error: null });
    app.stop();
    assert.deepEqual(app.log, ['none']);
    assert.deepEqual(app.sentOf('extension.content'), [
      { kind: 'extension.content', request: 'r1', notification: null },
    ]);
  });

  it('has no such report before iOS 14.5', async () => {
    const app = await start({ iosVersion: '13.7' });
    await app.deliver({
      kind: 'extension.notification',
      request: 'r1',
      notification: notification('call', { call: 'c1' }),
    });
    app.stop();
    assert.match(app.exit?.kind === 'exception' ? app.exit.reason : '', /reportNewIncomingVoIPPushPayload .*iOS 14\.5/);
  });

  it('must carry its app’s bundle id in its own', async () => {
    await assert.rejects(appWithExtension('com.example.other'), (error: AppLoadError) =>
      /does not belong to the app/.test(error.message),
    );
  });
});
