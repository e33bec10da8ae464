import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AppUnderTest } from '../../app-process/app-under-test.ts';

/** An app whose registry has a delegate that the app keeps, or not. */
const source = (kept: boolean) => `
  import * as CallKit from 'CallKit';
  import { PKPushRegistry, PKPushTypeVoIP } from 'PushKit';
  import { UIApplicationMain } from 'UIKit';
  void CallKit;
  const kept: object[] = [];
  const registry = new PKPushRegistry(null);
  class Delegate {
    pushRegistryDidUpdatePushCredentialsForType() {}
    pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler() { console.log('heard'); }
  }
  UIApplicationMain(class {
    applicationDidFinishLaunchingWithOptions() {
      const delegate = new Delegate();
      if (${kept}) kept.push(delegate);
      registry.delegate = delegate;
      registry.desiredPushTypes = new Set([PKPushTypeVoIP]);
      return true;
    }
    applicationDidBecomeActive() { console.log(String(kept.length), String(registry.delegate === null)); }
  });
`;

async function pushAfterCollection(kept: boolean): Promise<AppUnderTest> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const app = await AppUnderTest.start(source(kept));
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  await app.deliver({ kind: 'pushkit.push', push: 'p1', type: 'voIP', payload: {}, mustReport: true });
  app.stop();
  return app;
}

describe('the delegate of a push registry', () => {
  it('hears nothing once the app has let go of it, and the report check still runs', async () => {
    const app = await pushAfterCollection(false);
    assert.match(app.log.join('\n'), /no registry with a delegate is alive/);
    assert.equal(app.exit?.kind === 'exception' && app.exit.name, 'NSInternalInconsistencyException');
  });

  it('hears of pushes while the app keeps it', async () => {
    assert.equal((await pushAfterCollection(true)).log[0], 'heard');
  });
});
