import { strict as assert } from 'node:assert';
import type { Json, JsonObject } from '../../messages.ts';
import { BUNDLE_ID, ScriptedPhone, type ScriptedPhoneOptions, type ScriptedProcess } from '../scripted-phone.ts';

const GROUP = 'group.com.example.caller';
const PUSH = { aps: { alert: 'Hello', 'mutable-content': 1 } } as const;
const inGroup: JsonObject = { 'aps-environment': 'development', 'com.apple.security.application-groups': [GROUP] };

describe('a suite of user defaults', () => {
  let bed: ScriptedPhone;
  const start = async (entitlements: JsonObject, more: Partial<ScriptedPhoneOptions> = {}) => {
    bed = new ScriptedPhone({
      ios: '18.6',
      manifest: { entitlements: { 'aps-environment': 'development', ...entitlements } },
      extension: { entitlements: inGroup, script: { onMessage: () => undefined } },
      ...more,
    });
    await bed.phone.launch(BUNDLE_ID);
  };
  const write = (process: ScriptedProcess, key: string, value: Json) =>
    process.send({ kind: 'app.suite', suite: GROUP, key, value });
  const service = (): ScriptedProcess => {
    const process = bed.extensions.at(-1);
    assert.ok(process);
    return process;
  };
  afterEach(() => bed.close());

  it('of an app group is read by the extension of the app, and each hears of what the other writes', async () => {
    await start(inGroup);
    write(bed.app, 'user', 'bob');
    await bed.phone.pressHome();
    await bed.alertPush(PUSH);
    assert.deepEqual(service().launch.suites, { [GROUP]: { user: 'bob' } });
    write(service(), 'calls', 2);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.app.of('app.suite-changed'), [
      { kind: 'app.suite-changed', suite: GROUP, key: 'calls', value: 2 },
    ]);
    write(bed.app, 'user', null);
    await bed.phone.terminate(BUNDLE_ID);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.app.launch.suites, { [GROUP]: { calls: 2 } });
  });

  it('is the app’s own where its entitlements do not name the group', async () => {
    await start({});
    write(bed.app, 'user', 'bob');
    await bed.phone.pressHome();
    await bed.alertPush(PUSH);
    assert.deepEqual(service().launch.suites, { [GROUP]: {} });
    await bed.phone.terminate(BUNDLE_ID);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.app.launch.suites, { [GROUP]: { user: 'bob' } });
  });

  it('of a group stays while another app of the group is there, and goes with the last', async () => {
    await start(inGroup);
    const other = `${BUNDLE_ID}.other`;
    bed.phone.install({ ...bed.bundle, manifest: { ...bed.bundle.manifest, CFBundleIdentifier: other } });
    write(bed.app, 'user', 'bob');
    bed.phone.uninstall(BUNDLE_ID);
    await bed.phone.launch(other);
    assert.deepEqual(bed.app.launch.suites, { [GROUP]: { user: 'bob' } });
    bed.phone.uninstall(other);
    bed.phone.install(bed.bundle);
    await bed.phone.launch(BUNDLE_ID);
    assert.deepEqual(bed.app.launch.suites, { [GROUP]: {} });
  });

  it('cannot be read or written before the first unlock, and is handed over then', async () => {
    await start(inGroup, { settings: { voipBeforeFirstUnlock: 'launch' } });
    write(bed.app, 'user', 'bob');
    await bed.phone.reboot();
    await bed.voipPush();
    assert.deepEqual(bed.app.launch.suites, {});
    write(bed.app, 'user', 'eve');
    await bed.phone.unlock();
    assert.deepEqual(bed.app.of('app.protected-data')[0]?.suites, { [GROUP]: { user: 'bob' } });
  });
});
