import { strict as assert } from 'node:assert';
import { AppUnderTest, type StartOptions } from '../../app-process/app-under-test.ts';

/** Writes into a suite by one object, and reads by another when the app becomes active. */
const APP = `
  import { NSUserDefaults } from 'Foundation';
  import { UIApplicationMain } from 'UIKit';
  const shared = () => NSUserDefaults.initWithSuiteName('group.com.example')!;
  UIApplicationMain(class {
    applicationDidFinishLaunchingWithOptions() {
      console.log(shared().stringForKey('user'), NSUserDefaults.standardUserDefaults.stringForKey('user'));
      shared().setObjectForKey(3, 'calls');
      shared().removeObjectForKey('gone');
      console.log(NSUserDefaults.initWithSuiteName('com.example.inline'), NSUserDefaults.initWithSuiteName('NSGlobalDomain'));
      return true;
    }
    applicationDidBecomeActive() {
      console.log(shared().stringForKey('user'), shared().integerForKey('calls'));
    }
  });
`;

describe('NSUserDefaults with a suite name', () => {
  let app: AppUnderTest;
  const start = async (launch: StartOptions) => {
    app = await AppUnderTest.start(APP, { state: 'background', ...launch });
  };
  const becomesActive = { kind: 'app.state', state: 'active' } as const;
  afterEach(() => app.stop());

  it('are one for all their objects, apart from the standard ones, and say each change', async () => {
    await start({ defaults: { user: 'standard' }, suites: { 'group.com.example': { user: 'bob', gone: 1 } } });
    await app.deliver(becomesActive);
    assert.deepEqual(app.log, ['bob standard', 'null null', 'bob 3']);
    assert.deepEqual(app.sentOf('app.suite'), [
      { kind: 'app.suite', suite: 'group.com.example', key: 'calls', value: 3 },
      { kind: 'app.suite', suite: 'group.com.example', key: 'gone', value: null },
    ]);
    assert.deepEqual(app.sentOf('app.defaults'), []);
  });

  it('take what another bundle of the group writes', async () => {
    await start({});
    const change = { kind: 'app.suite-changed', suite: 'group.com.example' } as const;
    await app.deliver(
      { ...change, key: 'user', value: 'eve' },
      { ...change, key: 'calls', value: null },
      becomesActive,
    );
    assert.equal(app.log.at(-1), 'eve 0');
  });

  it('read what is kept once the phone has been unlocked', async () => {
    await start({ protectedData: 'before-first-unlock' });
    const suites = { 'group.com.example': { user: 'bob' } };
    await app.deliver({ kind: 'app.protected-data', state: 'unlocked', defaults: {}, suites }, becomesActive);
    assert.deepEqual([app.log[0], app.log.at(-1)], ['null null', 'bob 0']);
  });
});
