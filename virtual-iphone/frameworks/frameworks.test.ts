import { strict as assert } from 'node:assert';
import { AppUnderTest, inlineApp } from '../app-process/app-under-test.ts';
import { AppLoadError } from '../app-process/index.ts';
import type { CallActionData, NotificationData, ToApp } from '../messages.ts';

const CALL = 'A1B2C3D4-0000-4000-8000-00000000C0DE';
const answer: CallActionData = { type: 'answer', id: '00000000-0000-4000-8000-0000000000A1', call: CALL };
const mute: CallActionData = { type: 'set-muted', id: '00000000-0000-4000-8000-0000000000A2', call: CALL, muted: true };

function perform(...actions: CallActionData[]): ToApp {
  return { kind: 'callkit.perform', transaction: '00000000-0000-4000-8000-0000000000B1', actions };
}

function voipPush(mustReport: boolean, push = 'p1'): ToApp {
  return { kind: 'pushkit.push', push, type: 'voIP', payload: { call: 1 }, mustReport };
}

/** An app whose delegate class has this body. */
function app(body: string, before = ''): string {
  return `
    import { AVAudioSession } from 'AVFAudio';
    import * as CallKit from 'CallKit';
    import { NSBundle, NSProcessInfo, NSUserDefaults, NSUUID } from 'Foundation';
    import { PKPushRegistry, PKPushTypeVoIP } from 'PushKit';
    import * as UIKit from 'UIKit';
    import * as UserNotifications from 'UserNotifications';
    void [AVAudioSession, NSBundle, NSProcessInfo, NSUserDefaults, NSUUID, PKPushRegistry, PKPushTypeVoIP, UserNotifications];
    const uuid = NSUUID.initWithUUIDString('${CALL.toLowerCase()}')!;
    ${before}
    UIKit.UIApplicationMain(class { ${body} } as any);
  `;
}

/** An app that registers for VoIP pushes; \`receive\` runs in the callback, with \`provider\` at hand. */
function pushApp(receive: string): string {
  return app(`
    registry = new PKPushRegistry(null);
    provider = new CallKit.CXProvider(new CallKit.CXProviderConfiguration());
    applicationDidFinishLaunchingWithOptions() {
      this.registry.delegate = this as any;
      this.registry.desiredPushTypes = new Set([PKPushTypeVoIP]);
      return true;
    }
    report() { this.provider.reportNewIncomingCallWithUUIDUpdateCompletion(uuid, new CallKit.CXCallUpdate(), () => {}); }
    pushRegistryDidUpdatePushCredentialsForType(registry: PKPushRegistry, credentials: any) {
      console.log(credentials.token.length, credentials.token.description, registry.pushTokenForType(PKPushTypeVoIP) !== null);
    }
    pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler(_r: any, _p: any, _t: any, done: () => void) {
      ${receive}
    }
  `);
}

describe('Foundation in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  it('keeps defaults over launches, reads Info.plist and knows its iOS', async () => {
    running = await AppUnderTest.start(
      app(
        '',
        `
        const defaults = NSUserDefaults.standardUserDefaults;
        console.log(defaults.stringForKey('user'), defaults.integerForKey('user'));
        defaults.setObjectForKey({ deep: [1] }, 'more');
        defaults.removeObjectForKey('user');
        console.log(NSBundle.mainBundle.objectForInfoDictionaryKey('MinimumOSVersion'), NSUUID.initWithUUIDString('x'));
        const at = (majorVersion: number, minorVersion: number) =>
          NSProcessInfo.processInfo.isOperatingSystemAtLeastVersion({ majorVersion, minorVersion, patchVersion: 0 });
        console.log(at(18, 6), at(18, 7), at(9, 9), at(19, 0));
      `,
      ),
      { defaults: { user: 'bob' } },
    );
    assert.deepEqual(running.log, ['bob 0', '9.0 null', 'true false true false']);
    assert.deepEqual(running.sentOf('app.defaults').at(-1)?.values, { more: { deep: [1] } });
  });
});

describe('the region in an app', () => {
  it('is the one that the user has set, asked the newer way or the older', async () => {
    const running = await AppUnderTest.start(
      `
      import { NSLocale, NSLocaleCountryCode, NSLocaleLanguageCode } from 'Foundation';
      const locale = NSLocale.currentLocale;
      console.log(locale.localeIdentifier, locale.countryCode, locale.languageCode);
      console.log(locale.objectForKey(NSLocaleCountryCode), locale.objectForKey(NSLocaleLanguageCode));
      console.log(locale.objectForKey('other'));
      `,
      { language: 'zh-Hans', region: 'CN' },
    );
    running.stop();
    assert.deepEqual(running.log, ['zh-Hans_CN CN zh', 'CN zh', 'null']);
  });
});

describe('PushKit in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  it('registers, and hands over credentials whose description is not the token', async () => {
    running = await AppUnderTest.start(pushApp('done();'));
    await running.deliver({ kind: 'pushkit.credentials', type: 'voIP', token: '0a'.repeat(32) });
    assert.deepEqual(running.sentOf('pushkit.register'), [{ kind: 'pushkit.register', type: 'voIP' }]);
    assert.deepEqual(running.log, [`32 {length = 32, bytes = 0x${'0a'.repeat(16)} ... ${'0a'.repeat(8)}} true`]);
  });

  it('raises when the callback returns without a report, with the text of this iOS', async () => {
    running = await AppUnderTest.start(pushApp('setTimeout(() => this.report(), 1); done();'), { iosVersion: '13.7' });
    await running.deliver(voipPush(true));
    assert.match(running.log.join('\n'), /must post an incoming call .* in the same run loop .* without delay/);
    assert.deepEqual(running.exit, {
      kind: 'exception',
      name: 'NSInternalInconsistencyException',
      reason:
        'Killing app because it never posted an incoming call to the system after receiving a PushKit VoIP push callback.',
    });
  });

  it('lets a push go unreported that need not be reported, and tells of each completion', async () => {
    running = await AppUnderTest.start(pushApp('done(); done();'));
    await running.deliver(voipPush(false));
    assert.equal(running.exit, undefined);
    assert.equal(running.sentOf('pushkit.completed').length, 2);
    assert.match(running.log[0] ?? '', /called twice/);
  });

  it('counts a report of the last seven seconds for the next push, and no older one', async () => {
    running = await AppUnderTest.start(
      pushApp(`if (!(globalThis as any).reported) { (globalThis as any).reported = true; this.report(); } done();`),
    );
    await running.deliver(voipPush(true, 'p1'));
    await running.clock.elapse(6_000);
    await running.deliver(voipPush(true, 'p2'));
    assert.equal(running.exit, undefined);
    await running.clock.elapse(6_000);
    await running.deliver(voipPush(true, 'p3'));
    assert.match(JSON.stringify(running.exit), /NSInternalInconsistencyException/);
  });

  it('hands over metadata from iOS 26.4 on to a delegate that asks for it', async () => {
    const source = pushApp('console.log("old"); done();').replace(
      'report() {',
      `pushRegistryDidReceiveIncomingVoIPPushWithPayloadMetadataWithCompletionHandler(_r: any, _p: any, metadata: any, done: any) {
        console.log('must report', metadata.mustReport); done();
      }
      report() {`,
    );
    running = await AppUnderTest.start(source, { iosVersion: '26.4' });
    await running.deliver(voipPush(false));
    running.stop();
    const before = await AppUnderTest.start(source, { iosVersion: '26.0' });
    await before.deliver(voipPush(false));
    before.stop();
    assert.deepEqual([running.log, before.log], [['must report false'], ['old']]);
  });

  it('refuses VoIP pushes to an app that is not linked against CallKit', async () => {
    running = await AppUnderTest.start(`
      import { PKPushRegistry, PKPushTypeVoIP } from 'PushKit';
      new PKPushRegistry(null).desiredPushTypes = new Set([PKPushTypeVoIP]);
    `);
    assert.match(JSON.stringify(running.exit), /must link against CallKit/);
  });
});

describe('CallKit in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  const callApp = (body: string, before = '') =>
    app(
      `
      provider = new CallKit.CXProvider(new CallKit.CXProviderConfiguration());
      applicationDidFinishLaunchingWithOptions() { this.provider.setDelegateQueue(this as any, null); return true; }
      providerDidReset() { console.log('reset', this.provider.pendingTransactions.length); }
      providerDidBegin() { console.log('began'); }
      ${body}`,
      before,
    );

  it('registers its provider with the defaults of Apple and says that it began', async () => {
    running = await AppUnderTest.start(callApp(''));
    await running.deliver({ kind: 'callkit.provider-began' });
    assert.deepEqual(running.sentOf('callkit.register-provider')[0]?.configuration, {
      maximumCallGroups: 2,
      maximumCallsPerCallGroup: 5,
      supportsVideo: false,
      includesCallsInRecents: true,
      supportedHandleTypes: [],
    });
    assert.deepEqual(running.log, ['began']);
  });

  it('reports only what an update has set, and answers the completion with the error of the system', async () => {
    running = await AppUnderTest.start(
      callApp(`applicationDidBecomeActive() {
        const update = new CallKit.CXCallUpdate();
        update.hasVideo = false;
        update.remoteHandle = new CallKit.CXHandle(CallKit.CXHandleType.PhoneNumber, '+49');
        this.provider.reportNewIncomingCallWithUUIDUpdateCompletion(uuid, update, (error) => console.log(error?.localizedDescription));
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    const [report] = running.sentOf('callkit.report-incoming');
    assert.deepEqual(report?.update, { hasVideo: false, remoteHandle: { type: 2, value: '+49' } });
    const error = { domain: 'com.apple.CallKit.error.incomingcall', code: 3 };
    await running.deliver({ kind: 'callkit.reported', request: report?.request ?? 0, error });
    assert.deepEqual(running.log, [
      'The operation couldn’t be completed. (com.apple.CallKit.error.incomingcall error 3.)',
    ]);
  });

  it('performs actions one by one, keeps them pending, and takes one completion each', async () => {
    running = await AppUnderTest.start(
      callApp(`
        providerPerformAnswerCallAction(provider: any, action: any) {
          console.log('answer', action.callUUID.isEqual(uuid), provider.pendingTransactions.length,
            provider.pendingCallActionsOfClassWithCallUUID(CallKit.CXAnswerCallAction, uuid).length);
          action.fulfillWithDateConnected(new Date(5));
          action.fail();
        }
        providerTimedOutPerformingAction(_p: any, action: any) { console.log('timed out', action.constructor.name); }
      `),
    );
    await running.deliver(perform(answer, mute));
    await running.deliver({ kind: 'callkit.timed-out', action: mute });
    assert.deepEqual(running.sentOf('callkit.action-completed'), [
      { kind: 'callkit.action-completed', action: answer.id, outcome: 'fulfilled', at: 5 },
    ]);
    assert.equal(running.log[0], 'answer true 1 1');
    assert.match(running.log[1] ?? '', /is not failed: it is already complete/);
    assert.match(running.log[2] ?? '', /does not perform CXSetMutedCallAction/);
    assert.equal(running.log[3], 'timed out CXSetMutedCallAction');
  });

  it('performs nothing more when the delegate takes the whole transaction', async () => {
    running = await AppUnderTest.start(
      callApp(`
        providerExecuteTransaction(_p: any, transaction: any) { console.log('whole', transaction.actions.length); return true; }
        providerPerformAnswerCallAction() { console.log('never'); }
      `),
    );
    await running.deliver(perform(answer, mute), { kind: 'callkit.provider-reset' });
    assert.deepEqual(running.log, ['whole 2', 'reset 0']);
  });

  it('copies a configuration when it is set and when it is read', async () => {
    running = await AppUnderTest.start(
      callApp(`applicationDidBecomeActive() {
        const configuration = new CallKit.CXProviderConfiguration();
        configuration.maximumCallGroups = 7;
        this.provider.configuration = configuration;
        configuration.maximumCallGroups = 8;
        this.provider.configuration.maximumCallGroups = 9;
        console.log(this.provider.configuration.maximumCallGroups);
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    assert.deepEqual(running.log, ['7']);
    assert.deepEqual(
      running.sentOf('callkit.register-provider').map(({ configuration }) => configuration.maximumCallGroups),
      [2, 7],
    );
  });

  it('compares handles by value and calls by UUID', async () => {
    running = await AppUnderTest.start(
      callApp(`observer = new CallKit.CXCallObserver();
        before: any = null;
        applicationDidBecomeActive() {
          const handle = (type: any, value: string) => new CallKit.CXHandle(type, value);
          console.log(handle(2, '+49').isEqual(handle(2, '+49')), handle(2, '+49').isEqual(handle(1, '+49')));
          this.before = this.observer.calls[0];
        }
        applicationWillResignActive() {
          const [now] = this.observer.calls;
          console.log(now === this.before, now.isEqualToCall(this.before), this.before.hasConnected, now.hasConnected);
        }`),
    );
    const call = { id: CALL, isOutgoing: false, isOnHold: false, hasConnected: false, hasEnded: false };
    await running.deliver({ kind: 'callkit.calls', calls: [call] }, { kind: 'app.state', state: 'active' });
    await running.deliver(
      { kind: 'callkit.calls', calls: [{ ...call, hasConnected: true }] },
      { kind: 'app.state', state: 'inactive' },
    );
    assert.deepEqual(running.log, ['true false', 'false true false true']);
  });

  it('gives an action the date of its timeout when it is made', async () => {
    running = await AppUnderTest.start(
      callApp(`applicationDidBecomeActive() {
        const seconds = (action: any) => Math.round((action.timeoutDate.getTime() - Date.now()) / 1000);
        const start = new CallKit.CXStartCallAction(uuid, new CallKit.CXHandle(1, 'bob'));
        console.log(seconds(start), seconds(new CallKit.CXAnswerCallAction(uuid)), seconds(new CallKit.CXEndCallAction(uuid)));
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    assert.deepEqual(running.log, ['600 60 5']);
  });

  it('performs a translation with its languages', async () => {
    running = await AppUnderTest.start(
      callApp(`providerPerformSetTranslatingCallAction(_p: any, action: any) {
        console.log(action.isTranslating, action.localLanguage, action.remoteLanguage);
        action.fulfillUsingTranslationEngine(1);
      }`),
    );
    const id = '00000000-0000-4000-8000-0000000000A3';
    const languages = { localLanguage: 'en-US', remoteLanguage: 'de-DE' };
    await running.deliver(perform({ type: 'set-translating', id, call: CALL, translating: true, ...languages }));
    assert.deepEqual(running.log, ['true en-US de-DE']);
    assert.equal(running.sentOf('callkit.action-completed')[0]?.outcome, 'fulfilled');
  });

  it('lets the newest of two providers hear from the system', async () => {
    running = await AppUnderTest.start(
      callApp(
        `providerPerformAnswerCallAction(provider: any) { console.log(provider === second); }
        applicationDidBecomeActive() {
          second.setDelegateQueue(this as any, null);
        }`,
        'let second: any = null; queueMicrotask(() => { second = new CallKit.CXProvider(new CallKit.CXProviderConfiguration()); });',
      ),
    );
    await running.deliver({ kind: 'app.state', state: 'active' }, perform(answer));
    assert.deepEqual(running.log, ['true']);
  });

  it('loses a transaction for which no delegate is there', async () => {
    running = await AppUnderTest.start(
      app('', 'const provider = new CallKit.CXProvider(new CallKit.CXProviderConfiguration()); void provider;'),
    );
    await running.deliver(perform(answer));
    assert.match(running.log[0] ?? '', /no delegate/);
  });

  it('requests transactions and mirrors the calls of the phone', async () => {
    running = await AppUnderTest.start(
      callApp(
        `controller = new CallKit.CXCallController();
        callObserverCallChanged(observer: any, call: any) { console.log(call.hasConnected, call.hasEnded, observer.calls.length); }
        applicationDidBecomeActive() {
          this.controller.callObserver.setDelegateQueue(this as any, null);
          const start = new CallKit.CXStartCallAction(uuid, new CallKit.CXHandle(1, 'bob'));
          this.controller.requestTransactionCompletion(new CallKit.CXTransaction(start), (error) => console.log(error?.code ?? 'accepted'));
        }`,
      ),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    const [request] = running.sentOf('callkit.request');
    const id = request?.actions[0]?.id;
    assert.deepEqual(request?.actions, [
      { type: 'start', id, call: CALL, handle: { type: 1, value: 'bob' }, video: false },
    ]);
    await running.deliver({ kind: 'callkit.requested', request: request?.request ?? 0, error: null });
    const call = { id: CALL, isOutgoing: true, isOnHold: false, hasConnected: true, hasEnded: false };
    await running.deliver({ kind: 'callkit.calls', calls: [call] }, { kind: 'callkit.calls', calls: [call] });
    await running.deliver({ kind: 'callkit.calls', calls: [{ ...call, hasEnded: true }] });
    assert.deepEqual(running.log, ['accepted', 'true false 1', 'true true 0']);
  });

  it('raises NSInvalidArgumentException for nil', async () => {
    running = await AppUnderTest.start(
      callApp(`applicationDidBecomeActive() {
        this.provider.reportNewIncomingCallWithUUIDUpdateCompletion(null as any, new CallKit.CXCallUpdate(), () => {});
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    assert.equal(running.exit?.kind === 'exception' && running.exit.name, 'NSInvalidArgumentException');
  });

  it('does not exist before iOS 10', async () => {
    running = await AppUnderTest.start(callApp(''), { iosVersion: '9.3' });
    assert.match(JSON.stringify(running.exit), /ReferenceError.*is not defined: this iPhone has iOS 9\.3/);
  });
});

describe('UIKit in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  const SCREEN = `
    window = new UIKit.UIWindow();
    field = new UIKit.UITextField();
    button = new UIKit.UIButton();
    applicationDidFinishLaunchingWithOptions() {
      const controller = new UIKit.UIViewController();
      controller.title = 'Hello';
      this.field.accessibilityIdentifier = 'field';
      this.button.setTitleForState('Go', 0);
      this.button.addTargetActionForControlEvents(this as any, 'go' as never, UIKit.UIControlEvents.TouchUpInside);
      controller.view.addSubview(this.field);
      controller.view.addSubview(this.button);
      this.window.rootViewController = controller;
      this.window.makeKeyAndVisible();
      return true;
    }
    async go() {
      this.button.setTitleForState('Went', 0);
      await undefined;
      this.button.enabled = false;
      const next = new UIKit.UIViewController();
      next.title = 'Over';
      this.window.rootViewController!.presentViewControllerAnimatedCompletion(next, true, () => {
        next.dismissViewControllerAnimatedCompletion(true, null);
      });
    }
  `;

  for (const [iosVersion, atFirst, later] of [
    ['12.5', 0, 0],
    ['13.7', 1, 2],
  ] as const) {
    it(`reads light and dark from the traits of its controller (iOS ${iosVersion})`, async () => {
      const code = `
        window = new UIKit.UIWindow();
        applicationDidFinishLaunchingWithOptions() {
          const controller = new (class extends UIKit.UIViewController {
            override traitCollectionDidChange(previous: UIKit.UITraitCollection | null) {
              console.log('from', previous?.userInterfaceStyle, 'to', this.traitCollection.userInterfaceStyle);
            }
          })();
          this.window.rootViewController = controller;
          this.window.makeKeyAndVisible();
          return true;
        }
      `;
      running = await AppUnderTest.start(app(code), { iosVersion });
      await running.deliver({ kind: 'app.appearance', appearance: 'dark' });
      assert.deepEqual(running.log, [`from ${atFirst} to ${later}`]);
    });
  }

  it('describes its screen once per turn, after its promises', async () => {
    running = await AppUnderTest.start(app(SCREEN));
    const [first] = running.sentOf('app.screen');
    assert.equal(running.sentOf('app.screen').length, 1);
    assert.equal(first?.screen.title, 'Hello');
    const button = first?.screen.content.find(({ kind }) => kind === 'button');
    await running.deliver({ kind: 'app.touch', view: button?.id ?? 0 });
    const screens = running.sentOf('app.screen');
    assert.equal(screens.length, 2);
    assert.deepEqual(
      [screens[1]?.screen.title, screens[1]?.screen.content[1]],
      ['Hello', { kind: 'button', id: button?.id, title: 'Went', style: 'plain', enabled: false, selected: false }],
    );
    await running.deliver({ kind: 'app.touch', view: button?.id ?? 0 });
    assert.equal(running.sentOf('app.screen').length, 2);
  });

  it('types into the field that has the focus', async () => {
    running = await AppUnderTest.start(app(SCREEN));
    const field = running.sentOf('app.screen')[0]?.screen.content[0];
    await running.deliver({ kind: 'app.type', text: 'lost' }, { kind: 'app.focus', view: field?.id ?? 0 });
    await running.deliver({ kind: 'app.clear-text' }, { kind: 'app.type', text: 'bob' });
    const last = running.sentOf('app.screen').at(-1)?.screen.content[0];
    assert.ok(last?.kind === 'text-field' && last.text === 'bob' && last.focused);
  });

  it('tells its delegate each step between the states', async () => {
    const callbacks = [
      'WillResignActive',
      'DidBecomeActive',
      'DidEnterBackground',
      'WillEnterForeground',
      'WillTerminate',
    ];
    running = await AppUnderTest.start(
      app(
        callbacks
          .map((name) => `application${name}(a: any) { console.log('${name}', a.applicationState); }`)
          .join('\n'),
      ),
    );
    await running.deliver({ kind: 'app.state', state: 'active' }, { kind: 'app.state', state: 'background' });
    await running.deliver({ kind: 'app.state', state: 'active' }, { kind: 'app.will-terminate' });
    assert.deepEqual(running.log, [
      'DidBecomeActive 0',
      'WillResignActive 0',
      'DidEnterBackground 2',
      'WillEnterForeground 2',
      'DidBecomeActive 0',
      'WillTerminate 0',
    ]);
  });

  it('tells the phone of its badge and of its background tasks', async () => {
    running = await AppUnderTest.start(
      app(`applicationDidBecomeActive(it: any) {
        it.applicationIconBadgeNumber = 0;
        it.applicationIconBadgeNumber = 1;
        it.applicationIconBadgeNumber = 0;
        it.endBackgroundTask(it.beginBackgroundTaskWithExpirationHandler(null));
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    assert.deepEqual(
      running.sentOf('app.badge').map(({ value }) => value),
      [0, 1, 0],
    );
    assert.deepEqual(
      running.sentOf('app.background-task').map(({ running }) => running),
      [true, false],
    );
  });
});

describe('LiveCommunicationKit in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  const conversationApp = (body: string) =>
    app(
      `
      manager = new ConversationManager({
        ringtoneName: null, iconTemplateImageData: null, maximumConversationGroups: 1,
        maximumConversationsPerConversationGroup: 1, includesConversationInRecents: true, supportsVideo: false,
        supportedHandleTypes: [HandleKind.phoneNumber],
      });
      applicationDidFinishLaunchingWithOptions() { this.manager.delegate = this as any; return true; }
      conversationManagerDidBegin() { console.log('began'); }
      conversationManagerConversationChanged(manager: any) { console.log('changed', manager.conversations.length); }
      ${body}`,
      "import { ConversationManager, Handle, HandleKind, JoinConversationAction, PauseConversationAction } from 'LiveCommunicationKit';",
    );

  it('reports conversations as CallKit reports calls, and their ends with the same reasons', async () => {
    running = await AppUnderTest.start(
      conversationApp(`async applicationDidBecomeActive() {
        const member = new Handle(HandleKind.phoneNumber, '+49', 'Ada');
        const update = { members: [member], activeRemoteMembers: [member], capabilities: ['pausing'] as const };
        const reported = this.manager.reportNewIncomingConversation(uuid, update);
        await reported;
        const date = new Date(7);
        this.manager.reportConversationEvent(
          { event: 'conversationEnded', date, reason: 'declinedElsewhere' }, this.manager.conversations[0]!);
      }`),
    );
    await running.deliver({ kind: 'callkit.provider-began' }, { kind: 'app.state', state: 'active' });
    const [report] = running.sentOf('callkit.report-incoming');
    await running.deliver({ kind: 'callkit.reported', request: report?.request ?? 0, error: null });
    assert.equal(running.sentOf('callkit.register-provider')[0]?.configuration.conversations, true);
    assert.deepEqual(report?.update, {
      remoteHandle: { type: 2, value: '+49' },
      localizedCallerName: 'Ada',
      supportsHolding: true,
      supportsGrouping: false,
      supportsUngrouping: false,
      supportsDTMF: false,
      hasVideo: false,
    });
    assert.deepEqual(running.sentOf('callkit.report-ended'), [
      { kind: 'callkit.report-ended', call: CALL, at: 7, reason: 5 },
    ]);
    assert.deepEqual(running.log, ['began']);
  });

  it('rejects a report and a request with CallKit’s errors', async () => {
    running = await AppUnderTest.start(
      conversationApp(`applicationDidBecomeActive() {
        this.manager.reportNewIncomingConversation(uuid, {}).catch((error) => console.log(error.code));
        this.manager.perform([new PauseConversationAction(uuid, true)]).catch((error) => console.log(error.code));
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    const [report] = running.sentOf('callkit.report-incoming');
    const [request] = running.sentOf('callkit.request');
    assert.deepEqual(
      request?.actions.map(({ type }) => type),
      ['set-held'],
    );
    const domain = 'com.apple.CallKit.error';
    await running.deliver(
      { kind: 'callkit.reported', request: report?.request ?? 0, error: { domain, code: 3 } },
      { kind: 'callkit.requested', request: request?.request ?? 0, error: { domain, code: 4 } },
    );
    assert.deepEqual(running.log, ['3', '4']);
  });

  it('joins where CallKit answers', async () => {
    running = await AppUnderTest.start(
      conversationApp(`conversationManagerPerform(_manager: any, action: any) {
        console.log(action instanceof JoinConversationAction, action.conversationUUID.isEqual(uuid));
        action.fulfill(new Date(5));
      }`),
    );
    await running.deliver(perform(answer));
    assert.deepEqual(running.log, ['true true']);
    assert.deepEqual(running.sentOf('callkit.action-completed'), [
      { kind: 'callkit.action-completed', action: answer.id, outcome: 'fulfilled', at: 5 },
    ]);
  });

  it('does not exist before iOS 17.4', async () => {
    running = await AppUnderTest.start(conversationApp(''), { iosVersion: '16.7' });
    assert.match(JSON.stringify(running.exit), /ConversationManager is not defined.*17\.4/);
  });
});

describe('Intents in an app', () => {
  let running: AppUnderTest;
  afterEach(() => running.stop());

  it('come with a user activity that names the class, the handle and whether it is video', async () => {
    running = await AppUnderTest.start(
      app(
        `applicationContinueUserActivityRestorationHandler(_it: any, activity: any) {
          const intent = activity.interaction.intent;
          const handle = intent.contacts[0].personHandle;
          console.log(activity.activityType, intent instanceof INStartCallIntent, handle.value, handle.type);
          console.log(intent.callCapability === INCallCapability.VideoCall);
          return true;
        }`,
        "import { INCallCapability, INStartCallIntent } from 'Intents';",
      ),
    );
    const handle = { type: 2, value: '+15550100' } as const;
    for (const type of ['INStartCallIntent', 'INStartAudioCallIntent'] as const) {
      await running.deliver({ kind: 'app.user-activity', intent: { type, handle, video: true } });
    }
    assert.deepEqual(running.log, [
      'INStartCallIntent true +15550100 2',
      'true',
      'INStartAudioCallIntent false +15550100 2',
      'false',
    ]);
  });
});

describe('notifications in an app', () => {
  const shown: NotificationData = { id: 'n1', title: 'T', body: 'B', userInfo: { a: 1 }, remote: true };
  let running: AppUnderTest;
  afterEach(() => running.stop());

  it('go to the delegate of the notification center on iOS 10 and later', async () => {
    running = await AppUnderTest.start(
      app(`
        applicationDidFinishLaunchingWithOptions() {
          const center = UserNotifications.UNUserNotificationCenter.currentNotificationCenter();
          center.delegate = this as any;
          center.requestAuthorizationWithOptionsCompletionHandler(7, (granted) => console.log('granted', granted));
          return true;
        }
        userNotificationCenterWillPresentNotificationWithCompletionHandler(_c: any, n: any, answer: any) {
          console.log(n.request.content.title, n.request.content.userInfo.a); answer(16);
        }
        userNotificationCenterDidReceiveNotificationResponseWithCompletionHandler(_c: any, r: any, done: any) {
          console.log(r.actionIdentifier); done();
        }
      `),
    );
    const request = running.sentOf('notifications.authorize')[0]?.request ?? 0;
    await running.deliver({ kind: 'notifications.authorized', request, granted: true });
    await running.deliver({ kind: 'notifications.will-present', notification: shown });
    await running.deliver({ kind: 'notifications.response', notification: shown, action: 'default' });
    assert.deepEqual(running.log, ['granted true', 'T 1', 'com.apple.UNNotificationDefaultActionIdentifier']);
    assert.deepEqual(
      running.sentOf('notifications.presentation').map(({ options }) => options),
      [16],
    );
    assert.equal(running.sentOf('notifications.response-completed').length, 1);
  });

  it('show nothing in front when nobody is asked', async () => {
    running = await AppUnderTest.start(app(''));
    await running.deliver({ kind: 'notifications.will-present', notification: { ...shown, remote: false } });
    assert.deepEqual(
      running.sentOf('notifications.presentation').map(({ options }) => options),
      [0],
    );
  });

  it('go to the application delegate before iOS 10, pushes with a completion', async () => {
    running = await AppUnderTest.start(
      app(`
        applicationDidReceiveLocalNotification(_a: any, n: any) { console.log('local', n.alertBody); }
        applicationDidReceiveRemoteNotificationFetchCompletionHandler(_a: any, info: any, done: any) { console.log('remote', info.a); done(2); }
      `),
      { iosVersion: '9.3' },
    );
    await running.deliver({ kind: 'notifications.response', notification: shown, action: 'default' });
    await running.deliver({ kind: 'notifications.will-present', notification: { ...shown, remote: false } });
    await running.deliver({ kind: 'remote.push', push: 'r1', payload: { a: 2 } });
    assert.deepEqual(running.log, ['remote 1', 'local B', 'remote 2']);
    assert.deepEqual(
      running.sentOf('remote.completed').map(({ result }) => result),
      ['failed'],
    );
  });
});

describe('AVFAudio in an app', () => {
  it('configures at once and hears from the daemon whether the session became active', async () => {
    const running = await AppUnderTest.start(
      app(`applicationDidBecomeActive() {
        const session = AVAudioSession.sharedInstance();
        session.setCategoryModeOptionsError('AVAudioSessionCategoryPlayAndRecord', 'AVAudioSessionModeVoiceChat', 0);
        session.setActiveError(true).catch((error) => console.log(error.domain, error.code));
      }`),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    const [request] = running.sentOf('audio.set-active');
    const error = { domain: 'NSOSStatusErrorDomain', code: 561017449 };
    await running.deliver({ kind: 'audio.active-set', request: request?.request ?? 0, error });
    running.stop();
    assert.deepEqual(running.log, ['NSOSStatusErrorDomain 561017449']);
    assert.equal(running.sentOf('audio.configure')[0]?.mode, 'AVAudioSessionModeVoiceChat');
  });
});

describe('the route of the audio session', () => {
  it('is what the user chose, and a change of it is a notification', async () => {
    const running = await AppUnderTest.start(
      app(
        `applicationDidBecomeActive() {
          const session = AVAudioSession.sharedInstance();
          const say = () => console.log(session.currentRoute.outputs[0]?.portType);
          say();
          NSNotificationCenter.defaultCenter.addObserverForNameObjectQueueUsingBlock(
            AVAudioSessionRouteChangeNotification, null, null, say);
        }`,
        `import { AVAudioSessionRouteChangeNotification } from 'AVFAudio';
         import { NSNotificationCenter } from 'Foundation';`,
      ),
    );
    await running.deliver({ kind: 'app.state', state: 'active' });
    await running.deliver(
      { kind: 'audio.route-changed', speaker: true },
      { kind: 'audio.route-changed', speaker: false },
    );
    running.stop();
    assert.deepEqual(running.log, ['Receiver', 'Speaker', 'Receiver']);
  });
});

describe('a framework that does not exist', () => {
  it('is named when an app imports it', async () => {
    await assert.rejects(inlineApp(`import { Contact } from 'Contacts'; console.log(Contact);`), (error) => {
      return error instanceof AppLoadError && /"Contacts"/.test(error.message);
    });
  });
});
