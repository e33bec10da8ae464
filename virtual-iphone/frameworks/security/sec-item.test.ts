import { strict as assert } from 'node:assert';
import { AppUnderTest } from '../../app-process/app-under-test.ts';
import type { AppLaunch, KeychainItemData } from '../../messages.ts';

const item = (accessible: string): KeychainItemData => ({
  class: 'genp',
  accessible,
  attributes: { svce: 'calls', acct: accessible },
  data: '626f62',
});

async function run(source: string, launch: Partial<AppLaunch> = {}): Promise<AppUnderTest> {
  return AppUnderTest.start(
    `
    import { NSData, NSUserDefaults } from 'Foundation';
    import * as Security from 'Security';
    import { UIApplication, UIApplicationMain } from 'UIKit';
    void [NSData, NSUserDefaults, UIApplication, UIApplicationMain];
    const text = (data: any) => new TextDecoder().decode(data.bytes);
    const bob = new NSData(new TextEncoder().encode('bob'));
    const key = { [Security.kSecClass]: Security.kSecClassGenericPassword, [Security.kSecAttrService]: 'calls' };
    const read = (account: string) => {
      const result: Security.Reference = {};
      const query = { ...key, [Security.kSecAttrAccount]: account, [Security.kSecReturnData]: true };
      const status = Security.SecItemCopyMatching(query, result);
      return status === 0 ? text(result.value) : status;
    };
    ${source}
  `,
    launch,
  );
}

describe('the keychain in an app', () => {
  let app: AppUnderTest;
  afterEach(() => app.stop());

  it('adds, finds, changes and deletes an item, and hands the phone all of them', async () => {
    app = await run(`
      const item = { ...key, [Security.kSecAttrAccount]: 'me', [Security.kSecValueData]: bob };
      console.log(read('me'), Security.SecItemAdd(item, null), read('me'), Security.SecItemAdd(item, null));
      const eve = new NSData(new TextEncoder().encode('eve'));
      console.log(Security.SecItemUpdate(key, { [Security.kSecValueData]: eve }), read('me'));
      console.log(Security.SecItemDelete(key), Security.SecItemDelete(key), Security.SecItemDelete({}));
    `);
    assert.deepEqual(app.log, ['-25300 0 bob -25299', '0 eve', '0 -25300 -50']);
    assert.deepEqual(
      app.sentOf('app.keychain').map(({ items }) => items.map(({ accessible, data }) => `${accessible} ${data}`)),
      [['ak 626f62'], ['ak 657665'], []],
    );
  });

  it('answers attributes and lists where the query asks for them', async () => {
    app = await run(
      `
      const result: Security.Reference = {};
      const all = { [Security.kSecReturnAttributes]: true, [Security.kSecMatchLimit]: Security.kSecMatchLimitAll };
      Security.SecItemCopyMatching({ ...key, ...all }, result);
      console.log(JSON.stringify(result.value));
    `,
      { keychain: [item('ck'), item('ak')] },
    );
    assert.deepEqual(JSON.parse(app.log[0] ?? ''), [
      { class: 'genp', pdmn: 'ck', svce: 'calls', acct: 'ck' },
      { class: 'genp', pdmn: 'ak', svce: 'calls', acct: 'ak' },
    ]);
  });

  for (const [protectedData, expected] of [
    ['unlocked', 'bob bob bob bob 0'],
    ['locked', '-25308 bob bob -25308 -25308'],
    ['before-first-unlock', '-25308 -25308 bob -25308 -25308'],
  ] as const) {
    it(`reads what its class allows on a phone that is ${protectedData}`, async () => {
      app = await run(
        `
        const item = { ...key, [Security.kSecAttrAccount]: 'new', [Security.kSecValueData]: bob };
        console.log(read('ak'), read('cku'), read('dk'), read('akpu'), Security.SecItemAdd(item, null));
      `,
        { keychain: ['ak', 'cku', 'dk', 'akpu'].map(item), protectedData },
      );
      assert.deepEqual(app.log, [expected]);
    });
  }

  it('sees what another bundle of its access group has written', async () => {
    app = await run(`UIApplicationMain(class { applicationDidBecomeActive() { console.log(String(read('ck'))); } });`);
    await app.deliver({ kind: 'app.keychain-changed', items: [item('ck')] }, { kind: 'app.state', state: 'active' });
    assert.deepEqual(app.log, ['bob']);
  });

  it('hears when data comes and goes, while it can still be read', async () => {
    app = await run(
      `
      const told = (what: string) => () => {
        const { protectedDataAvailable } = UIApplication.sharedApplication;
        console.log(what, protectedDataAvailable, read('ak'), NSUserDefaults.standardUserDefaults.stringForKey('user'));
      };
      UIApplicationMain(class {
        applicationDidFinishLaunchingWithOptions = () => { told('launched')(); return true; };
        applicationProtectedDataWillBecomeUnavailable = told('going');
        applicationProtectedDataDidBecomeAvailable = told('there');
      });
    `,
      { keychain: [item('ak')], protectedData: 'before-first-unlock' },
    );
    await app.deliver(
      { kind: 'app.protected-data', state: 'unlocked', defaults: { user: 'bob' } },
      { kind: 'app.protected-data', state: 'locked' },
    );
    assert.deepEqual(app.log, ['launched false -25308 null', 'there true bob bob', 'going true bob bob']);
  });
});
