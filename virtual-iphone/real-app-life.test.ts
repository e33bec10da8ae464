import { strict as assert } from 'node:assert';
import type { Journal, TestbedClock } from '../clock/index.ts';
import { inlineApp } from './app-process/app-under-test.ts';
import type { MemoryCourier } from './daemons/scripted-phone.ts';
import type { PhoneSettings } from './daemons/settings.ts';
import type { VirtualIphone } from './phone.ts';
import { realAppPhone } from './real-app-phone.test-data.ts';

const BUNDLE_ID = 'com.example.inline';

/** An app that runs `receive` in its push callback; `report` reports a call by the given name. */
const source = (receive: string) => `
  import { CXCallUpdate, CXProvider, CXProviderConfiguration } from 'CallKit';
  import { NSData, NSUserDefaults, NSUUID } from 'Foundation';
  import { PKPushRegistry, PKPushTypeVoIP } from 'PushKit';
  import * as Security from 'Security';
  import { UIApplicationMain } from 'UIKit';
  const provider = new CXProvider(new CXProviderConfiguration());
  const registry = new PKPushRegistry(null);
  const account = { [Security.kSecClass]: Security.kSecClassGenericPassword, [Security.kSecAttrAccount]: 'me' };
  const defaults = NSUserDefaults.standardUserDefaults;
  const report = (name: string) => {
    const update = new CXCallUpdate();
    update.localizedCallerName = name;
    provider.reportNewIncomingCallWithUUIDUpdateCompletion(NSUUID.UUID(), update, () => {});
  };
  const delegate = {
    pushRegistryDidUpdatePushCredentialsForType() {},
    pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler() { ${receive} },
  };
  registry.delegate = delegate;
  UIApplicationMain(class {
    keep = [delegate, NSData, Security, defaults, report, account];
    applicationDidFinishLaunchingWithOptions() {
      registry.desiredPushTypes = new Set([PKPushTypeVoIP]);
      return true;
    }
    applicationDidBecomeActive() {
      const data = new NSData(new TextEncoder().encode('secret'));
      const accessible = { [Security.kSecAttrAccessible]: Security.kSecAttrAccessibleAfterFirstUnlock };
      Security.SecItemAdd({ ...account, ...accessible, [Security.kSecValueData]: data }, null);
      defaults.setObjectForKey('bob', 'user');
    }
  });
`;

describe('the life of a real app on a phone', () => {
  let clock: TestbedClock;
  let journal: Journal;
  let courier: MemoryCourier;
  let phone: VirtualIphone;
  let log: string[];

  const start = async (receive: string, settings: Partial<PhoneSettings> = {}) => {
    ({ clock, journal, courier, phone } = realAppPhone({
      model: 'iPhone 15',
      turnLimitMs: 200,
      compose: () => [],
      settings,
    }));
    log = [];
    phone.onLog(({ process, text }) => log.push(`${process}: ${text}`));
    phone.install(await inlineApp(source(receive)));
    await phone.launch(BUNDLE_ID);
    await phone.pressHome();
  };
  const push = async () => {
    await courier.push({ topic: `${BUNDLE_ID}.voip`, pushType: 'voip', payload: {} });
    await clock.quiet();
  };
  const why = () => journal.events({ kind: 'push.dropped' }).map(({ data }) => data['why']);
  afterEach(() => {
    phone.close();
    clock.close();
  });

  it('ends by the watchdog when it hangs in the push callback, which counts as unreported', async () => {
    await start('for (;;) {}', { voipKillLimit: 1 });
    await push();
    assert.equal(journal.events({ kind: 'app.exited' })[0]?.data['code'], '0x8badf00d');
    assert.match(log.join('\n'), /^SpringBoard: Inline\[\d+\] .*0x8badf00d/m);
    await clock.elapse(7_100);
    await push();
    assert.deepEqual(why(), ['launch-prevented']);
  });

  it('finds neither defaults nor keychain before the first unlock, and both after', async () => {
    const read = `report(
      String(Security.SecItemCopyMatching({ ...account, [Security.kSecReturnData]: true }, null)) +
      ' ' + defaults.stringForKey('user'))`;
    await start(read, { voipBeforeFirstUnlock: 'launch' });
    await phone.reboot();
    await push();
    assert.equal(phone.calls()[0]?.caller, '-25308 null');
    await phone.unlock();
    await push();
    assert.equal(phone.calls()[1]?.caller, '0 bob');
  });

  it('gets its calls again after memory ran short', async () => {
    await start(`report('Alice')`);
    await clock.elapse(6_000);
    await phone.memoryPressure('critical');
    assert.equal(phone.appState(BUNDLE_ID), 1);
    await push();
    assert.equal(phone.calls()[0]?.caller, 'Alice');
  });
});
